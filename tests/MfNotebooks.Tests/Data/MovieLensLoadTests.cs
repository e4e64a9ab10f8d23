using System.Net;
using System.Security.Authentication;
using Xunit;

namespace MfNotebooks.Tests.Data;

public sealed class MovieLensLoadTests : IDisposable
{
    private const string Name = "ml-latest-small";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_download_is_kept_and_not_repeated()
    {
        var server = new FakeServer(_ => Archive(MovieLensFiles.ZipCsv(Name)));
        var progress = new Reports();

        var first = await MovieLens.LoadAsync(Name, Cache(server), null, progress,
            TestContext.Current.CancellationToken);
        var second = await MovieLens.LoadAsync(Name, Cache(server), null,
            cancel: TestContext.Current.CancellationToken);

        Assert.Equal(1, server.Requests);
        Assert.Equal(first.Ratings.Values, second.Ratings.Values);
        Assert.Equal((_folder.File(Name), _folder.File(Name)), (first.Source, second.Source));
        Assert.Equal([_folder.File(Name)], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(progress.Last!.TotalBytes, progress.Last.Bytes);
    }

    [Fact]
    public async Task A_server_that_stumbles_is_asked_again()
    {
        var server = new FakeServer(request =>
            request < 3 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            : Archive(MovieLensFiles.ZipCsv(Name)));

        var data = await MovieLens.LoadAsync(Name, Cache(server), null, cancel: TestContext.Current.CancellationToken);

        Assert.Equal((3, 3), (server.Requests, data.Ratings.Count));
    }

    public static TheoryData<string, Func<int, HttpResponseMessage>, string, int> Faults => new()
    {
        { Name, _ => throw new HttpRequestException("SSL", new AuthenticationException("expired")),
            "certificate is not valid", 1 },
        { Name, _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "unknown host"),
            "no connection to it; check the network", 3 },
        { Name, _ => new HttpResponseMessage(HttpStatusCode.NotFound), "the server answered 404", 1 },
        { Name, _ => new HttpResponseMessage(HttpStatusCode.BadGateway), "the server answered 502", 3 },
        { Name, _ => Archive(MovieLensFiles.ZipCsv(Name)[..^40], promised: 10_000), "has 10,000 bytes, but only", 3 },
        { Name, _ => Archive(MovieLensFiles.ZipCsv(Name)[..^40]), "the archive is damaged", 1 },
        { Name, _ => Archive("<html>Log in to this network</html>"u8.ToArray()), "the archive is damaged", 1 },
        { Name, _ => Archive(MovieLensFiles.Zip(Name, ("README.txt", "hello"))), "holds no MovieLens dataset", 1 },
        { Name, _ => Archive(MovieLensFiles.Zip(Name, ("movies.csv", MovieLensFiles.Films),
            ("ratings.csv", "userId,movieId\nx\n"))), "cannot be read as ratings", 1 },
        { "ml-100k", _ => Archive(MovieLensFiles.ZipCsv("ml-100k")),
            "GroupLens publishes 0e33842e24a9c977be4e0107933c0723", 1 },
        { Name, _ => throw new IOException("full", 28), "the disk is full", 1 },
        { Name, _ => throw new UnauthorizedAccessException("read-only"), "cannot be written to", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_has_its_message_a_remedy_and_leaves_nothing_behind(string name, Func<int,
        HttpResponseMessage> answer, string cause, int requests)
    {
        var server = new FakeServer(answer);

        var error = await Assert.ThrowsAsync<MovieLensException>(() =>
            MovieLens.LoadAsync(name, Cache(server), null, cancel: TestContext.Current.CancellationToken));

        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"By hand: get the archive on any machine and unpack it, so that {_folder.File(name)} holds its files",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("MF_DATA_DIR", error.Message, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        var error = await Assert.ThrowsAsync<MovieLensException>(() =>
            MovieLens.LoadAsync(Name, Cache(new SilentServer(), silence: 0.05), null,
            cancel: TestContext.Current.CancellationToken));

        Assert.Contains("the server was silent for 0.1 s", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_cancelled_download_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            MovieLens.LoadAsync(Name, Cache(new SilentServer()), null, cancel: cancel.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_truly_full_disk_is_recognized()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);

        var error = Assert.Throws<IOException>(() => full.WriteByte(1));

        Assert.Contains("the disk is full",
            MovieLensFault.TryExplain(error, MovieLensDataset.Named(Name), "cache")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_folder_may_be_the_dataset_or_hold_it()
    {
        var inside = MovieLensFiles.WriteCsv(_folder, Name);
        var renamed = MovieLensFiles.WriteCsv(_folder, "my-films");
        var server = new FakeServer(_ => throw new HttpRequestException("must not be asked"));

        foreach (var (given, source) in new[] { (_folder.Path, inside), (inside, inside), (renamed, renamed) })
            Assert.Equal(source, (await MovieLens.LoadAsync(Name, Cache(server), given,
                cancel: TestContext.Current.CancellationToken)).Source);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task A_given_folder_of_another_dataset_is_not_taken_for_the_wanted_one()
    {
        var other = MovieLensFiles.WriteColons(_folder, "ml-1m");

        await Assert.ThrowsAsync<MovieLensException>(() =>
            MovieLens.LoadAsync(Name, Cache(new FakeServer(_ => new HttpResponseMessage(HttpStatusCode.NotFound))),
            other, cancel: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_given_folder_that_is_not_there_is_an_error()
    {
        var error = await Assert.ThrowsAsync<MovieLensException>(() =>
            MovieLens.LoadAsync(Name, Cache(new SilentServer()), _folder.File("nowhere"),
            cancel: TestContext.Current.CancellationToken));

        Assert.Contains("MF_DATA_DIR is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_lists_the_known_ones()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            MovieLens.LoadAsync("ml-5m", cancel: TestContext.Current.CancellationToken));

        Assert.Contains("Ask for one of: ml-latest-small, ml-latest, ml-100k", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_data_can_be_had_it_is_made_up_and_says_why()
    {
        var server = new FakeServer(_ => throw new HttpRequestException("SSL", new AuthenticationException("expired")));

        var data = await MovieLens.LoadOrSynthesizeAsync(Name, Cache(server), null,
            cancel: TestContext.Current.CancellationToken);

        Assert.True(data.IsSynthetic);
        Assert.Contains("certificate", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    private MovieLensCache Cache(HttpMessageHandler server, double silence = 30) =>
        new(_folder.Path, new MovieLensDownload(server, TimeSpan.Zero, TimeSpan.FromSeconds(silence)));

    private static HttpResponseMessage Archive(byte[] content, long? promised = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content =
            new StreamContent(new MemoryStream(content))
        };
        response.Content.Headers.ContentLength = promised ?? content.Length;
        return response;
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        internal DownloadProgress? Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }

    private sealed class FakeServer(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        internal int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
            CancellationToken cancellationToken)
        {
            Assert.Equal("https", request.RequestUri!.Scheme);
            return Task.FromResult(answer(++Requests));
        }
    }

    private sealed class SilentServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
            CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
