using System.Globalization;
using System.Runtime.CompilerServices;

namespace MfNotebooks;

/// <summary>Refuses settings that cannot work, by name.</summary>
internal static class SettingRange
{
    /// <exception cref="ArgumentOutOfRangeException">The condition does not hold.</exception>
    internal static void Require(
        bool holds, IFormattable? value, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (holds) return;
        var shown = value?.ToString(null, CultureInfo.InvariantCulture) ?? "null";
        throw new ArgumentOutOfRangeException(name, value, $"{name} is {shown}; it must be {range}.");
    }

    /// <summary>Held-out ratings stand for the same rows as those learned from.</summary>
    /// <exception cref="ArgumentException">They have other users or items, or in another order.</exception>
    internal static void RequireSameNames(bool same, string remedy, string name = "Validation")
    {
        if (!same)
            throw new ArgumentException($"{name} must have the same users and items as the ratings, in the same order. "
                + $"Make both with {remedy}.", name);
    }

    /// <summary>Numbers that stand in one array, which has an end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is larger.</exception>
    internal static void RequireFitsInArray(int latentDim, long most) =>
        Require(latentDim <= most, latentDim, Invariant($"at most {most} with so many users and items"), "LatentDim");

    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or below, or not finite.</exception>
    internal static void RequirePositive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(double.IsFinite(value) && value > 0, value, "a number above 0", name);

    /// <exception cref="ArgumentOutOfRangeException">It is not above 0, or more than a float.</exception>
    internal static void RequireLearningRate(double value,
        [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(value > 0 && float.IsFinite((float)value), value,
            "a number above 0 that a float can hold, such as 0.001", name);

    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    internal static void RequirePenalty(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(double.IsFinite(value) && value >= 0, value, "0 or more", name);
}
