using MfNotebooks.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>
/// Full and read-only disks: a sentence with the path and the remedy, nothing half-written, and nothing lost.
/// </summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_does_not_fit_leaves_the_old_one()
    {
        using var disk = MountedDisk.Mount(_folder.File("disk"), kilobytes: 64);
        var path = Path.Combine(disk.Path, "a.mfmodel");
        using var small = Model(users: 3);
        using var large = Model(users: 9_000);
        small.Save(path);

        var error = Assert.Throws<IOException>(() => large.Save(path));

        AssertFull(error, path);
        using var old = FactorModel.Load(path);
        Assert.Equal(small.A.ToMatrix(), old.A.ToMatrix());
        Assert.Single(Directory.GetFiles(disk.Path));
    }

    [Fact]
    public void Ratings_that_do_not_fit_leave_the_old_ones()
    {
        using var disk = MountedDisk.Mount(_folder.File("disk"), kilobytes: 64);
        var path = Path.Combine(disk.Path, "ratings.csv");
        using var films = SampleRatings.Films;
        using var large = RatingsMatrix.From(new float[2, 20_000], users: null, items: null, missing: MissingValue.NaN);
        CsvRatings.Write(path, films);

        var error = Assert.Throws<IOException>(() => CsvRatings.Write(path, large));

        AssertFull(error, path);
        Assert.Equal(films.Count, CsvRatings.ReadTable(path).Count);
        Assert.Single(Directory.GetFiles(disk.Path));
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_told()
    {
        using var films = SampleRatings.Films;
        _folder.Write("models", "a file");
        var path = _folder.File("models/ratings.csv");

        var error = Assert.Throws<IOException>(() => CsvRatings.Write(path, films));

        Assert.StartsWith($"{path} cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another place, or make this one writable", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cache_that_cannot_keep_the_adapted_library_is_told_with_the_way_out(bool isReadOnly)
    {
        using var disk = MountedDisk.Mount(_folder.File("cache"), kilobytes: 64, isReadOnly);

        var error = Assert.Throws<TorchBackendException>(() =>
            TorchBackend.AdaptedCopy(TorchBackend.BridgePath(), disk.Path));

        Assert.Contains(disk.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("XDG_DATA_HOME", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(false, "the disk is full; make room")]
    [InlineData(true, "the file system reports: ")]
    public async Task A_cache_that_cannot_keep_a_dataset_is_told_with_the_way_out(bool isReadOnly, string cause)
    {
        using var disk = MountedDisk.Mount(_folder.File("cache"), kilobytes: 16, isReadOnly);
        var archive = MovieLensFiles.Zip("ml-latest-small", ("movies.csv", MovieLensFiles.Films),
            ("ratings.csv", MovieLensFiles.Ratings), ("large", string.Concat(Enumerable.Range(0, 20_000))));
        var cache = new MovieLensCache(disk.Path,
            new MovieLensDownload(new Archive(archive), TimeSpan.Zero, TimeSpan.FromSeconds(10)));

        var error = await Assert.ThrowsAsync<MovieLensException>(() =>
            MovieLens.LoadAsync("ml-latest-small", cache, null, cancel: TestContext.Current.CancellationToken));

        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Path, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void Two_downloads_at_once_keep_one_dataset()
    {
        var (first, second) = (MovieLensFiles.WriteCsv(_folder, "first"), MovieLensFiles.WriteCsv(_folder, "second"));
        var target = _folder.File("ml-latest-small");

        MovieLensCache.Keep(first, target);
        MovieLensCache.Keep(second, target);

        Assert.Equal(3, MovieLens.Read(target).Ratings.Count);
    }

    private static void AssertFull(IOException error, string path) =>
        Assert.Equal($"{path} cannot be written: the disk is full. Make room and try again; what stood there before "
            + "is untouched.", error.Message);

    private static FactorModel Model(int users) =>
        new(ones(users, 2), ones(1, 2), [.. Enumerable.Range(0, users).Select(user => $"u{user}")], ["i"]);

    private sealed class Archive(byte[] content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
            CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(content) });
    }
}
