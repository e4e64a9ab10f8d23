using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>Up to how many training ratings each group of items has.</summary>
    private static readonly int[] PopularityLimits = [0, 2, 5, 10, 20, 50, 100, int.MaxValue];

    /// <summary>
    /// The held-out error on rarely and on often rated items: RMSE on the test ratings, grouped by how many training ratings
    /// their item has, a line per model; below, how many test ratings each group has. Groups without any are left out.
    /// </summary>
    /// <remarks>Predictions are limited to the scale of the training ratings, as <see cref="Evaluate"/> does.</remarks>
    /// <param name="split">What the models learned from, and the ratings to test with.</param>
    /// <param name="models">Models trained on the split's training side.</param>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static ChartView ErrorByPopularity(RatingsSplit split, params IRatingModel[] models)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Length == 0) throw new ArgumentException("There are no models. Give at least one that was trained on split.Train, such as BiasModel.Fit(split.Train).", nameof(models));
        var (groups, names) = (PopularityGroups(split), models.Select(model => Distinct((model.Name, model.Settings), [.. models.Select(m => (m.Name, m.Settings))])).ToArray());
        var (low, high) = (split.Train.Values.Min(), split.Train.Values.Max());
        var errors = models.Select(model => groups.Select(group => RatingMetrics.Of(model, group.Ratings, low, high).Rmse).ToArray()).ToArray();
        var layout = Figure.Layout("Held-out error by how often the item was rated", DescribePopularity(groups, names, errors), 560,
            ("xaxis", new { title = new { text = "training ratings of the item", standoff = Figure.TitleGap }, type = "category", anchor = "y2" }),
            ("yaxis", new { title = new { text = "RMSE (stars)" }, domain = new[] { 0.34, 1 }, nticks = 7 }),
            ("yaxis2", new { title = new { text = "test ratings" }, domain = new[] { 0, 0.24 }, showticklabels = false, showgrid = false, range = new[] { 0, 1.25 * groups.Max(g => g.Ratings.Count) } }),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = Figure.Below(models.Length) }));
        return Figure.Chart(layout, [.. models.Select((_, n) => PopularityLine(names[n], n, groups, errors[n])), PopularityCounts(groups)]);
    }

    private static (string Name, RatingsTable Ratings)[] PopularityGroups(RatingsSplit split)
    {
        var trained = RatingGroups.ByItem(split.Train);
        return [.. Enumerable.Range(0, split.Test.Count)
            .GroupBy(i => Array.FindIndex(PopularityLimits, limit => trained[split.Test.Items[i]].Length <= limit)).OrderBy(group => group.Key)
            .Select(group => (PopularityName(group.Key), split.Test.Subset([.. group])))];
    }

    private static string PopularityName(int group) => group switch
    {
        0 => "0",
        _ when group == PopularityLimits.Length - 1 => FormattableString.Invariant($"> {PopularityLimits[group - 1]}"),
        _ => FormattableString.Invariant($"{PopularityLimits[group - 1] + 1}–{PopularityLimits[group]}"),
    };

    private static Trace PopularityLine(string name, int index, (string Name, RatingsTable Ratings)[] groups, double[] errors) =>
        NamedLines.Line(name, index, groups.Select(g => (object)g.Name), errors, "%{customdata}: %{y:.4f}",
            ("customdata", groups.Select(g => FormattableString.Invariant($"items with {g.Name} training ratings<br>RMSE on {g.Ratings.Count:N0} test ratings"))));

    private static Trace PopularityCounts((string Name, RatingsTable Ratings)[] groups) => Figure.Trace("bar",
        ("name", "test ratings"), ("showlegend", false), ("x", groups.Select(g => g.Name)), ("y", groups.Select(g => g.Ratings.Count)), ("yaxis", "y2"),
        ("text", groups.Select(g => FormattableString.Invariant($"{g.Ratings.Count:N0}"))), ("textposition", "outside"), ("cliponaxis", false),
        ("marker", new { color = Theme.Grey }), ("hoverinfo", "skip"));

    private static string DescribePopularity((string Name, RatingsTable Ratings)[] groups, string[] names, double[][] errors)
    {
        var results = names.Select((name, n) => FormattableString.Invariant($"{name}: {string.Join(", ", groups.Select((g, i) => FormattableString.Invariant($"{errors[n][i]:0.000} ({g.Name})")))}"));
        return FormattableString.Invariant($"Line chart of the held-out RMSE by how many training ratings the item has, for {names.Length} models. {string.Join("; ", results)}. Test ratings: {string.Join(", ", groups.Select(g => FormattableString.Invariant($"{g.Ratings.Count:N0} ({g.Name})")))}.");
    }
}
