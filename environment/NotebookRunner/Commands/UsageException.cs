namespace MfNotebooks.Runner.Commands;

/// <summary>What was asked for cannot be done as it was written; nothing has run.</summary>
internal sealed class UsageException(string message) : Exception(message);
