using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace MfNotebooks;

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
                throw new InvalidDataException(Invariant($"the archive has {expected:N0} bytes, ")
                    + Invariant($"but only {bytes:N0} arrived"));
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

/// <summary>How far a download is.</summary>
/// <param name="Name">What is downloaded.</param>
/// <param name="Bytes">The bytes received.</param>
/// <param name="TotalBytes">The bytes in all; null where the server does not say.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
public sealed record DownloadProgress(string Name, long Bytes, long? TotalBytes, int Attempt)
{
    /// <summary>The progress in words.</summary>
    public override string ToString() => Invariant($"{Name}: ")
        + Invariant($"{Bytes / 1e6:0.0}{(TotalBytes is null ? "" : " of ")}{TotalBytes / 1e6:0.0} ")
        + Invariant($"MB{(Attempt > 1 ? ", attempt " : "")}{(Attempt > 1 ? Attempt : null)}");
}

/// <summary>Says in a reader's words why a dataset could not be had, and how to get it by hand.</summary>
internal static class MovieLensFault
{
    /// <summary>Null for a fault that is none of the download's.</summary>
    internal static MovieLensException? TryExplain(Exception fault, MovieLensDataset dataset, string cache)
    {
        if (Cause(fault) is not { } cause) return null;
        return new MovieLensException($"{dataset.Name} could not be downloaded from {dataset.Address}: {cause}.\nBy "
            + $"hand: get the archive on any machine and unpack it, so that {Path.Combine(cache, dataset.Name)} "
            + "holds its files; or unpack it anywhere and set MF_DATA_DIR to that folder.", fault);
    }

    private static string? Cause(Exception fault) => fault switch
    {
        HttpRequestException { InnerException: AuthenticationException } =>
            "the server's certificate is not valid (it lapsed in 2024, "
                + "2025 and 2026; GroupLens usually renews it within days, and it is never ignored here)",
        HttpRequestException { StatusCode: { } code } => Invariant($"the server answered {(int)code} ({code})"),
        HttpRequestException { InnerException: SocketException }
            or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            "there is no connection to it; check the network, and HTTPS_PROXY where there is a proxy",
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } =>
            $"the connection broke off ({fault.Message})",
        TimeoutException => $"{fault.Message}; try again later",
        MovieLensException or CsvRatingsException or InvalidDataException => $"the archive is damaged: {fault.Message}",
        IOException when AtomicFile.IsDiskFull(fault) => "the disk is full; make room and try again",
        UnauthorizedAccessException => $"the folder cannot be written to: {fault.Message}",
        IOException => $"the file system reports: {fault.Message}",
        _ => null,
    };
}
