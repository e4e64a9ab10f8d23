using Plotly.NET;

namespace MfNotebooks;

/// <summary>Heatmaps side by side.</summary>
/// <param name="Panels">Left to right. A panel that has the rows of its left neighbour shares their names; one with other rows says in its title what they are.</param>
internal sealed record HeatmapRow(params IReadOnlyList<HeatmapPanel> Panels)
{
    private const int RowHeight = 42, LowestPlot = 150, HighestPlot = 720, Margins = 160;

    /// <summary>Names have some seven pixels a character; slanted ones are some five pixels high for each.</summary>
    private const int CharacterWidth = 7, SlantedHeight = 5;

    /// <summary>A plot with room for so many names, one beside the other.</summary>
    private const int MostRowNames = 60, MostColumnNames = 40;

    /// <summary>The narrowest page that is looked at, in pixels, without margins and colour bar.</summary>
    private const double NarrowPage = 540;

    /// <summary>The share of the width that the panels take; the rest is for what stands beside them.</summary>
    internal double Width { get; init; } = 1;

    /// <summary>Pixels between the title and the panels, for a slider.</summary>
    internal int Above { get; init; }

    /// <summary>Draws the panels.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="description">The text alternative.</param>
    /// <param name="beside">Traces on other axes, if any.</param>
    /// <param name="attributes">Layout attributes for those, and for sliders.</param>
    internal GenericChart ToChart(string title, string description, IEnumerable<Trace>? beside = null, params (string Name, object? Value)[] attributes)
    {
        var plot = Math.Clamp(Panels.Max(p => p.Rows.Names.Count) * RowHeight, LowestPlot, HighestPlot);
        var height = Above + plot + Panels.Max(p => p.Columns.Width) * SlantedHeight + Margins;
        var layout = Figure.Layout(title, description, height,
            [("annotations", Panels.Select(PanelTitle).ToArray()), ("showlegend", true), ("legend", Figure.LegendBelow),
             ("margin", new { l = 10, r = 10, t = 80 + Above, b = 40 }), .. Axes(), .. ColorAxes(), .. attributes]);
        return Figure.Chart(layout, [.. ExplainedOnce(Panels.SelectMany(Traces)), .. beside ?? []]);
    }

    /// <summary>The place of a panel's heatmap among the chart's traces; its crosses, if any, come right after it.</summary>
    /// <param name="index">The panel's place from the left, counted from 0.</param>
    internal int TraceOf(int index) => Panels.Take(index).SelectMany(Traces).Count();

    private IEnumerable<Trace> Traces(HeatmapPanel panel, int index) =>
        panel.Traces(index, Figure.AxisName("coloraxis", Scales().IndexOf(panel.Scale)));

    /// <summary>Marks that several panels have need one line in the legend.</summary>
    private static IEnumerable<Trace> ExplainedOnce(IEnumerable<Trace> traces)
    {
        var explained = new HashSet<object?>();
        foreach (var trace in traces)
        {
            if (trace.TryGetPropertyValue("name") is { } name && !explained.Add(name)) trace.SetProperty("showlegend", false);
            yield return trace;
        }
    }

    private IEnumerable<(string Name, object? Value)> Axes()
    {
        for (var index = 0; index < Panels.Count; index++)
        {
            var (columns, rows) = (Panels[index].Columns, Panels[index].Rows);
            yield return (Figure.AxisName("xaxis", index), new
            {
                domain = Domain(index), anchor = Figure.AxisName("y", index), tickvals = columns.Positions(MostColumnNames / Panels.Count), ticktext = columns.Texts(MostColumnNames / Panels.Count), tickangle = -40,
                title = new { text = columns.Title, standoff = 4 },
                ticks = "", showgrid = false, zeroline = false, range = new[] { -0.5, columns.Names.Count - 0.5 }, fixedrange = true,
            });
            yield return (Figure.AxisName("yaxis", index), new
            {
                anchor = Figure.AxisName("x", index), tickvals = rows.Positions(MostRowNames), ticktext = rows.Texts(MostRowNames), showticklabels = !SharesRows(index),
                title = index == 0 ? new { text = rows.Title, standoff = 4 } : null,
                ticks = "", showgrid = false, zeroline = false, range = new[] { rows.Names.Count - 0.5, -0.5 }, fixedrange = true,
            });
        }
    }

    private bool SharesRows(int index) => index > 0 && Panels[index].Rows == Panels[index - 1].Rows;

    private double[] Domain(int index)
    {
        var gaps = Enumerable.Range(0, Panels.Count).Select(i => i == 0 ? 0 : Gap(i)).ToArray();
        var width = (Width - gaps.Sum()) / Panels.Count;
        var left = index * width + gaps.Take(index + 1).Sum();
        return [left, Math.Min(1, left + width)];
    }

    /// <summary>Room before a panel, for its rows' names if it has some of its own.</summary>
    private double Gap(int index) => SharesRows(index) ? 0.03
        : (Panels[index].Rows.Width * CharacterWidth + 35) / (NarrowPage - Panels[0].Rows.Width * CharacterWidth);

    private IEnumerable<(string Name, object? Value)> ColorAxes()
    {
        var scales = Scales();
        var bars = scales.Count(s => s.HasBar);
        return scales.Select((scale, index) => (Figure.AxisName("coloraxis", index), (object?)scale.ToAxis(index, bars)));
    }

    private List<ColorScale> Scales() => [.. Panels.Select(p => p.Scale).Distinct().OrderByDescending(s => s.HasBar)];

    private object PanelTitle(HeatmapPanel panel, int index) => new
    {
        text = $"<b>{Figure.Escape(panel.Title)}</b>", showarrow = false, xref = "paper", yref = "paper",
        x = Domain(index)[0], y = 1.0, xanchor = "left", yanchor = "bottom", yshift = 6,
    };
}
