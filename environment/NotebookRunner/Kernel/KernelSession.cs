using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Kernel;

/// <summary>What one cell may use.</summary>
/// <param name="Time">How long it may run; looking up packages does not count.</param>
/// <param name="MemoryBytes">How much memory the process may have in use while it runs; 0 for any amount.</param>
internal sealed record CellLimits(TimeSpan Time, long MemoryBytes = 0);

/// <summary>
/// A kernel in a process of its own, from its start to its end: it runs cells one after another and says what each
/// shows. A cell that passes a limit ends the process.
/// </summary>
/// <example><code>
/// await using var session = KernelSession.Start(folder, new CellLimits(TimeSpan.FromMinutes(2)));
/// var failure = await session.RunAsync(new RunCell(1, "1 + 1"), message => …, cancel);  // null: it ended well
/// </code></example>
internal sealed class KernelSession : IAsyncDisposable
{
    private static readonly TimeSpan MemoryCheckEvery = TimeSpan.FromMilliseconds(200);

    private readonly KernelProcess _process;
    private readonly CellLimits _limits;
    private bool _ready;

    private KernelSession(KernelProcess process, CellLimits limits)
    {
        _process = process;
        _limits = limits;
    }

    /// <summary>Whether the process is gone, or is of no more use: every further cell fails.</summary>
    public bool Ended { get; private set; }

    /// <summary>
    /// Starts the process and does not wait for it: the first cell does. Cells run in the folder, and relative paths
    /// begin there.
    /// </summary>
    public static KernelSession Start(
        string folder, CellLimits limits, IReadOnlyDictionary<string, string>? environment = null) =>
        new(KernelProcess.Start(folder, environment), limits);

    /// <summary>
    /// Runs one cell. Null when it ended well, else what went wrong in it. All that it shows goes to
    /// <paramref name="show"/>: streams, displays and their updates, restores.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up. The session must be disposed of.</exception>
    public async Task<CellFailed?> RunAsync(RunCell cell, Action<KernelMessage> show, CancellationToken cancel)
    {
        if (Directives.ProblemsIn(cell.Code) is [var first, ..] problems)
        {
            var lines = problems.Select(problem => $"line {problem.Line}: {problem}").ToArray();
            // The first line is told with the failure itself.
            string[] message = [first.ToString(), .. lines.Skip(1)];
            return new CellFailed(CellFailed.UnsupportedDirective, string.Join('\n', message), lines, first.Line);
        }
        if (!await StartedAsync(cancel))
            return await EndedAsync();
        _process.Run(cell);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_limits.Time);
        var memory = WatchMemoryAsync(limit);
        try
        {
            return await FollowAsync(show, limit);
        }
        catch (OperationCanceledException)
        {
            Ended = true;
            cancel.ThrowIfCancellationRequested();
            _process.Kill();
            return new CellFailed(CellFailed.Stopped, await memory
                ? $"the cell took more than {_limits.MemoryBytes >> 30} GB of memory and was stopped"
                : $"the cell had not ended after {_limits.Time.TotalSeconds} s and was stopped; " +
                    "give it longer with --timeout");
        }
        finally
        {
            await limit.CancelAsync();
            await memory;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> StartedAsync(CancellationToken cancel)
    {
        if (_ready || Ended)
            return !Ended;
        await _process.ConnectAsync(cancel);
        return _ready = await _process.ReceiveAsync(cancel) is KernelReady;
    }

    /// <summary>The one loop that listens to a kernel.</summary>
    private async Task<CellFailed?> FollowAsync(Action<KernelMessage> show, CancellationTokenSource limit)
    {
        while (await _process.ReceiveAsync(limit.Token) is { } message)
        {
            switch (message)
            {
                case CellSucceeded:
                    return null;
                case CellFailed failed:
                    return failed;
                case RestoreStarted:
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                    break;
                case RestoreFinished:
                    limit.CancelAfter(_limits.Time);
                    break;
            }
            show(message);
        }
        return await EndedAsync();
    }

    private async Task<CellFailed> EndedAsync()
    {
        Ended = true;
        return new CellFailed(CellFailed.EngineEnded, await _process.DescribeEndAsync());
    }

    /// <summary>Cancels when the process takes too much memory; says whether it did.</summary>
    private async Task<bool> WatchMemoryAsync(CancellationTokenSource limit)
    {
        if (_limits.MemoryBytes == 0)
            return false;
        while (_process.MemoryBytes <= _limits.MemoryBytes)
        {
            await Task.Delay(MemoryCheckEvery, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
                return false;
        }
        await limit.CancelAsync();
        return true;
    }
}

/// <summary>
/// Runs code behind the notebooks' set-up cell, in a process of its own: this program does not reference the library.
/// </summary>
internal static class LibrarySession
{
    /// <summary>Null when the code ended well. What it prints goes to <paramref name="print"/> at once.</summary>
    public static async Task<CellFailed?> RunAsync(
        Repository repository, string code, TimeSpan limit, Action<string> print, CancellationToken cancel)
    {
        var setup = Notebook.Load(repository.Notebooks()[0]).CodeCells.First().Source;
        await using var session = KernelSession.Start(repository.NotebooksFolder, new CellLimits(limit));
        return await session.RunAsync(new RunCell(1, setup), Show, cancel)
            ?? await session.RunAsync(new RunCell(2, code), Show, cancel);

        void Show(KernelMessage message)
        {
            if (message is StreamWritten { Name: "stdout" } written)
                print(written.Text);
        }
    }
}
