using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The settings of <see cref="AlternatingLeastSquares"/>.</summary>
/// <remarks>
/// The λs were chosen by the error on two random 80/20 splits of ml-latest-small, in a search that anybody can repeat:
/// <c>dotnet run -c Release --project tests/Benchmarks -- search FOLDER</c>. There the best of <see cref="Weighting.ByCount"/> at this k
/// is 0.005 stars behind, and it hardly shrinks a film with one rating, so that such films head every list. On made-up
/// ratings with few planted factors it can be the better one.
/// </remarks>
public sealed record AlternatingOptions : SparseTrainingOptions
{
    /// <summary>The settings, with k = 32.</summary>
    public AlternatingOptions() => LatentDim = 32;

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

    /// <summary>Where to solve; null (the default) for the best device of the machine.</summary>
    public Device? Device { get; init; }

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Sweeps >= 1, Sweeps, "at least 1");
        SettingRange.RequirePositive(FactorLambda);
        SettingRange.RequirePositive(BiasLambda);
        SettingRange.Require(Enum.IsDefined(Weighting), Weighting, "Constant or ByCount");
        SettingRange.RequirePositive(InitialSpread);
    }

    internal string Describe() => FormattableString.Invariant($"k {LatentDim}, {Sweeps} sweeps, λ factor {FactorLambda}, bias {BiasLambda}, {(Weighting == Weighting.ByCount ? "by count" : "constant")}");
}
