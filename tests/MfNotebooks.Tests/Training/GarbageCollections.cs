using Xunit;

namespace MfNotebooks.Tests.Training;

/// <summary>
/// Work on four threads while a fifth collects garbage: temporaries that nothing refers to do not survive it.
/// </summary>
internal static class GarbageCollections
{
    internal static async Task<T[]> Beside<T>(Func<T> work)
    {
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(() =>
            { while (!stop.IsCancellationRequested) { GC.Collect(0); Thread.Yield(); } },
            TestContext.Current.CancellationToken);
        var results = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => work()).ToArray();
        await stop.CancelAsync();
        await collector;
        return results;
    }
}
