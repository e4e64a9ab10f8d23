using System.Diagnostics;
using System.Globalization;
#pragma warning disable IDE0005 // The other project that compiles this file imports it everywhere.
using Xunit;
#pragma warning restore IDE0005

namespace MfNotebooks.Tests.HardTimes;

/// <summary>
/// Gives a reader damaged files and holds it to its word: its own exceptions only, in time, with memory that the file
/// justifies.
/// </summary>
/// <remarks>
/// A test does a fixed number of rounds, so that it finds the same today and tomorrow. <c>MF_FUZZ_SECONDS=60</c> makes
/// each
/// of these tests go on with further seeds for 60 seconds.
/// </remarks>
internal sealed record Fuzz(IReadOnlyList<byte[]> Good, IReadOnlyList<string> Tokens)
{
    private const long BytesPerByte = 2_000;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(60);

    private static TimeSpan Longer => TimeSpan.FromSeconds(double.Parse(
        Environment.GetEnvironmentVariable("MF_FUZZ_SECONDS") is { Length: > 0 } seconds ? seconds
            : "0", CultureInfo.InvariantCulture));

    /// <summary>What reading may allocate whatever the file is.</summary>
    internal long FreeBytes { get; init; } = 2_000_000;

    /// <summary>What else is done to the damaged bytes, such as making a checksum right again.</summary>
    internal Func<byte[], byte[]> Repair { get; init; } = bytes => bytes;

    /// <summary>Reads damaged files.</summary>
    /// <param name="rounds">How many at least.</param>
    /// <param name="read">The reader.</param>
    /// <param name="isItsOwn">Says whether the reader documents this exception.</param>
    internal async Task RunAsync(int rounds, Action<byte[]> read, Func<Exception, bool> isItsOwn)
    {
        var (clock, round) = (Stopwatch.StartNew(), 0);
        var work = Task.Factory.StartNew(() =>
        {
            for (; round < rounds || clock.Elapsed < Longer; round++) Once(round, read, isItsOwn);
        }, TaskCreationOptions.LongRunning);
        var ended = await Task.WhenAny(work, Task.Delay(Longer + Patience, TestContext.Current.CancellationToken));
        Assert.True(ended == work, $"The reader hangs on seed {round}.");
        await work;
        TestContext.Current.TestOutputHelper?.WriteLine($"{round} files in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private void Once(int seed, Action<byte[]> read, Func<Exception, bool> isItsOwn)
    {
        var file = Repair(new Mutator(seed, Tokens).Damage(Good));
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var error = Record.Exception(() => read(file));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(error is null || (isItsOwn(error) && error.Message.Length > 0), $"seed {seed}: {error}");
        Assert.True(allocated <= FreeBytes + BytesPerByte * file.Length,
            $"seed {seed}: {allocated} bytes for a file of {file.Length}");
        Assert.True(clock.Elapsed < LongestRead, $"seed {seed}: {clock.Elapsed}");
    }
}
