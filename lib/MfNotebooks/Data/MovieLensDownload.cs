using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MfNotebooks;

/// <summary>Fetches an archive over https, trying again where that can help. Certificates are always checked.</summary>
internal sealed class MovieLensDownload(HttpMessageHandler handler, TimeSpan retryDelay, TimeSpan silence)
{
    private const int Attempts = 3, BufferSize = 1 << 16;
    private const long ReportEvery = 1 << 18;

    /// <summary>Tries again after one second, then two; gives up on an attempt after 30 seconds without a byte.</summary>
    internal static MovieLensDownload ForReaders(HttpMessageHandler handler) => new(handler, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Writes the archive to a stream that can be written again from its start.</summary>
    internal async Task FetchAsync(MovieLensDataset dataset, Stream target, IProgress<DownloadProgress>? progress, CancellationToken cancel)
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

    private async Task FetchOnceAsync(HttpClient client, MovieLensDataset dataset, Stream target, int attempt, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(silence);
        try
        {
            using var response = await client.GetAsync(dataset.Address, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var total = response.Content.Headers.ContentLength;
            using var source = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var bytes = await CopyAsync(source, target, count => progress?.Report(new DownloadProgress(dataset.Name, count, total, attempt)), patience).ConfigureAwait(false);
            if (total is { } expected && bytes != expected)
                throw new InvalidDataException(FormattableString.Invariant($"the archive has {expected:N0} bytes, but only {bytes:N0} arrived"));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"the server was silent for {silence.TotalSeconds:0.#} s"));
        }
    }

    private async Task<long> CopyAsync(Stream source, Stream target, Action<long> report, CancellationTokenSource patience)
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
        HttpRequestException { StatusCode: { } code } => code >= HttpStatusCode.InternalServerError || code is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } => true,
        _ => false,
    };
}
