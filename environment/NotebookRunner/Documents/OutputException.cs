namespace MfNotebooks.Runner.Documents;

/// <summary>A result cannot be written; the message names the file, the cause and the remedy.</summary>
internal sealed class OutputException(string message, Exception inner) : Exception(message, inner);
