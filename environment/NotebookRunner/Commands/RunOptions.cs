namespace MfNotebooks.Runner.Commands;

/// <summary>What the verb <c>run</c> was asked to do.</summary>
internal sealed record RunOptions(
    IReadOnlyList<string> Files, IReadOnlyList<string> Set, string? Out, TimeSpan Timeout, bool KeepGoing);
