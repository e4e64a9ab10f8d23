namespace MfNotebooks.Runner.Documents;

/// <summary>A notebook that cannot be read; the message names the file, the problem and the remedy.</summary>
internal sealed class NotebookException(string message, Exception? inner = null) : Exception(message, inner);
