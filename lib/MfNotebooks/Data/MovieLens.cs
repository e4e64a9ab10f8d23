using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace MfNotebooks;

/// <summary>The MovieLens datasets of GroupLens: real people's ratings of films.</summary>
/// <remarks>
/// Read are the layouts of all of them: <c>ml-latest*</c>, <c>ml-20m</c>, <c>ml-25m</c> and <c>ml-32m</c> (CSV),
/// <c>ml-1m</c> and <c>ml-10m</c> (<c>::</c>), and <c>ml-100k</c> (tabs, with its folds u1 to u5). Users and items are
/// numbered in the order of the ratings file; an id is the number in the file, as text. Reading keeps 20 bytes per
/// rating.
/// <para>
/// A rating of a film that the film list does not have is no rating of the dataset: it is left out and counted in
/// <see cref="MovieLensData.Notes"/>. Where the counts then differ from the readme's, a note says so too; that is no
/// error, because GroupLens updates <c>ml-latest</c> and <c>ml-latest-small</c>.
/// </para>
/// <para>
/// Source: F. Maxwell Harper and Joseph A. Konstan, "The MovieLens Datasets: History and Context" (2015). GroupLens
/// allows research use and no redistribution, so nothing of them is part of this library.
/// </para>
/// </remarks>
public static class MovieLens
{
    /// <summary>The environment variable that names a folder with datasets, or one dataset's own folder.</summary>
    public const string FolderVariable = "MF_DATA_DIR";

    /// <summary>
    /// Loads a dataset from the folder that <see cref="FolderVariable"/> names, else from the user's cache, else from
    /// files.grouplens.org, once; the cache then keeps it.
    /// </summary>
    /// <param name="name">
    /// <c>ml-latest-small</c> (the default), <c>ml-latest</c>, <c>ml-100k</c>, <c>ml-1m</c>, <c>ml-10m</c>,
    /// <c>ml-20m</c>, <c>ml-25m</c> or <c>ml-32m</c>.
    /// </param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancel">Ends a download with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">There is no dataset of that name.</exception>
    /// <exception cref="MovieLensException">It cannot be had; the message says how to get it by hand.</exception>
    /// <exception cref="CsvRatingsException">Its ratings file has lines that are no ratings.</exception>
    public static Task<MovieLensData> LoadAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>
    /// As <see cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>; where the dataset cannot be
    /// had, made-up ratings of its kind.
    /// </summary>
    /// <returns>The dataset, or data with <see cref="MovieLensData.IsSynthetic"/> and the reason as a note.</returns>
    /// <inheritdoc cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>
    public static Task<MovieLensData> LoadOrSynthesizeAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadOrSynthesizeAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>Reads a dataset that is on this machine.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <exception cref="MovieLensException">It holds something else; the message says what is expected.</exception>
    /// <exception cref="CsvRatingsException">Its ratings file has lines that are no ratings.</exception>
    public static MovieLensData Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var name = FolderName(folder);
        return MovieLensReader.Read(folder, MovieLensDataset.TryFind(name)?.Name ?? name, Path.GetFullPath(folder));
    }

    internal static async Task<MovieLensData> LoadAsync(string name, MovieLensCache cache, string? givenFolder,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dataset = MovieLensDataset.Named(name);
        if (FindIn(givenFolder, dataset) is { } folder) return MovieLensReader.Read(folder, dataset.Name, folder);
        var cached = cache.FolderOf(dataset);
        return Directory.Exists(cached)
            ? MovieLensReader.Read(cached, dataset.Name, cached)
            : await cache.FetchAsync(dataset, progress, cancel).ConfigureAwait(false);
    }

    internal static async Task<MovieLensData> LoadOrSynthesizeAsync(string name, MovieLensCache cache,
        string? givenFolder, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
    {
        try
        {
            return await LoadAsync(name, cache, givenFolder, progress, cancel).ConfigureAwait(false);
        }
        catch (MovieLensException e)
        {
            return SyntheticMovieLens.Create(e.Message);
        }
    }

    /// <summary>The dataset's folder in the given one, or the given one unless it is another dataset's.</summary>
    private static string? FindIn(string? given, MovieLensDataset dataset)
    {
        if (string.IsNullOrWhiteSpace(given)) return null;
        if (!Directory.Exists(given))
            throw new MovieLensException($"{FolderVariable} is '{given}', and there is no such folder. "
                + $"Set it to a folder that holds {dataset.Name}, or unset it.");
        string[] inside = [Path.Combine(given, dataset.Name), Path.Combine(given, dataset.Folder)];
        if (inside.FirstOrDefault(Directory.Exists) is { } found) return Path.GetFullPath(found);
        var isOthers = MovieLensDataset.TryFind(FolderName(given)) is { } other && other != dataset;
        return !isOthers && MovieLensLayout.TryFind(given) is not null ? Path.GetFullPath(given) : null;
    }

    private static string FolderName(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static MovieLensCache ForReaders() =>
        new(MovieLensCache.DefaultFolder, MovieLensDownload.ForReaders(Handler.Value));

    private static readonly Lazy<HttpMessageHandler> Handler = new(() => new SocketsHttpHandler());
}

/// <summary>The user's own folder of downloaded datasets, each of them read before it was put there.</summary>
internal sealed class MovieLensCache(string folder, MovieLensDownload download)
{
    internal static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify), "MfNotebooks", "data");

    internal string FolderOf(MovieLensDataset dataset) => Path.Combine(folder, dataset.Name);

    /// <summary>Downloads a dataset, reads it, and only then keeps it.</summary>
    /// <exception cref="MovieLensException">It could not be had; nothing is left behind.</exception>
    internal async Task<MovieLensData> FetchAsync(MovieLensDataset dataset, IProgress<DownloadProgress>? progress,
        CancellationToken cancel)
    {
        var part = Path.Combine(folder, Invariant($"{dataset.Name}.{Environment.ProcessId}-{Guid.NewGuid():N}.part"));
        try
        {
            Directory.CreateDirectory(part);
            var archive = Path.Combine(part, dataset.Name + ".zip");
            using (var file = new FileStream(archive, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await download.FetchAsync(dataset, file, progress, cancel).ConfigureAwait(false);
                await RequireChecksumAsync(dataset, file, cancel).ConfigureAwait(false);
            }
            return Unpack(dataset, archive, part);
        }
        catch (Exception e) when (MovieLensFault.TryExplain(e, dataset, folder) is { } explained)
        {
            throw explained;
        }
        finally
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
    }

    private MovieLensData Unpack(MovieLensDataset dataset, string archive, string part)
    {
        var unpacked = Path.Combine(part, "unpacked");
        ZipFile.ExtractToDirectory(archive, unpacked);
        var content = Directory.EnumerateDirectories(unpacked).Append(unpacked)
            .FirstOrDefault(f => MovieLensLayout.TryFind(f) is not null)
            ?? throw new InvalidDataException("the archive holds no MovieLens dataset");
        var target = FolderOf(dataset);
        var data = MovieLensReader.Read(content, dataset.Name, target);
        Keep(content, target);
        return data;
    }

    /// <summary>Another process may be faster; its copy is as good.</summary>
    internal static void Keep(string content, string target)
    {
        try
        {
            Directory.Move(content, target);
        }
        catch (IOException) when (MovieLensLayout.TryFind(target) is not null)
        {
            // It was.
        }
    }

    private static async Task RequireChecksumAsync(MovieLensDataset dataset, FileStream archive,
        CancellationToken cancel)
    {
        if (dataset.Md5 is null) return;
        archive.Position = 0;
        // GroupLens publishes MD5 sums: good against damage on the way, which is what this is for; https is against
        // forgery.
#pragma warning disable CA5351
        var sum = Convert.ToHexStringLower(await MD5.HashDataAsync(archive, cancel).ConfigureAwait(false));
#pragma warning restore CA5351
        if (sum != dataset.Md5)
            throw new InvalidDataException($"its checksum is {sum}, but GroupLens publishes {dataset.Md5}");
    }
}

