using System.Collections.ObjectModel;
using System.Diagnostics;

namespace MfNotebooks;

/// <summary>The settings that every training on a <see cref="RatingsTable"/> has.</summary>
public abstract record TableTrainingOptions
{
    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim { get; init; }

    /// <summary>The seed: the same one gives the same bits on one machine, whatever the threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>How many threads work; 0 (the default) for one a core. The result is the same.</summary>
    public int Threads { get; init; }

    /// <summary>Ends the training, <see cref="OperationCanceledException"/>, before its next piece of work.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses settings that cannot work; the message names the setting, its value and the range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal virtual void Validate(RatingsTable ratings)
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Threads >= 0, Threads, "0 or more");
    }

    /// <summary>The threads that rows are worked on.</summary>
    internal ParallelOptions Parallel => new()
    {
        MaxDegreeOfParallelism = Threads == 0 ? Environment.ProcessorCount : Threads,
        CancellationToken = CancellationToken,
    };
}

/// <summary>The settings that every training for stars has.</summary>
public abstract record SparseTrainingOptions : TableTrainingOptions
{
    /// <summary>Held-out ratings of the same users and items, measured after each round; null for none.</summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>Told of every round while the training runs; null (the default) for silence.</summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.RequireSameNames(Validation is not { } held
            || (held.UserIds.SequenceEqual(ratings.UserIds) && held.ItemIds.SequenceEqual(ratings.ItemIds)),
            "Split.Random(ratings)");
    }
}

/// <summary>The settings that every training of a <see cref="FactorRanker"/> has.</summary>
public abstract record ListTrainingOptions : TableTrainingOptions
{
    /// <summary>Told of every round while the training runs; null (the default) for silence.</summary>
    public IProgress<ListRound>? Progress { get; init; }

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.RequireFitsInArray(LatentDim, FactorRows.MaxLatentDim(ratings));
    }
}

/// <summary>The memory that a training takes beside what the program holds, known before it begins.</summary>
/// <param name="Parts">What takes it, in bytes.</param>
public sealed record MemoryEstimate(IReadOnlyList<(string Part, long Bytes)> Parts)
{
    private const double Megabyte = 1e6;

    /// <summary>All parts together, in bytes: what the training adds.</summary>
    public long Bytes => Parts.Sum(part => part.Bytes);

    /// <summary>What the program held when the estimate was made, in bytes.</summary>
    public long HeldBytes { get; } = Environment.WorkingSet;

    /// <summary>What the program will hold at the training's peak, in bytes.</summary>
    public long PeakBytes => HeldBytes + Bytes;

    /// <summary>As <c>605 MB: ratings in rows 540 MB, parameters 65 MB</c>.</summary>
    public override string ToString() =>
        $"{Show(Bytes)}: {string.Join(", ", Parts.Select(part => $"{part.Part} {Show(part.Bytes)}"))}";

    /// <summary>Refuses a training that this machine has not the memory for, before any of it is taken.</summary>
    /// <exception cref="InsufficientMemoryException">It does not fit; the message says what would.</exception>
    internal void RequireFits(long? available = null, string remedy = "a smaller LatentDim or fewer ratings")
    {
        // What the machine has, or the container that the program runs in.
        var limit = available ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (PeakBytes > limit)
            throw new InsufficientMemoryException($"The training would take {this}; this machine has {Show(limit)}, "
                + $"of which this program holds {Show(HeldBytes)} already. Take {remedy}.");
    }

    private static string Show(long bytes) => Invariant($"{bytes / Megabyte:N1} MB");
}

/// <summary>One report of a training on a table of ratings: an epoch, a sweep or a round.</summary>
/// <param name="Epoch">The epoch, sweep or round, counted from 1.</param>
/// <param name="TrainRmse">The RMSE over the ratings learned from, in stars; of minibatches before each step.</param>
/// <param name="ValidationRmse">The RMSE over the held-out ratings; null where there are none.</param>
/// <param name="Seconds">Seconds since the training began; measuring the held-out ratings does not count.</param>
public sealed record TrainingEpoch(int Epoch, double TrainRmse, double? ValidationRmse, double Seconds)
{
    /// <summary>As <c>round 3, 0.42 s: RMSE 0.7123 on the ratings learned from, 0.8654 held out</c>.</summary>
    public override string ToString()
    {
        var held = ValidationRmse is { } rmse ? Invariant($", {rmse:F4} held out") : "";
        return Invariant($"round {Epoch}, {Seconds:F2} s: RMSE {TrainRmse:F4} on the ratings learned from{held}");
    }

