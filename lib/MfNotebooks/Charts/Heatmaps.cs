using Plotly.NET;

namespace MfNotebooks;

/// <summary>One matrix of <see cref="Charts.Heatmaps"/>.</summary>
/// <param name="Title">What it is, such as <c>A: users</c>; it stands above it.</param>
/// <param name="Cells">The numbers, <c>[rows × columns]</c>; null for a cell without one, which is hatched.</param>
public sealed record Heatmap(string Title, float?[,] Cells)
{
    /// <summary>A matrix without gaps.</summary>
    /// <param name="title">What it is; it stands above it.</param>
    /// <param name="cells">The numbers, <c>[rows × columns]</c>.</param>
    public Heatmap(string title, float[,] cells)
        : this(title, Figure.Cells<float?>(cells.GetLength(0), cells.GetLength(1), (r, c) => cells[r, c]))
    {
    }

    /// <summary>The rows' names; null for their numbers from 1.</summary>
    public IReadOnlyList<string>? Rows { get; init; }

    /// <summary>The columns' names; null for their numbers from 1.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What a row is. Default: row.</summary>
    public string RowTitle { get; init; } = "row";

    /// <summary>What a column is, and any words that should stand under the matrix. Default: column.</summary>
    public string ColumnTitle { get; init; } = "column";

    /// <summary>
    /// The numbers of the first and the last colour; null for the lowest and the highest of all matrices.
    /// </summary>
    public (double Low, double High)? Scale { get; init; }

    /// <summary>What the numbers count, for the colour bar. Default: value.</summary>
    public string Unit { get; init; } = "value";

    /// <summary>How many decimals the cells show. Default 1.</summary>
    public int Decimals { get; init; } = 1;

    internal HeatmapPanel ToPanel((double Low, double High) shared)
    {
        var (rows, columns) = (new NameAxis(RowTitle, Names(Rows, 0)), new NameAxis(ColumnTitle, Names(Columns, 1)));
        var (low, high) = Scale ?? shared;
        return new(Title, Cells, rows, columns, new(low, Math.Max(high, low + 1e-6), Unit))
        {
            Decimals = Decimals, Missing = "no value",
            Hover = Figure.Cells(Cells.GetLength(0), Cells.GetLength(1), (r, c) =>
                $"{Figure.Escape(rows.Names[r])} · "
                + $"{Figure.Escape(columns.Names[c])}<br>{(Cells[r, c] is { } v ? Figure.Number(v) : "no value")}"),
        };
    }

    private IReadOnlyList<string> Names(IReadOnlyList<string>? names, int side)
    {
        var count = Cells.GetLength(side);
        if (names is not null && names.Count != count)
            throw new ArgumentException(
                Invariant($"The heatmap '{Title}' has {Counted.Of(count, side == 0 ? "row" : "column")} ")
                + $"and {Counted.Of(names.Count, "name")}. Give a name for each.");
        return names ?? [.. Enumerable.Range(1, count).Select(n => Invariant($"{n}"))];
    }
}

public static partial class Charts
{
    /// <summary>Matrices side by side, with their numbers in the cells; on a narrow page one below the other.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="matrices">One to four matrices. Those with the same scale and unit share a colour bar.</param>
    /// <param name="summary">
    /// The text alternative; by default it tells each matrix' size, and its lowest and highest number.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are none or more than four, or names do not fit, or cells are too many.
    /// </exception>
    /// <example><code>
    /// Charts.Heatmaps("Two masks",
    ///     [new("hidden at random", random), new("hidden late", late) { Rows = ratings.Users }])
    /// </code></example>
    public static ChartView Heatmaps(string title, IReadOnlyList<Heatmap> matrices, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        if (matrices.Count is 0 or > 4)
            throw new ArgumentException(Invariant($"There are {matrices.Count} matrices. ")
                + "Give one to four: more would leave no room for their numbers.", nameof(matrices));
        foreach (var matrix in matrices) Figure.RequireFew(matrix.Cells.GetLength(0), matrix.Cells.GetLength(1));
        var numbers = matrices.SelectMany(m => m.Cells.Cast<float?>()).OfType<float>().DefaultIfEmpty(0).ToArray();
        return new HeatmapRow([.. matrices.Select(m => m.ToPanel((numbers.Min(), numbers.Max())))])
            .ToChart(title, summary ?? $"Heatmaps side by side. {string.Join(" ", matrices.Select(Told))}");

        static string Told(Heatmap matrix)
        {
            var cells = matrix.Cells.Cast<float?>().OfType<float>().DefaultIfEmpty(0).ToArray();
            return Invariant($"{matrix.Title}: {matrix.Cells.GetLength(0)} × {matrix.Cells.GetLength(1)}, ")
                + $"from {Figure.Number(cells.Min())} to {Figure.Number(cells.Max())}.";
        }
    }
}

