namespace MfNotebooks.Runner.Engine;

/// <summary>A package that a cell asks for cannot be had; the message says which and why.</summary>
internal sealed class PackageException(string message) : Exception(message);
