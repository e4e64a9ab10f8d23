namespace MfNotebooks;

/// <summary>The settings of a <see cref="MinibatchTrainer"/>.</summary>
/// <remarks>The defaults were chosen by the error on a random 80/20 split of ml-latest-small; the learning rate falls, so more epochs do no harm.</remarks>
public sealed record MinibatchOptions
{
    /// <summary>The number of latent factors, k. Default 50.</summary>
    public int LatentDim { get; init; } = 50;

    /// <summary>How often every rating is seen. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The ratings per step of the optimizer. Default 1,024.</summary>
    public int BatchSize { get; init; } = 1_024;

    /// <summary>Adam's learning rate in the first epoch. Default 0.005.</summary>
    public double LearningRate { get; init; } = 0.005;

    /// <summary>By what the learning rate is multiplied after each epoch. Default 0.85.</summary>
    public double LearningRateDecay { get; init; } = 0.85;

    /// <summary>λ of the biases, once for each rating. Default 0.02.</summary>
    public double BiasLambda { get; init; } = 0.02;

    /// <summary>λ of the factors, once for each rating: rows with many ratings are shrunk as much as others. Default 0.05.</summary>
    public double FactorLambda { get; init; } = 0.05;

    /// <summary>λ₀ of the factors, once for each user and item: rows with few ratings are shrunk more. Default 4.</summary>
    public double RowLambda { get; init; } = 4;

    /// <summary>The standard deviation of the factors at the start. Default 0.1.</summary>
    public double InitialSpread { get; init; } = 0.1;

    /// <summary>The seed of the start and of the order of the ratings. The same seed on the same machine gives the same bits, in another process too, and with one thread or two. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Held-out ratings of the same users and items, measured after each epoch and never trained on; null (the default) for none.</summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>
    /// A file in which the training is kept after each epoch. When it is there already the training goes on from it, to
    /// the same bits as without the stop; it may ask for more epochs than the first time. Null (the default) for none.
    /// </summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Told of every epoch while the training runs; null (the default) for silence.</summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it, its value and the range.</exception>
    internal void Validate()
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Epochs >= 1, Epochs, "at least 1");
        SettingRange.Require(BatchSize >= 1, BatchSize, "at least 1");
        SettingRange.Require(LearningRate > 0 && float.IsFinite((float)LearningRate), LearningRate, "a number above 0 that a float can hold, such as 0.005");
        SettingRange.Require(LearningRateDecay is > 0 and <= 1, LearningRateDecay, "above 0 and at most 1");
        SettingRange.RequirePenalty(BiasLambda);
        SettingRange.RequirePenalty(FactorLambda);
        SettingRange.RequirePenalty(RowLambda);
        SettingRange.RequirePositive(InitialSpread);
    }

    internal string Describe() => FormattableString.Invariant($"k {LatentDim}, {Epochs} epochs of {BatchSize}, rate {LearningRate} × {LearningRateDecay}, λ bias {BiasLambda}, factor {FactorLambda}, row {RowLambda}");

    /// <summary>All that decides which bits an epoch has, its number left out.</summary>
    internal string DescribeBits(RatingsTable ratings) => FormattableString.Invariant(
        $"{(this with { Epochs = 0 }).Describe()}, spread {InitialSpread:R}, seed {Seed}, ratings {RatingsFingerprint.Of(ratings)}");
}
