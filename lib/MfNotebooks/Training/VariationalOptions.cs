using System.Globalization;
using System.Runtime.CompilerServices;

namespace MfNotebooks;

/// <summary>The settings of <see cref="VariationalLeastSquares"/>. The defaults suit ml-latest-small and other ratings from 0.5 to 5 stars.</summary>
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

    /// <summary>The seed of the start. The same seed gives the same bits. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next round.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it, its value and the range.</exception>
    internal void Validate()
    {
        Require(LatentDim >= 1, LatentDim, "at least 1");
        Require(Rounds >= 1, Rounds, "at least 1");
        RequirePositive(Noise);
        RequirePositive(UserBiasSpread);
        RequirePositive(ItemBiasSpread);
        RequirePositive(FactorSpread);
    }

    internal string Describe() => FormattableString.Invariant($"k {LatentDim}, {Rounds} rounds, σ {Noise}, spreads: user bias {UserBiasSpread}, item bias {ItemBiasSpread}, factor {FactorSpread}");

    private static void RequirePositive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(double.IsFinite(value) && value > 0, value, "a number above 0", name);

    private static void Require(bool holds, IFormattable value, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {range}.");
    }
}
