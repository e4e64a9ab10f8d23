namespace MfNotebooks.Runner.Exercises;

/// <summary>What a returned notebook may use.</summary>
/// <param name="Cell">The time for one piece of its code.</param>
internal sealed record Limits(TimeSpan Cell)
{
    private const int CellsPerNotebook = 5;

    /// <summary>The memory of the notebook's process. No chapter needs a quarter of it.</summary>
    public const long MemoryBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>The time for the whole notebook, with every new beginning after an answer that did not end.</summary>
    public TimeSpan Notebook => Cell * CellsPerNotebook;
}
