using System.Net.Sockets;
using System.Security.Authentication;

namespace MfNotebooks;

/// <summary>Says in a reader's words why a dataset could not be had, and how to get it by hand.</summary>
internal static class MovieLensFault
{
    /// <summary>Null for a fault that is none of the download's.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="dataset">What was wanted.</param>
    /// <param name="cache">The folder that holds the datasets.</param>
    internal static MovieLensException? TryExplain(Exception fault, MovieLensDataset dataset, string cache)
    {
        if (Cause(fault) is not { } cause) return null;
        return new MovieLensException($"""
            {dataset.Name} could not be downloaded from {dataset.Address}: {cause}.
            By hand: get the archive on any machine and unpack it, so that {Path.Combine(cache, dataset.Name)} holds its files; or unpack it anywhere and set MF_DATA_DIR to that folder.
            """, fault);
    }

    private static string? Cause(Exception fault) => fault switch
    {
        HttpRequestException { InnerException: AuthenticationException } =>
            "the server's certificate is not valid (it lapsed in 2024, 2025 and 2026; GroupLens usually renews it within days, and it is never ignored here)",
        HttpRequestException { StatusCode: { } code } => FormattableString.Invariant($"the server answered {(int)code} ({code})"),
        HttpRequestException { InnerException: SocketException } or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
            "there is no connection to it; check the network, and HTTPS_PROXY where there is a proxy",
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } => $"the connection broke off ({fault.Message})",
        TimeoutException => $"{fault.Message}; try again later",
        MovieLensException or CsvRatingsException or InvalidDataException => $"the archive is damaged: {fault.Message}",
        IOException when AtomicFile.IsDiskFull(fault) => "the disk is full; make room and try again",
        UnauthorizedAccessException => $"the folder cannot be written to: {fault.Message}",
        IOException => $"the file system reports: {fault.Message}",
        _ => null,
    };
}
