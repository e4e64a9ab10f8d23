namespace MfNotebooks;

/// <summary>How far predicted ratings are from held-out ones.</summary>
/// <param name="Rmse">The root mean squared error, <c>√(Σ (r̂ − r)² / n)</c>, in stars.</param>
/// <param name="Mae">The mean absolute error, <c>Σ |r̂ − r| / n</c>, in stars.</param>
/// <param name="Count">n, the number of ratings.</param>
public sealed record RatingMetrics(double Rmse, double Mae, int Count)
{
    /// <summary>
    /// Predicts every held-out rating; what the model does not know falls back as <see cref="IRatingModel"/> says, and
    /// counts.
    /// </summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>.</param>
    /// <param name="test">The held-out ratings; users and items are numbered as in the model.</param>
    /// <param name="lowest">Predictions below are raised to it; null (the default) for no limit.</param>
    /// <param name="highest">Predictions above are lowered to it; null (the default) for no limit.</param>
    /// <exception cref="InvalidOperationException">A prediction is not a number.</exception>
    public static RatingMetrics Of(IRatingModel model, RatingsTable test, float? lowest = null, float? highest = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        var (low, high) = (lowest ?? float.NegativeInfinity, highest ?? float.PositiveInfinity);
        var (rmse, mae) = RatingErrors.Of(model, test, low, high);
        return new RatingMetrics(rmse, mae, test.Count);
    }
}