/// <summary>Heatmaps side by side, and on a narrow page one below the other.</summary>
/// <param name="Panels">Left to right. A panel with the rows of its left neighbour shares their names.</param>
internal sealed record HeatmapRow(params IReadOnlyList<HeatmapPanel> Panels)
{
    private const int RowHeight = 40, LowestPlot = 120, HighestPlot = 720;

    /// <summary>
    /// The room above a panel for its title, and below it for slanted names (some five pixels a character) and a title.
    /// </summary>
    private const int Top = 34, Bottom = 34, SlantedHeight = 5;

    /// <summary>The room of a lying colour bar with its numbers and its unit.</summary>
    private const int BarHeight = 64, NarrowMargin = 8;

    /// <summary>Slanted names of narrower columns would lie on each other: they stand upright.</summary>
    private const int LeastSlanted = 22;

    /// <summary>Names have some seven pixels a character.</summary>
    private const int CharacterWidth = 7, LineHeight = 16;

    /// <summary>A plot with room for so many names, one beside the other.</summary>
    private const int MostRowNames = 60, MostColumnNames = 40;

    private const int ManyColumns = 8, ShortName = 12;

    /// <summary>The narrowest page with panels side by side, in pixels, without margins and colour bar.</summary>
    private const double NarrowPage = 540;

    /// <summary>The same of a phone's page, where panels stand one below the other.</summary>
    private const double PhonePage = 310;

    private int LongestName => Panels.Max(p => p.Columns.Width());

    /// <summary>On a phone, the names beside many columns are cut shorter: the numbers need the room.</summary>
    private static int LongestRowName(HeatmapPanel panel, bool narrow) =>
        narrow && panel.Columns.Names.Count > ManyColumns ? ShortName : Figure.Longest;

    private int Names => IsLevel(false) && IsLevel(true) ? LineHeight
        : Math.Max(LineHeight, LongestName * (IsUpright ? CharacterWidth : SlantedHeight));

    private bool IsUpright => NarrowestColumn(false) < LeastSlanted;

    /// <summary>Short names lie under their columns, with a gap between them.</summary>
    private bool IsLevel(bool narrow) => LongestName * CharacterWidth + 4 <= NarrowestColumn(narrow);

    /// <summary>Numbers slant only where they would touch, which plotly.js sees; names by how long they are.</summary>
    private int? Angle(bool narrow) =>
        IsLevel(narrow) ? 0 : LongestName <= 3 ? null : IsUpright && !narrow ? -90 : -40;

    /// <summary>The pixels of a column, at least.</summary>
    private double NarrowestColumn(bool narrow) => Panels.Index().Min(p =>
        (narrow ? PhonePage - p.Item.Rows.Width(LongestRowName(p.Item, narrow)) * CharacterWidth
            : PlotWidth * (Across(p.Index)[1] - Across(p.Index)[0])) / p.Item.Columns.Names.Count);

    private double PlotWidth => NarrowPage - Panels[0].Rows.Width() * CharacterWidth;

    private int PlotHeight(HeatmapPanel panel) =>
        Math.Clamp(panel.Rows.Names.Count * RowHeight, LowestPlot, HighestPlot);

    private int WideHeight => Top + Panels.Max(PlotHeight) + Names + Bottom;

    private int NarrowHeight => NarrowMargin + NarrowRoom(Panels.Count);

    /// <summary>On a narrow page, the pixels of the first panels, with what stands above and below each.</summary>
    private int NarrowRoom(int panels) =>
        Panels.Take(panels).Select((p, n) => NarrowTop(n) + PlotHeight(p) + Names + Bottom).Sum();

    /// <summary>On a narrow page, the room above a panel: for its title, and a colour bar that it uses first.</summary>
    private int NarrowTop(int index) => Top + (HasBarAbove(index) ? BarHeight : 0);

    private bool HasBarAbove(int index) =>
        Panels[index].Scale.HasBar && Panels.Take(index).All(p => p.Scale != Panels[index].Scale);

    /// <summary>Draws the panels.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="description">The text alternative.</param>
    /// <param name="attributes">Layout attributes for sliders.</param>
    internal GenericChart ToChart(
        string title, string description, params (string Name, object? Value)[] attributes)
    {
        var stacked = new Dictionary<string, object?>
        {
            ["height"] = NarrowHeight, ["margin"] = new { t = NarrowMargin, r = 20 },
        };
        foreach (var (name, value) in Axes(true).Concat(ColorAxes(true))) stacked[name] = value;
        var layout = Figure.Layout(title, description, WideHeight,
            [("annotations", Panels.Select(PanelTitle).ToArray()), ("narrow", stacked),
             ("margin", new { l = 10, r = 10, t = Top, b = Bottom }),
             .. Axes(false), .. ColorAxes(false), .. attributes]);
        return Figure.Chart(layout, ExplainedOnce(Panels.SelectMany(Traces)));
    }

