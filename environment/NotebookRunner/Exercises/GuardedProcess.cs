using MfNotebooks.Runner.Kernel;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A kernel with limits for code that nobody has read: what it starts ends with it.</summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly KernelSession _session;
    private int _cells;

    private GuardedProcess(string folder, TimeSpan cellLimit) => _session = KernelSession.Start(
        folder, new CellLimits(cellLimit, Limits.MemoryBytes), new Dictionary<string, string> { [Leftovers.Variable] = _mark });

    /// <summary>Whether the process is of no more use.</summary>
    public bool Ended => _session.Ended;

    public static GuardedProcess Start(string folder, TimeSpan cellLimit) => new(folder, cellLimit);

    /// <summary>Runs a piece of code. What it prints is thrown away, and so is what it displays: only its value counts.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the notebook's time is over.</exception>
    public async Task<Outcome> RunAsync(string code, CancellationToken cancel)
    {
        string? result = null;
        var failed = await _session.RunAsync(new RunCell(++_cells, code), Take, cancel);
        return failed is null ? new Outcome(result) : Outcome.Of(failed);

        void Take(KernelMessage message)
        {
            if (message is Displayed { IsResult: true } shown)
                result = shown.Data?.GetValueOrDefault("text/plain");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Leftovers.End(_mark);
    }
}
