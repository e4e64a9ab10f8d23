namespace MfNotebooks.Runner.Protocol;

/// <summary>The one thing that the runner asks of the host process.</summary>
internal sealed record RunCell(int Number, string Code);
