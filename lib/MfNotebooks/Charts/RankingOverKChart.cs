using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private static readonly (string Name, Func<RankingMetrics, double> Of)[] RankingMeasures =
        [("precision", m => m.Precision), ("recall", m => m.Recall), ("NDCG", m => m.Ndcg)];

    /// <summary>Precision, recall and NDCG over k, the length of the list that is shown, side by side; a line per model.</summary>
    /// <param name="models">Each model's name and its metrics, one for each k.</param>
    /// <exception cref="ArgumentException">There is no model, a model has no metrics or two for one k, or the metrics have several thresholds.</exception>
    public static ChartView RankingOverK(params (string Name, IReadOnlyList<RankingMetrics> ByK)[] models)
    {
        RequireRankings(models);
        int[] ks = [.. models.SelectMany(model => model.ByK).Select(m => m.K).Distinct().Order()];
        var layout = Figure.Layout(FormattableString.Invariant($"Ranking over k (relevant: rated {models[0].ByK[0].Threshold:0.##} stars or more)"), DescribeRankings(models, ks), 420,
            [.. RankingMeasures.SelectMany((measure, panel) => RankingAxes(measure.Name, panel, ks)),
             ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = Figure.Below(models.Length) })]);
        return Figure.Chart(layout, RankingMeasures.SelectMany((measure, panel) => models.Select((model, index) => RankingLine(model.Name, [.. model.ByK.OrderBy(m => m.K)], measure, panel, index))));
    }

    private static Trace RankingLine(string name, RankingMetrics[] byK, (string Name, Func<RankingMetrics, double> Of) measure, int panel, int index) =>
        NamedLines.Line(name, index, byK.Select(m => (object)m.K), byK.Select(measure.Of), $"{measure.Name}@%{{x}}: %{{y:.4f}}",
            ("xaxis", Figure.AxisName("x", panel)), ("yaxis", Figure.AxisName("y", panel)), ("showlegend", panel == 0));

    private static IEnumerable<(string Name, object? Value)> RankingAxes(string measure, int panel, int[] ks)
    {
        var isLogarithmic = ks[^1] >= 10 * ks[0];
        double[] places = [.. ks.Select(k => isLogarithmic ? Math.Log10(k) : k)];
        var margin = Math.Max(0.02, (places[^1] - places[0]) * 0.06);
        yield return (Figure.AxisName("xaxis", panel), new
        {
            title = new { text = isLogarithmic ? "k (logarithmic)" : "k", standoff = Figure.TitleGap }, domain = new[] { panel * 0.375, panel * 0.375 + 0.25 }, anchor = Figure.AxisName("y", panel), zeroline = false,
            type = isLogarithmic ? "log" : "linear", tickvals = NamedLines.Labelled(places, 5).Select(i => ks[i]), range = new[] { places[0] - margin, places[^1] + margin },
        });
        yield return (Figure.AxisName("yaxis", panel), new { title = new { text = $"{measure}@k", standoff = 6 }, anchor = Figure.AxisName("x", panel), rangemode = "tozero", nticks = 7 });
    }

    private static string DescribeRankings((string Name, IReadOnlyList<RankingMetrics> ByK)[] models, int[] ks)
    {
        var results = models.Select(model => (model.Name, Last: model.ByK.MaxBy(m => m.K)!))
            .Select(m => FormattableString.Invariant($"{m.Name} at k = {m.Last.K}: precision {m.Last.Precision:0.000}, recall {m.Last.Recall:0.000}, NDCG {m.Last.Ndcg:0.000}"));
        return FormattableString.Invariant($"Three line charts, of precision, recall and NDCG over k from {ks[0]} to {ks[^1]}, for {models.Length} models. {string.Join("; ", results)}.");
    }

    private static void RequireRankings((string Name, IReadOnlyList<RankingMetrics> ByK)[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Length == 0) throw new ArgumentException("There are no models. Give at least one, such as (model.Name, metrics).", nameof(models));
        foreach (var (name, byK) in models)
        {
            if (byK is not { Count: > 0 }) throw new ArgumentException($"The model '{name}' has no metrics. Give one RankingMetrics.Of(…) for each k.", nameof(models));
            if (byK.GroupBy(m => m.K).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException(FormattableString.Invariant($"The model '{name}' has {twice.Count()} metrics for k = {twice.Key}. Give one for each k."), nameof(models));
        }
        float[] thresholds = [.. models.SelectMany(model => model.ByK).Select(m => m.Threshold).Distinct().Order()];
        if (thresholds.Length > 1)
            throw new ArgumentException(FormattableString.Invariant($"The metrics have several thresholds ({string.Join(", ", thresholds.Select(t => FormattableString.Invariant($"{t}")))} stars), so that their lines cannot be compared. Measure all with one."), nameof(models));
    }
}
