using System.Diagnostics;
using System.Globalization;
using MfNotebooks.Runner.Documents;
using MfNotebooks.Runner.Protocol;

namespace MfNotebooks.Runner.Running;

/// <summary>One notebook's run from the first code cell to the last, or to the first that fails.</summary>
internal sealed class NotebookRun(Notebook notebook, TimeSpan timeout, IRunProgress progress)
{
    private readonly CellOutputs outputs = new();

    public async Task<NotebookResult> RunAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        progress.Started(notebook);
        CellOutputs.Clear(notebook);
        var failure = await RunCellsAsync(cancel);
        var result = new NotebookResult(notebook, failure, clock.Elapsed);
        progress.Finished(result);
        return result;
    }

    private async Task<CellFailure?> RunCellsAsync(CancellationToken cancel)
    {
        var first = notebook.CodeCells.FirstOrDefault();
        if (first is null)
            return null;
        await using var host = await HostProcess.StartAsync(notebook.Folder, cancel);
        if (await host.ReceiveAsync(cancel) is not HostReady)
            return Fail(first, new CellFailed("EngineEnded", await host.DescribeEndAsync(), [], null));
        var count = 0;
        foreach (var cell in notebook.CodeCells)
        {
            cell.Json["execution_count"] = ++count;
            if (await RunCellAsync(host, cell, cancel) is { } failure)
                return failure;
            progress.CellDone(notebook);
        }
        return null;
    }

    private async Task<CellFailure?> RunCellAsync(HostProcess host, Cell cell, CancellationToken cancel)
    {
        host.Run(new RunCell(cell.Number, cell.Source));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            return await FollowAsync(host, cell, limit);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Fail(cell, new CellFailed("TimedOut",
                $"the cell had not ended after {seconds} s and was stopped; give it longer with --timeout", [], null));
        }
    }

    private async Task<CellFailure?> FollowAsync(HostProcess host, Cell cell, CancellationTokenSource limit)
    {
        while (await host.ReceiveAsync(limit.Token) is { } message)
        {
            switch (message)
            {
                case RestoreStarted restore:
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                    progress.Restoring(notebook, restore.Packages);
                    break;
                case RestoreFinished:
                    limit.CancelAfter(timeout);
                    break;
                case CellSucceeded:
                    return null;
                case CellFailed failed:
                    var failure = Fail(cell, failed);
                    return cell.Tags.Contains(CellTags.RaisesException) ? null : failure;
                default:
                    outputs.Add(cell, message);
                    break;
            }
        }
        return Fail(cell, new CellFailed("EngineEnded", await host.DescribeEndAsync(), [], null));
    }

    private CellFailure Fail(Cell cell, CellFailed failed)
    {
        outputs.Add(cell, failed);
        var message = failed.Name is "TimedOut" or "EngineEnded" or "CompilationError" or "UnsupportedDirective"
            ? failed.Message
            : $"{failed.Name}: {failed.Message}";
        return new CellFailure(cell, failed.Line, message);
    }
}
