namespace MfNotebooks;

/// <summary>How far a download is.</summary>
/// <param name="Name">What is downloaded.</param>
/// <param name="Bytes">The bytes received.</param>
/// <param name="TotalBytes">The bytes in all; null where the server does not say.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
public sealed record DownloadProgress(string Name, long Bytes, long? TotalBytes, int Attempt)
{
    /// <summary>The progress in words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {Bytes / 1e6:0.0}{(TotalBytes is { } total ? FormattableString.Invariant($" of {total / 1e6:0.0}") : "")} MB{(Attempt > 1 ? FormattableString.Invariant($", attempt {Attempt}") : "")}");
}
