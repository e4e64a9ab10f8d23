namespace MfNotebooks.Tests.Charts;

/// <summary>What the pictures of evaluation and cold start draw.</summary>
internal static class Rated
{
    internal static RatingsTable Table(int users, int items, params (int User, int Item, float Value)[] ratings) => RatingsTable.From(
        [.. Enumerable.Range(0, users).Select(u => FormattableString.Invariant($"u{u}"))], [.. Enumerable.Range(0, items).Select(i => FormattableString.Invariant($"i{i}"))],
        [.. ratings.Select(r => r.User)], [.. ratings.Select(r => r.Item)], [.. ratings.Select(r => r.Value)]);

    internal static EvaluationRow Row(string model, string settings, double? rmse) =>
        new("split", model, settings, rmse is { } r ? new RatingMetrics(r, r, 10) : null, Ranking(10, 0.1), 1);

    internal static RankingMetrics Ranking(int k, double precision) => new(k, 4, precision, precision + 0.1, precision + 0.2, 0.5, 0.5, 10, 0);

    /// <summary>Item factors in the plane, one item after the other.</summary>
    internal static BiasedFactorModel Model(params (float X, float Y)[] items)
    {
        var b = new float[items.Length, 2];
        for (var i = 0; i < items.Length; i++) (b[i, 0], b[i, 1]) = items[i];
        return new("hand-made", "", 3, new float[1], new float[items.Length], new float[1, 2], b);
    }
}

/// <summary>Predicts each item at as many stars as its index.</summary>
internal sealed class PredictsIndex(string name, int users, int items) : IRatingModel
{
    public string Name => name;

    public string Settings => "";

    public int UserCount => users;

    public int ItemCount => items;

    public float Predict(int user, int item) => item;

    public void Score(int user, Span<float> scores)
    {
        for (var item = 0; item < scores.Length; item++) scores[item] = item;
    }
}
