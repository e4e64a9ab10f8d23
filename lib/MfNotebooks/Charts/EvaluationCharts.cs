using System.Globalization;

namespace MfNotebooks;

public static partial class Charts
{
    private static readonly (string Name, Func<RankingMetrics, double> Of)[] RankingMeasures =
        [("precision", m => m.Precision), ("recall", m => m.Recall), ("NDCG", m => m.Ndcg)];

    /// <summary>
    /// The held-out error of every model, best first: a dot at the mean over the splits, and a bar from the lowest to
    /// the highest. Models that only rank are left out, and the description names them.
    /// </summary>
    /// <param name="table">What <see cref="Evaluate"/> measured.</param>
    /// <exception cref="ArgumentException">No model of the table predicts ratings.</exception>
    public static ChartView ModelErrors(EvaluationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var groups = table.Rows.Where(row => row.Ratings is not null).GroupBy(row => (row.Model, row.Settings))
            .Select(group => (group.Key, Rmse: group.Select(row => row.Ratings!.Rmse).ToArray()))
            .OrderBy(group => group.Rmse.Average()).ToArray();
        string[] without = [.. table.Means.Where(row => row.Ratings is null).Select(row => row.Model)];
        if (groups.Length == 0)
            throw new ArgumentException(
                $"No model of the table predicts ratings: there "
                + $"{(without.Length == 0 ? "are no rows" : $"is only {string.Join(", ", without)}")}. Evaluate one "
                + $"that does, such as BiasModel.", nameof(table));
        string[] names = [.. groups.Select(group => Distinct(group.Key, [.. groups.Select(g => g.Key)]))];
        var splits = groups.Max(group => group.Rmse.Length);
        var means = new BarSeries("RMSE", [.. groups.Select(group => group.Rmse.Average())])
        {
            Spread = splits == 1 ? null : [.. groups.Select(group => (group.Rmse.Min(), group.Rmse.Max()))],
        };
        var told = groups.Select((g, n) =>
            splits == 1 ? Invariant($"{names[n]}: {g.Rmse[0]:0.0000}")
            : Invariant($"{names[n]}: {g.Rmse.Average():0.0000}, {g.Rmse.Min():0.0000} to {g.Rmse.Max():0.0000}"));
        var over = splits == 1 ? "on one split"
            : Invariant($"as the mean of {splits} splits, with bars from the lowest to the highest");
        var left = without.Length == 0 ? ""
            : $" Left out, because it predicts no ratings: {string.Join(", ", without)}.";
        return Bars("Held-out error of every model, best first",
            splits == 1 ? "RMSE (stars): one split" : Invariant($"RMSE (stars): mean and range of {splits} splits"),
            names, [means], dots: true, best: 0, text: rmse => Invariant($"{rmse:0.0000}"),
            summary: $"Dot chart of the held-out RMSE of {Counted.Of(groups.Length, "model")} {over}, best first: "
                + $"{string.Join("; ", told)}.{left}");
    }

    /// <summary>
    /// Precision, recall and NDCG over k, the length of the list that is shown, side by side; a line per model.
    /// </summary>
    /// <param name="models">Each model's name and its metrics, one for each k.</param>
    /// <exception cref="ArgumentException">
    /// There is no model, a model has no metrics or two for one k, or the metrics have several thresholds.
    /// </exception>
    public static ChartView RankingOverK(params (string Name, IReadOnlyList<RankingMetrics> ByK)[] models)
    {
        RequireRankings(models);
        int[] ks = [.. models.SelectMany(model => model.ByK).Select(m => m.K).Distinct().Order()];
        var panels = RankingMeasures.Select(measure => new LinePanel($"{measure.Name}@k",
            [.. models.Select(m => new Curve(m.Name, m.ByK.OrderBy(at => at.K).Select(at => (at.K, measure.Of(at)))))])
        {
            FromZero = true,
        });
        var results = models.Select(model => (model.Name, Last: model.ByK.MaxBy(m => m.K)!))
            .Select(m => Invariant($"{m.Name} at k = {m.Last.K}: precision ")
                + Invariant($"{m.Last.Precision:0.000}, recall {m.Last.Recall:0.000}, NDCG {m.Last.Ndcg:0.000}"));
        var relevant = Invariant($"rated {models[0].ByK[0].Threshold:0.##} stars or more");
        return new LinePlot($"Ranking over k (relevant: {relevant})", "k", [.. panels])
        {
            IsSideBySide = true, IsLogX = ks[^1] >= 10 * ks[0],
            Ticks = ks[^1] >= 10 * ks[0] ? [.. ks.Select(k => (double)k)] : null, Height = 360,
        }.ToChart("Three line charts, of precision, recall and NDCG over "
            + Invariant($"k from {ks[0]} to {ks[^1]}, for {Counted.Of(models.Length, "model")}. ")
            + $"{string.Join("; ", results)}.");
    }

    /// <summary>A model's name; of those that share one, with its settings.</summary>
    private static string Distinct(
        (string Name, string Settings) model, IReadOnlyList<(string Name, string Settings)> all) =>
        all.Count(other => other.Name == model.Name) == 1 || model.Settings.Length == 0 ? model.Name
            : $"{model.Name}: {model.Settings}";

    private static void RequireRankings((string Name, IReadOnlyList<RankingMetrics> ByK)[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Length == 0) throw new ArgumentException(
            "There are no models. Give at least one, such as (model.Name, metrics).", nameof(models));
        foreach (var (name, byK) in models)
        {
            if (byK is not { Count: > 0 }) throw new ArgumentException(
                $"The model '{name}' has no metrics. Give one RankingMetrics.Of(…) for each k.", nameof(models));
            if (byK.GroupBy(m => m.K).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException(
                    Invariant($"The model '{name}' has {twice.Count()} metrics for k = {twice.Key}. ")
                    + "Give one for each k.", nameof(models));
        }
        float[] thresholds = [.. models.SelectMany(model => model.ByK).Select(m => m.Threshold).Distinct().Order()];
        if (thresholds.Length > 1)
        {
            var told = string.Join(", ", thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture)));
            throw new ArgumentException($"The metrics have several thresholds ({told} stars), so that their lines "
                + "cannot be compared. Measure all with one.", nameof(models));
        }
    }
}