/// <summary>Fetches an archive over https, trying again where that can help. Certificates are always checked.</summary>
internal sealed class MovieLensDownload(HttpMessageHandler handler, TimeSpan retryDelay, TimeSpan silence)
{
    private const int Attempts = 3, BufferSize = 1 << 16;
    private const long ReportEvery = 1 << 18;

    /// <summary>Tries again after 1 s, then 2 s; gives up on an attempt after 30 s without a byte.</summary>
    internal static MovieLensDownload ForReaders(HttpMessageHandler handler) =>
        new(handler, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Writes the archive to a stream that can be written again from its start.</summary>
    internal async Task FetchAsync(MovieLensDataset dataset, Stream target, IProgress<DownloadProgress>? progress,
        CancellationToken cancel)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                target.SetLength(0);
                await FetchOnceAsync(client, dataset, target, attempt, progress, cancel).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (attempt < Attempts && CanHelpToTryAgain(e) && !cancel.IsCancellationRequested)
            {
                await Task.Delay(retryDelay * attempt, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task FetchOnceAsync(HttpClient client, MovieLensDataset dataset, Stream target, int attempt,
        IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(silence);
        try
        {
            using var response = await client.GetAsync(dataset.Address, HttpCompletionOption.ResponseHeadersRead,
                patience.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var total = response.Content.Headers.ContentLength;
            using var source = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var bytes = await CopyAsync(source, target, count =>
                progress?.Report(new DownloadProgress(dataset.Name, count, total, attempt)), patience)
                    .ConfigureAwait(false);
            if (total is { } expected && bytes != expected)
                throw new InvalidDataException(
                    Invariant($"the archive has {expected:N0} bytes, but only {bytes:N0} arrived"));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException(Invariant($"the server was silent for {silence.TotalSeconds:0.#} s"));
        }
    }

    private async Task<long> CopyAsync(Stream source, Stream target, Action<long> report,
        CancellationTokenSource patience)
    {
        var buffer = new byte[BufferSize];
        long copied = 0, reported = 0;
        while (await source.ReadAsync(buffer, patience.Token).ConfigureAwait(false) is > 0 and var count)
        {
            patience.CancelAfter(silence);
            await target.WriteAsync(buffer.AsMemory(0, count), patience.Token).ConfigureAwait(false);
            copied += count;
            if (copied - reported < ReportEvery) continue;
            report(reported = copied);
        }
        report(copied);
        return copied;
    }

    private static bool CanHelpToTryAgain(Exception e) => e switch
    {
        TimeoutException or InvalidDataException => true,
        HttpRequestException { InnerException: AuthenticationException } => false,
        HttpRequestException { StatusCode: { } code } => code >= HttpStatusCode.InternalServerError
            || code is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } => true,
        _ => false,
    };
}
