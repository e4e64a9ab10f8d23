using Plotly.NET;

namespace MfNotebooks;

/// <summary>Heatmaps of the same users and items side by side, on one colour scale.</summary>
/// <param name="Users">The rows' names, top to bottom.</param>
/// <param name="Items">The columns' names, left to right.</param>
/// <param name="Low">The number that gets the scale's lowest colour.</param>
/// <param name="High">The number that gets the scale's highest colour; numbers beyond it keep that colour.</param>
internal sealed record HeatmapRow(IReadOnlyList<string> Users, IReadOnlyList<string> Items, float Low, float High)
{
    private const int RowHeight = 42, LongestName = 22, MostNames = 60;
    private const double Gap = 0.04;

    /// <summary>The panels, left to right.</summary>
    internal required IReadOnlyList<HeatmapPanel> Panels { get; init; }

    /// <summary>What the colours count, such as <c>stars</c>.</summary>
    internal string Unit { get; init; } = "stars";

    /// <summary>Draws the panels.</summary>
    internal GenericChart ToChart(string title, string description)
    {
        var height = Math.Clamp(Users.Count * RowHeight + 190, 300, 900);
        var layout = Figure.Layout(title, description, height,
            ("coloraxis", ColorAxis()), ("annotations", Panels.Select(PanelTitle).ToArray()),
            ("shapes", Panels.SelectMany((panel, index) => panel.Shapes(index)).ToArray()),
            ("showlegend", true), ("legend", new { orientation = "h", x = 0, y = -0.02, yanchor = "top", yref = "container", itemclick = false, itemdoubleclick = false }),
            ("margin", new { l = 10, r = 10, t = 80, b = 30 }));
        foreach (var (axis, attributes) in Axes())
            layout.SetProperty(axis, attributes);
        return Figure.Chart(layout, Panels.SelectMany((panel, index) => panel.Traces(index)));
    }

    private IEnumerable<(string Name, object Attributes)> Axes()
    {
        for (var index = 0; index < Panels.Count; index++)
        {
            var (x, y) = (HeatmapPanel.AxisName("xaxis", index), HeatmapPanel.AxisName("yaxis", index));
            yield return (x, new
            {
                domain = Domain(index), anchor = HeatmapPanel.AxisName("y", index), tickvals = Positions(Items), ticktext = Names(Items),
                tickangle = -40, showgrid = false, zeroline = false, range = new[] { -0.5, Items.Count - 0.5 }, @fixedrange = true,
            });
            yield return (y, new
            {
                anchor = HeatmapPanel.AxisName("x", index), tickvals = Positions(Users), ticktext = Names(Users), showticklabels = index == 0,
                showgrid = false, zeroline = false, range = new[] { Users.Count - 0.5, -0.5 }, @fixedrange = true,
            });
        }
    }

    private double[] Domain(int index)
    {
        var width = (1 - Gap * (Panels.Count - 1)) / Panels.Count;
        var left = index * (width + Gap);
        return [left, Math.Min(1, left + width)];
    }

    private object ColorAxis() => new
    {
        colorscale = Theme.Diverging, cmin = Low, cmax = High,
        colorbar = new { title = new { text = Unit, side = "right" }, thickness = 12, len = 0.9, outlinewidth = 0 },
    };

    private object PanelTitle(HeatmapPanel panel, int index) => new
    {
        text = $"<b>{Figure.Escape(panel.Title)}</b>", showarrow = false, xref = "paper", yref = "paper",
        x = Domain(index)[0], y = 1.0, xanchor = "left", yanchor = "bottom", yshift = 6,
    };

    /// <summary>Past some sixty names they would overlap: then only every n-th is written.</summary>
    private static int[] Positions(IReadOnlyList<string> names) =>
        [.. Enumerable.Range(0, names.Count).Where(i => i % (1 + names.Count / MostNames) == 0)];

    private static string[] Names(IReadOnlyList<string> names) => [.. Positions(names).Select(i => Figure.Escape(Shorten(names[i])))];

    private static string Shorten(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
}