    /// <summary>Measures the held-out error while the training's clock stands still.</summary>
    internal static TrainingEpoch Measure(
        int epoch, double trainRmse, Stopwatch clock, Func<IRatingModel> toModel, RatingsTable? validation)
    {
        clock.Stop();
        double? held = validation is null ? null : RatingErrors.Of(toModel(), validation).Rmse;
        var report = new TrainingEpoch(epoch, trainRmse, held, clock.Elapsed.TotalSeconds);
        clock.Start();
        return report;
    }
}

/// <summary>One report of a training for lists: they have no error in stars to tell of.</summary>
/// <param name="Round">The sweep, epoch or iteration, counted from 1.</param>
/// <param name="Rounds">How many there will be.</param>
/// <param name="Seconds">Seconds since the training began.</param>
public sealed record ListRound(int Round, int Rounds, double Seconds)
{
    /// <summary>The report as a line, such as <c>round 3 of 10, 0.42 s</c>.</summary>
    public override string ToString() => Invariant($"round {Round} of {Rounds}, {Seconds:F2} s");
}

/// <summary>Keeps the reports of a training, in order and at once, unlike <see cref="Progress{T}"/>.</summary>
public sealed class EpochLog : Collection<TrainingEpoch>, IProgress<TrainingEpoch>
{
    /// <inheritdoc/>
    public void Report(TrainingEpoch value) => Add(value);
}

/// <summary>
/// The users, or the items, of a model while it is trained: their ratings in rows, and for each row its factors with
/// its bias behind them, side by side in memory.
/// </summary>
/// <param name="ratings">The ratings, on the scale that is trained on.</param>
/// <param name="latentDim">k.</param>
internal sealed class FactorRows(RatingRows ratings, int latentDim)
{
    private readonly float[] _rows = new float[ratings.Count * (latentDim + 1)];

    internal RatingRows Ratings => ratings;

    internal int Count => ratings.Count;

    /// <summary>All rows, <c>[rows × k + 1]</c>.</summary>
    internal ReadOnlySpan<float> All => _rows;

    /// <summary>A row: its factors and its bias, <c>[k + 1]</c>.</summary>
    internal Span<float> this[int row] => _rows.AsSpan(row * (latentDim + 1), latentDim + 1);

    /// <summary>Draws small random factors for the rows that have ratings; the others stay zero.</summary>
    internal void Draw(Random random, double spread)
    {
        for (var row = 0; row < Count; row++)
        {
            var drawn = random.NextGaussians(latentDim, spread);
            if (!ratings[row].IsEmpty) drawn.CopyTo(this[row]);
        }
    }

    /// <summary>The memory that both sides take, and the model that is made of them, in bytes.</summary>
    internal static long BytesOfBoth(RatingsTable table, int latentDim) =>
        2L * sizeof(float) * (latentDim + 1L) * ((long)table.UserCount + table.ItemCount);

    /// <summary>The largest k with which the factors of a side are still one array.</summary>
    internal static long MaxLatentDim(RatingsTable table) =>
        Array.MaxLength / Math.Max(table.UserCount, table.ItemCount) - 1;

    /// <summary>The model in stars: a product of two factors has to grow by s, so each of them grows by √s.</summary>
    internal static BiasedFactorModel ToModel(string name, string settings, RatingScale scale, FactorRows users,
        FactorRows items)
    {
        var (deviation, root) = ((float)scale.Deviation, (float)Math.Sqrt(scale.Deviation));
        return new BiasedFactorModel(name, settings, (float)scale.Mean, Biases(users), Biases(items),
            users.ToMatrix(root), items.ToMatrix(root))
        {
            Deviation = scale.Deviation,
        };

        float[] Biases(FactorRows side) =>
            [.. Enumerable.Range(0, side.Count).Select(row => side[row][^1] * deviation)];
    }

    /// <summary>The factors without the biases, <c>[rows × k]</c>, all times one number.</summary>
    internal float[,] ToMatrix(float times = 1)
    {
        var factors = new float[Count, latentDim];
        for (var row = 0; row < Count; row++)
        {
            var from = this[row];
            for (var f = 0; f < latentDim; f++) factors[row, f] = from[f] * times;
        }
        return factors;
    }
}
