using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Running;

/// <summary>Why a run stopped: in which cell, at which line of it where that is known, and what was said.</summary>
internal sealed record CellFailure(Cell Cell, int? Line, string Message);

/// <summary>A notebook that was run, with its outputs in it, and the failure that ended the run if there was one.</summary>
internal sealed record NotebookResult(Notebook Notebook, CellFailure? Failure, TimeSpan Elapsed)
{
    /// <summary>The failure as a reader gets it.</summary>
    public string? Problem => Failure is null
        ? null
        : $"{Notebook.FileName}, cell {Failure.Cell.Number} (id {Failure.Cell.Id})" +
            (Failure.Line is { } line ? $", line {line}" : "") + $": {Failure.Message}";
}
