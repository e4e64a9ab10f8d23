namespace MfNotebooks;

/// <summary>The native torch libraries could not be loaded; the message says what is missing and the line that fixes it.</summary>
public sealed class TorchBackendException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, and the remedy.</param>
    /// <param name="cause">The loader's own error, if there was one.</param>
    public TorchBackendException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
