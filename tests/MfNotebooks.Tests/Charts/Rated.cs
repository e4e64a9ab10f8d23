namespace MfNotebooks.Tests.Charts;

/// <summary>What the pictures of evaluation and cold start draw.</summary>
internal static class Rated
{
    internal static RatingsTable Table(int users, int items, params (int User, int Item, float Value)[] ratings) =>
        RatingsTable.From(
        [.. Enumerable.Range(0, users).Select(u => FormattableString.Invariant($"u{u}"))],
            [.. Enumerable.Range(0, items).Select(i => FormattableString.Invariant($"i{i}"))],
        [.. ratings.Select(r => r.User)], [.. ratings.Select(r => r.Item)], [.. ratings.Select(r => r.Value)]);

    internal static EvaluationRow Row(string model, string settings, double? rmse) =>
        new("split", model, settings, rmse is { } r ? new RatingMetrics(r, r, 10) : null, Ranking(10, 0.1), 1);

    internal static RankingMetrics Ranking(int k, double precision) =>
        new(k, 4, precision, precision + 0.1, precision + 0.2, 0.5, 0.5, 10, 0);
}
