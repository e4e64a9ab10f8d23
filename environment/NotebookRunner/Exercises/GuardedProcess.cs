using System.Globalization;
using MfNotebooks.Runner.Protocol;
using MfNotebooks.Runner.Running;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A host process with limits: code that runs too long or takes too much memory ends with its process.</summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    private static readonly TimeSpan MemoryCheckEvery = TimeSpan.FromMilliseconds(200);

    private readonly string mark;
    private readonly HostProcess host;
    private readonly TimeSpan cellLimit;
    private bool tookTooMuch;

    private GuardedProcess(string mark, HostProcess host, TimeSpan cellLimit)
    {
        this.mark = mark;
        this.host = host;
        this.cellLimit = cellLimit;
    }

    /// <summary>Whether the process is of no more use.</summary>
    public bool Ended { get; private set; }

    public static async Task<GuardedProcess> StartAsync(string folder, TimeSpan cellLimit, CancellationToken cancel)
    {
        var mark = Guid.NewGuid().ToString("N");
        var host = await HostProcess.StartAsync(folder, new Dictionary<string, string> { [Leftovers.Variable] = mark }, cancel);
        var process = new GuardedProcess(mark, host, cellLimit);
        process.Ended = await host.ReceiveAsync(cancel) is not HostReady;
        return process;
    }

    /// <summary>Runs a piece of code. What it prints is thrown away, and so is what it displays: only its value counts.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the notebook's time is over.</exception>
    public async Task<Outcome> RunAsync(string code, CancellationToken cancel)
    {
        if (Ended)
            return new Outcome(null, await host.DescribeEndAsync());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(cellLimit);
        var watch = WatchMemoryAsync(limit);
        try
        {
            host.Run(new RunCell(1, code));
            return await FollowAsync(limit);
        }
        catch (OperationCanceledException)
        {
            Ended = true;
            cancel.ThrowIfCancellationRequested();
            return new Outcome(null, tookTooMuch
                ? $"it took more than {Limits.MemoryBytes >> 30} GB of memory and was stopped"
                : $"it had not ended after {cellLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s and was stopped");
        }
        finally
        {
            await limit.CancelAsync();
            await watch;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Leftovers.End(mark);
    }

    private async Task<Outcome> FollowAsync(CancellationTokenSource limit)
    {
        string? result = null;
        while (await host.ReceiveAsync(limit.Token) is { } message)
        {
            switch (message)
            {
                case RestoreStarted:
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                    break;
                case RestoreFinished:
                    limit.CancelAfter(cellLimit);
                    break;
                case Displayed { IsResult: true } shown:
                    result = shown.Data?.GetValueOrDefault("text/plain");
                    break;
                case CellSucceeded:
                    return new Outcome(result);
                case CellFailed failed:
                    return Outcome.Of(failed);
            }
        }
        Ended = true;
        return new Outcome(null, await host.DescribeEndAsync());
    }

    private async Task WatchMemoryAsync(CancellationTokenSource limit)
    {
        while (host.MemoryBytes <= Limits.MemoryBytes)
        {
            await Task.Delay(MemoryCheckEvery, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
                return;
        }
        tookTooMuch = true;
        await limit.CancelAsync();
    }
}
