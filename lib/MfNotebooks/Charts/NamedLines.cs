using Plotly.NET;

namespace MfNotebooks;

/// <summary>A line per model or curve, told apart by colour, dash and marker.</summary>
internal static class NamedLines
{
    /// <summary>One line, with a marker on each point.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="index">Its place among the lines, which gives it its style.</param>
    /// <param name="x">Where its points are.</param>
    /// <param name="y">What they measure.</param>
    /// <param name="hover">What hovering says under the name.</param>
    /// <param name="attributes">Everything else.</param>
    internal static Trace Line(string name, int index, IEnumerable<object> x, IEnumerable<double> y, string hover, params (string Name, object? Value)[] attributes) =>
        Figure.Trace("scatter",
            [("mode", "lines+markers"), ("name", Figure.Escape(name)), ("x", x), ("y", y), ("line", Theme.Line(index, 2)), ("marker", new { size = 9, symbol = index }),
             ("hovertemplate", $"%{{fullData.name}}<br>{hover}<extra></extra>"), .. attributes]);

    /// <summary>A thin line from corner to corner: where a perfect model would be.</summary>
    internal static Trace Diagonal(string name, double from, double to) => Guide(name, (from, from), (to, to));

    /// <summary>A thin line that is no data.</summary>
    internal static Trace Guide(string name, (double X, double Y) from, (double X, double Y) to) => Figure.Trace("scatter",
        ("mode", "lines"), ("name", name), ("x", new[] { from.X, to.X }), ("y", new[] { from.Y, to.Y }), ("line", new { color = Theme.Grey, width = 2, dash = "dash" }), ("hoverinfo", "skip"));

    /// <summary>The models' names; those that share one say their settings too.</summary>
    internal static string[] Names(IReadOnlyCollection<(string Name, string Settings)> models) =>
        [.. models.Select(model => models.Count(other => other.Name == model.Name) == 1 || model.Settings.Length == 0 ? model.Name : $"{model.Name}: {model.Settings}")];

    /// <summary>Which places of an axis are labelled: from left to right, none so close to the one before that the labels would touch.</summary>
    /// <param name="places">In rising order.</param>
    /// <param name="most">About how many labels there is room for.</param>
    internal static int[] Labelled(IReadOnlyList<double> places, int most)
    {
        var (kept, apart) = (new List<int>(), (places[^1] - places[0]) / most);
        for (var i = 0; i < places.Count; i++)
            if (kept.Count == 0 || places[i] - places[kept[^1]] >= apart) kept.Add(i);
        return [.. kept];
    }
}
