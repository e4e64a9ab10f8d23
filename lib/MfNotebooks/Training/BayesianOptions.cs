namespace MfNotebooks;

/// <summary>The settings of <see cref="BayesianLeastSquares"/>. None of them depends on the scale of the ratings.</summary>
public sealed record BayesianOptions
{
    /// <summary>The number of latent factors, k. Together with the bias 15 fill vectors of 16. Default 15.</summary>
    public int LatentDim { get; init; } = 15;

    /// <summary>How often every row is drawn. Default 150.</summary>
    public int Rounds { get; init; } = 150;

    /// <summary>The first rounds, in which the draws still find their place, and of which none is kept. Default 30.</summary>
    public int BurnIn { get; init; } = 30;

    /// <summary>Of the later rounds one in so many is kept, the last always: it saves memory, and neighbouring rounds are alike. Default 2.</summary>
    public int Thinning { get; init; } = 2;

    /// <summary>Whether what was rated at all, and by whom, says something beside the stars. Default true.</summary>
    public bool ImplicitTerms { get; init; } = true;

    /// <summary>The seed of all draws. The same seed on the same machine gives the same bits, on any number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Held-out ratings of the same users and items, measured after each round and never trained on; null (the default) for none.</summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>
    /// Told of every round while the training runs; null (the default) for silence. The error over the ratings learned from
    /// is that of the round's draw; the held-out one that of the mean of all draws kept so far, and null before the first.
    /// </summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next round.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The draws that are kept.</summary>
    internal int Samples => (Rounds - BurnIn + Thinning - 1) / Thinning;

    /// <summary>Whether a round, counted from 1, is kept.</summary>
    internal bool Keeps(int round) => round > BurnIn && (Rounds - round) % Thinning == 0;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it, its value and the range.</exception>
    internal void Validate()
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Rounds >= 1, Rounds, "at least 1");
        SettingRange.Require(BurnIn >= 0 && BurnIn < Rounds, BurnIn, FormattableString.Invariant($"at least 0 and below Rounds ({Rounds})"));
        SettingRange.Require(Thinning >= 1, Thinning, "at least 1");
    }

    internal string Describe() => FormattableString.Invariant(
        $"k {LatentDim}, {Rounds} rounds, {Samples} kept of those after {BurnIn}, {(ImplicitTerms ? "with" : "without")} implicit terms");
}
