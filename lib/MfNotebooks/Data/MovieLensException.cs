namespace MfNotebooks;

/// <summary>A MovieLens dataset could not be had; the message says why, and how to get it by hand.</summary>
public sealed class MovieLensException : IOException
{
    internal MovieLensException(string message, Exception? cause = null) : base(message, cause) { }
}
