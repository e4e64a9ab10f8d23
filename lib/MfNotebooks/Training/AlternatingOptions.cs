using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The settings of <see cref="AlternatingLeastSquares"/>.</summary>
/// <remarks>
/// The λs were chosen by the error on two random 80/20 splits of ml-latest-small, in a search that anybody can repeat:
/// <c>dotnet run -c Release --project tests/Benchmarks -- search FOLDER</c>. There the best of <see cref="Weighting.ByCount"/> at this k
/// is 0.005 stars behind, and it hardly shrinks a film with one rating, so that such films head every list. On made-up
/// ratings with few planted factors it can be the better one.
/// </remarks>
public sealed record AlternatingOptions
{
    /// <summary>The number of latent factors, k. Default 32.</summary>
    public int LatentDim { get; init; } = 32;

    /// <summary>How often each side is solved. Default 10.</summary>
    public int Sweeps { get; init; } = 10;

    /// <summary>λ of the factors; above 0, so that rows with few ratings have one solution too. Default 14, for <see cref="Weighting.Constant"/>; with <see cref="Weighting.ByCount"/> about 0.12 does well.</summary>
    public double FactorLambda { get; init; } = 14;

    /// <summary>λ of the biases; above 0. Default 3; by count about 0.12.</summary>
    public double BiasLambda { get; init; } = 3;

    /// <summary>Whether λ counts once a row or once a rating. Default <see cref="Weighting.Constant"/>.</summary>
    public Weighting Weighting { get; init; } = Weighting.Constant;

    /// <summary>The standard deviation of the items' factors at the start. Default 0.1.</summary>
    public double InitialSpread { get; init; } = 0.1;

    /// <summary>The seed of the start. The same seed on the same machine gives the same bits, on any number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Where to solve; null (the default) for the best device of the machine.</summary>
    public Device? Device { get; init; }

    /// <summary>Held-out ratings of the same users and items, measured after each sweep and never trained on; null (the default) for none.</summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>
    /// A file in which the training is kept after each sweep. When it is there already the training goes on from it, to
    /// the same bits as without the stop; it may ask for more sweeps than the first time. Null (the default) for none.
    /// </summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Told of every sweep while the training runs; null (the default) for silence.</summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next batch of rows.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it, its value and the range.</exception>
    internal void Validate()
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Sweeps >= 1, Sweeps, "at least 1");
        SettingRange.RequirePositive(FactorLambda);
        SettingRange.RequirePositive(BiasLambda);
        SettingRange.Require(Enum.IsDefined(Weighting), Weighting, "Constant or ByCount");
        SettingRange.RequirePositive(InitialSpread);
    }

    internal string Describe() => FormattableString.Invariant($"k {LatentDim}, {Sweeps} sweeps, λ factor {FactorLambda}, bias {BiasLambda}, {(Weighting == Weighting.ByCount ? "by count" : "constant")}");

    /// <summary>All that decides which bits a sweep has, its number left out.</summary>
    internal string DescribeBits(RatingsTable ratings, Device device) => FormattableString.Invariant(
        $"{(this with { Sweeps = 0 }).Describe()}, spread {InitialSpread:R}, seed {Seed}, {device}, ratings {RatingsFingerprint.Of(ratings)}");
}
