namespace MfNotebooks;

/// <summary>The settings that every training of a <see cref="FactorRanker"/> has.</summary>
public abstract record ListTrainingOptions
{
    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim { get; init; }

    /// <summary>
    /// The seed of whatever is drawn. The same seed on the same machine gives the same bits, in another process too,
    /// and on any number of threads. Default 0.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>How many threads work; 0 (the default) for one a core. The result is the same.</summary>
    public int Threads { get; init; }

    /// <summary>Told of every round while the training runs; null (the default) for silence.</summary>
    public IProgress<ListRound>? Progress { get; init; }

    /// <summary>
    /// Ends the training with an <see cref="OperationCanceledException"/> before its next piece of work.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentException">
    /// A setting is out of its range; the message names it, its value and the range.
    /// </exception>
    internal virtual void Validate(RatingsTable ratings)
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Threads >= 0, Threads, "0 or more");
        SettingRange.RequireFitsInArray(LatentDim, FactorRows.MaxLatentDim(ratings));
    }

    /// <summary>The threads that rows are worked on.</summary>
    internal ParallelOptions Parallel => new()
    {
        MaxDegreeOfParallelism = Threads == 0 ? Environment.ProcessorCount : Threads,
        CancellationToken = CancellationToken,
    };
}

/// <summary>One report of a training for lists: they have no error in stars to tell of.</summary>
/// <param name="Round">The sweep, epoch or iteration, counted from 1.</param>
/// <param name="Rounds">How many there will be.</param>
/// <param name="Seconds">Seconds since the training began.</param>
public sealed record ListRound(int Round, int Rounds, double Seconds)
{
    /// <summary>The report as a line, such as <c>round 3 of 10, 0.42 s</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"round {Round} of {Rounds}, {Seconds:F2} s");
}
