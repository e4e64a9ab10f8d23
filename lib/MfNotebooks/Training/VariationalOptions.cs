namespace MfNotebooks;

/// <summary>The settings of <see cref="VariationalLeastSquares"/>.</summary>
/// <remarks>The defaults were chosen by the error on two random 80/20 splits of ml-latest-small; the spreads are in stars, so another scale wants others.</remarks>
public sealed record VariationalOptions
{
    /// <summary>The number of latent factors, k. More do not overfit, they only take time. Default 20.</summary>
    public int LatentDim { get; init; } = 20;

    /// <summary>How often each side is solved. Default 12.</summary>
    public int Rounds { get; init; } = 12;

    /// <summary>σ, the standard deviation of the noise in a rating, in stars. Default 0.775.</summary>
    public double Noise { get; init; } = 0.775;

    /// <summary>How far the users' biases spread around 0 (standard deviation), in stars. Default 0.44.</summary>
    public double UserBiasSpread { get; init; } = 0.44;

    /// <summary>How far the items' biases spread around 0, in stars. Default 0.45.</summary>
    public double ItemBiasSpread { get; init; } = 0.45;

    /// <summary>How far every factor spreads around 0. Default 0.32.</summary>
    public double FactorSpread { get; init; } = 0.32;

    /// <summary>The seed of the start. The same seed on the same machine gives the same bits, with any number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next round.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it, its value and the range.</exception>
    internal void Validate()
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Rounds >= 1, Rounds, "at least 1");
        SettingRange.RequirePositive(Noise);
        SettingRange.RequirePositive(UserBiasSpread);
        SettingRange.RequirePositive(ItemBiasSpread);
        SettingRange.RequirePositive(FactorSpread);
    }

    internal string Describe() => FormattableString.Invariant($"k {LatentDim}, {Rounds} rounds, σ {Noise}, spreads: user bias {UserBiasSpread}, item bias {ItemBiasSpread}, factor {FactorSpread}");
}
