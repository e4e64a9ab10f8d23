using System.Text;

namespace MfNotebooks;

/// <summary>What several models reached on several splits.</summary>
/// <param name="Rows">One row per split and model, split by split.</param>
public sealed record EvaluationTable(IReadOnlyList<EvaluationRow> Rows)
{
    private const int SplitWidth = 22, ModelWidth = 36;

    /// <summary>One row per model with the means over the splits; counts of ratings and users are summed.</summary>
    public IReadOnlyList<EvaluationRow> Means { get; } = [.. Rows.GroupBy(row => (row.Model, row.Settings)).Select(Mean)];

    /// <summary>The mean of one model.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such model; the message lists those there are.</exception>
    public EvaluationRow MeanOf(string model) => Means.FirstOrDefault(row => row.Model == model)
        ?? throw new KeyNotFoundException($"There is no model '{model}'. There are: {string.Join(", ", Means.Select(row => $"'{row.Model}'"))}.");

    /// <summary>The table as fixed-width text: all rows, the means, and the hyperparameters.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header(Rows[0].Ranking.K)).Append('\n');
        foreach (var row in Rows.Concat(Means)) text.Append(Line(row)).Append('\n');
        return text.Append(Settings()).ToString();
    }

    internal static string Header(int k) => FormattableString.Invariant(
        $"{"split",-SplitWidth}{"model",-ModelWidth}{"RMSE",8}{"MAE",8}{$"P@{k}",8}{$"R@{k}",8}{$"NDCG@{k}",9}{$"hit@{k}",8}{"coverage",10}{"fit s",8}");

    internal static string Line(EvaluationRow row) => FormattableString.Invariant(
        $"{row.Split,-SplitWidth}{row.Model,-ModelWidth}{Stars(row.Ratings?.Rmse),8}{Stars(row.Ratings?.Mae),8}{row.Ranking.Precision,8:F4}{row.Ranking.Recall,8:F4}{row.Ranking.Ndcg,9:F4}{row.Ranking.HitRate,8:F4}{row.Ranking.Coverage,10:F4}{row.FitSeconds,8:F2}");

    internal string Settings() => string.Concat(Means.Where(row => row.Settings.Length > 0).Select(row => $"{row.Model}: {row.Settings}\n"));

    private static string Stars(double? error) => error is { } stars ? FormattableString.Invariant($"{stars:F4}") : "–";

    private static EvaluationRow Mean(IEnumerable<EvaluationRow> rows)
    {
        var (first, ratings, ranking) = (rows.First(), rows.Select(row => row.Ratings).OfType<RatingMetrics>().ToArray(), rows.Select(row => row.Ranking).ToArray());
        return first with
        {
            Split = "mean",
            Ratings = ratings.Length == 0 ? null : new RatingMetrics(ratings.Average(r => r.Rmse), ratings.Average(r => r.Mae), ratings.Sum(r => r.Count)),
            Ranking = new RankingMetrics(first.Ranking.K, first.Ranking.Threshold, ranking.Average(r => r.Precision), ranking.Average(r => r.Recall), ranking.Average(r => r.Ndcg),
                ranking.Average(r => r.HitRate), ranking.Average(r => r.Coverage), ranking.Sum(r => r.Users), ranking.Sum(r => r.UsersLeftOut)),
            FitSeconds = rows.Average(row => row.FitSeconds),
        };
    }
}