    /// <summary>
    /// The place of a panel's heatmap among the chart's traces; its crosses, if any, come right after it.
    /// </summary>
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
            if (trace.TryGetPropertyValue("name") is { } name && !explained.Add(name))
                trace.SetProperty("showlegend", false);
            yield return trace;
        }
    }

    private IEnumerable<(string Name, object? Value)> Axes(bool narrow)
    {
        for (var index = 0; index < Panels.Count; index++)
        {
            var (columns, rows) = (Panels[index].Columns, Panels[index].Rows);
            var most = IsLevel(narrow) ? columns.Names.Count
                : narrow ? MostColumnNames / 4 : MostColumnNames / Panels.Count;
            yield return (Figure.AxisName("xaxis", index), new
            {
                domain = narrow ? [0, 1] : Across(index), anchor = Figure.AxisName("y", index),
                tickvals = columns.Positions(most), ticktext = columns.Texts(most),
                tickangle = Angle(narrow),
                title = new { text = Figure.Escape(columns.Title), standoff = 4 },
                ticks = "", showgrid = false, zeroline = false, range = new[] { -0.5, columns.Names.Count - 0.5 },
                fixedrange = true,
            });
            var names = narrow ? MostRowNames / 2 : MostRowNames;
            yield return (Figure.AxisName("yaxis", index), new
            {
                domain = narrow ? Down(index) : [0, 1], anchor = Figure.AxisName("x", index),
                tickvals = rows.Positions(names), ticktext = rows.Texts(names, LongestRowName(Panels[index], narrow)),
                showticklabels = narrow || !SharesRows(index),
                title = index == 0 || narrow ? new { text = Figure.Escape(rows.Title), standoff = 4 } : null,
                ticks = "", showgrid = false, zeroline = false, range = new[] { rows.Names.Count - 0.5, -0.5 },
                fixedrange = true,
            });
        }
    }

    private bool SharesRows(int index) => index > 0 && Panels[index].Rows == Panels[index - 1].Rows;

    private double[] Across(int index)
    {
        var gaps = Enumerable.Range(0, Panels.Count).Select(i => i == 0 ? 0 : Gap(i)).ToArray();
        var width = (1 - gaps.Sum()) / Panels.Count;
        var left = index * width + gaps.Take(index + 1).Sum();
        return [left, Math.Min(1, left + width)];
    }

    /// <summary>On a narrow page, the pixels of all panels, with what stands above them and their names.</summary>
    private double NarrowPlots => NarrowHeight - NarrowMargin - Bottom;

    /// <summary>Where a panel stands on a narrow page, as shares of the plot's height from below.</summary>
    private double[] Down(int index)
    {
        var above = NarrowTop(index) + NarrowRoom(index);
        return [Math.Max(0, 1 - (above + PlotHeight(Panels[index])) / NarrowPlots), 1 - above / NarrowPlots];
    }

    /// <summary>Room before a panel, for its rows' names if it has some of its own.</summary>
    private double Gap(int index) => SharesRows(index) ? 0.03
        : (Panels[index].Rows.Width() * CharacterWidth + 35) / PlotWidth;

    /// <summary>
    /// Bars stand one above the other right of the panels; on a narrow page, each lies above the first panel that it
    /// explains.
    /// </summary>
    private IEnumerable<(string Name, object? Value)> ColorAxes(bool narrow)
    {
        var scales = Scales();
        double bars = Math.Max(1, scales.Count(s => s.HasBar));
        return scales.Select((scale, n) =>
        {
            var mine = Panels.Where(p => p.Scale == scale).ToArray();
            var (from, to) = narrow ? (Down(Panels.ToList().IndexOf(mine[0]))[1] + Top / NarrowPlots, (double?)null)
                : (Math.Max(0, 1 - (n + 1) / bars + (n + 1 < bars ? 0.1 : 0)), Math.Max(0.1, 1 - n / bars));
            return (Figure.AxisName("coloraxis", n), (object?)scale.ToAxis(mine.SelectMany(p => p.Numbers), from, to));
        });
    }

    private List<ColorScale> Scales() => [.. Panels.Select(p => p.Scale).Distinct().OrderByDescending(s => s.HasBar)];

    private object PanelTitle(HeatmapPanel panel, int index) => new
    {
        text = $"<b>{Figure.Escape(panel.Title)}</b>", showarrow = false, x = 0, y = 1, xanchor = "left",
        yanchor = "bottom", yshift = 6,
        xref = Figure.AxisName("x", index) + " domain", yref = Figure.AxisName("y", index) + " domain",
    };
}
