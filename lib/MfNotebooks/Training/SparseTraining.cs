namespace MfNotebooks;

/// <summary>The settings that every training on a <see cref="RatingsTable"/> has.</summary>
public abstract record SparseTrainingOptions
{
    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim { get; init; }

    /// <summary>
    /// The seed of the start. The same seed on the same machine gives the same bits, in another process too, and on any
    /// number of threads. Default 0.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>How many threads solve rows; 0 (the default) for one a core. The result is the same.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Held-out ratings of the same users and items, measured after each round and never trained on; null (the default)
    /// for none.
    /// </summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>Told of every round while the training runs; null (the default) for silence.</summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

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
        ValidatedEpoch.Require(ratings, Validation);
    }

    /// <summary>The threads that rows are solved on.</summary>
    internal ParallelOptions Parallel => new()
    {
        MaxDegreeOfParallelism = Threads == 0 ? Environment.ProcessorCount : Threads,
        CancellationToken = CancellationToken,
    };
}
