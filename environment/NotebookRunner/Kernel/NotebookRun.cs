using System.Diagnostics;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Kernel;

/// <summary>Where a run tells how far it is.</summary>
internal interface IRunProgress
{
    void Started(Notebook notebook);

    /// <summary>What it is busy with: a cell, or packages that a cell waits for.</summary>
    void Doing(Notebook notebook, string what);

    void CellDone(Notebook notebook);

    void Finished(NotebookResult result);
}

/// <summary>Why a run stopped: in which cell, at which line of it where that is known, and what was said.</summary>
internal sealed record CellFailure(Cell Cell, int? Line, string Message);

/// <summary>A notebook that was run, with its outputs in it, and the failure that ended the run, if any.</summary>
internal sealed record NotebookResult(Notebook Notebook, CellFailure? Failure, TimeSpan Elapsed)
{
    /// <summary>The failure as a reader gets it.</summary>
    public string? Problem => Failure is null
        ? null
        : $"{Notebook.FileName}, cell {Failure.Cell.Number} (id {Failure.Cell.Id})" +
            (Failure.Line is { } line ? $", line {line}" : "") + $": {Failure.Message}";
}

/// <summary>One notebook's run from the first code cell to the last, or to the first that fails.</summary>
internal sealed class NotebookRun(Notebook notebook, TimeSpan timeout, IRunProgress progress)
{
    private readonly Outputs _outputs = new();

    public async Task<NotebookResult> RunAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        progress.Started(notebook);
        foreach (var cell in notebook.CodeCells)
            cell.Clear();
        var failure = notebook.CodeCells.Any() ? await RunCellsAsync(cancel) : null;
        var result = new NotebookResult(notebook, failure, clock.Elapsed);
        progress.Finished(result);
        return result;
    }

    private async Task<CellFailure?> RunCellsAsync(CancellationToken cancel)
    {
        await using var session = KernelSession.Start(notebook.Folder, new CellLimits(timeout));
        foreach (var (index, cell) in notebook.CodeCells.Index())
        {
            cell.Json["execution_count"] = index + 1;
            progress.Doing(notebook, $"cell {cell.Number} ({cell.Id})");
            var failed = await session.RunAsync(
                new RunCell(cell.Number, cell.Source), message => Show(cell, message), cancel);
            if (failed is not null)
            {
                Outputs.AddError(cell, failed.Name, failed.Message, failed.Traceback);
                if (session.Ended || !cell.Tags.Contains(CellTags.RaisesException))
                    return new CellFailure(cell, failed.Line, failed.Description);
            }
            progress.CellDone(notebook);
        }
        return null;
    }

    private void Show(Cell cell, KernelMessage message)
    {
        switch (message)
        {
            case RestoreStarted restore:
                progress.Doing(notebook, $"restoring {restore.Packages}");
                break;
            case StreamWritten stream:
                Outputs.AddStream(cell, stream.Name, stream.Text);
                break;
            case Displayed display:
                _outputs.AddDisplay(cell, display.Data, display.IsResult, display.DisplayId);
                break;
            case DisplayUpdated update:
                _outputs.Update(update.DisplayId, update.Data);
                break;
        }
    }
}
