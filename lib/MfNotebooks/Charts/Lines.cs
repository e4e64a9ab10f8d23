using Plotly.NET;

namespace MfNotebooks;

/// <summary>How a <see cref="Curve"/> is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line with a marker at each point.</summary>
    LineAndPoints,

    /// <summary>A line alone, for many points.</summary>
    Line,

    /// <summary>Points that no line joins, as on a map.</summary>
    Points,

    /// <summary>A thin grey dashed line that is no data, such as the diagonal of perfect predictions.</summary>
    Guide,
}

/// <summary>A named line, or named points, of <see cref="Charts.Lines"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, in the order in which they are joined.</param>
public sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>A curve of any points, such as those of a query.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="points">Its points, in the order in which they are joined.</param>
    public Curve(string name, IEnumerable<(double X, double Y)> points)
        : this(name, points as IReadOnlyList<(double X, double Y)> ?? [.. points])
    {
    }

    /// <summary>A curve over whole numbers, such as steps or k.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="points">Its points, in the order in which they are joined.</param>
    public Curve(string name, IEnumerable<(int X, double Y)> points)
        : this(name, [.. points.Select(p => ((double)p.X, p.Y))])
    {
    }

    /// <summary>How it is drawn. Default: a line with a marker at each point.</summary>
    public CurveStyle Style { get; init; }

    /// <summary>
    /// At each point the lowest and the highest value, such as those of several seeds; null for none.
    /// </summary>
    public IReadOnlyList<(double Low, double High)>? Spread { get; init; }

    /// <summary>True to shade the spread as a band; false (the default) for a bar at each point.</summary>
    public bool HasBand { get; init; }

    /// <summary>What hovering calls each point; null for its place on the x axis.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// True to write the labels beside the points too, where they cover neither each other nor a point.
    /// </summary>
    public bool ShowsLabels { get; init; }
}

/// <summary>A point of interest: a star on it, and a dotted line with its name from top to bottom.</summary>
/// <param name="X">Its place on the x axis.</param>
/// <param name="Y">Its place on the y axis.</param>
/// <param name="Text">Its name, such as <c>best held-out: k = 2</c>.</param>
public sealed record Mark(double X, double Y, string Text);

public static partial class Charts
{
    /// <summary>Named lines or points in one plot, told apart by colour, dash and marker.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="x">What the x axis counts, and its unit.</param>
    /// <param name="y">What the y axis counts, and its unit.</param>
    /// <param name="curves">The lines; at least one.</param>
    /// <param name="logX">
    /// True for a logarithmic x axis. A point at x = 0 stands apart at its left end, with no line to the others.
    /// </param>
    /// <param name="logY">True for a logarithmic y axis, with a switch to a linear one.</param>
    /// <param name="best">A point to mark with a star and its name; null for none.</param>
    /// <param name="levels">Horizontal lines to compare with, such as <c>("constant guess", 2.04)</c>.</param>
    /// <param name="summary">The text alternative; by default it tells where each line begins and ends.</param>
    /// <exception cref="ArgumentException">
    /// There are no curves, or one has no points, or a number that the axis cannot show.
    /// </exception>
    /// <example><code>
    /// Charts.Lines("Error over k", "k", "RMSE (stars)", [new("train", train), new("held out", heldOut)],
    ///     levels: [("constant guess", 2.04)])
    /// </code></example>
    public static ChartView Lines(
        string title, string x, string y, IReadOnlyList<Curve> curves, bool logX = false, bool logY = false,
        Mark? best = null, IReadOnlyList<(string Name, double Y)>? levels = null, string? summary = null)
    {
        var panel = new LinePanel(y, curves) { IsLog = logY, Best = best, Levels = levels ?? [] };
        return new LinePlot(title, x, [panel]) { IsLogX = logX }.ToChart(summary ?? Told());

        string Told() => $"Line chart of {y} over {x}. {string.Join("; ", curves.Select(Ends))}."
            + string.Concat((levels ?? []).Select(level => $" {level.Name}: {Figure.Number(level.Y)}."))
            + (best is null ? "" : $" Marked is {best.Text}, at {Figure.Number(best.Y)}.");
    }

    private static string Ends(Curve curve)
    {
        if (curve.Style == CurveStyle.Points || curve.Points.Count < 2)
            return $"{curve.Name}: {Counted.Of(curve.Points.Count, "point")}";
        var ((fromX, fromY), (toX, toY)) = (curve.Points[0], curve.Points[^1]);
        return $"{curve.Name}: {Figure.Number(fromY)} at {Figure.Number(fromX)}, "
            + $"{Figure.Number(toY)} at {Figure.Number(toX)}";
    }
}

/// <summary>What plotly.js draws of one <see cref="Curve"/>.</summary>
/// <param name="Curve">The curve.</param>
/// <param name="Style">Its place among the curves, which gives it its colour, dash and marker.</param>
/// <param name="Axis">The x axis.</param>
internal sealed record CurveTraces(Curve Curve, int Style, ValueAxis Axis)
{
    /// <summary>plotly.js' numbers of circle, diamond, square, cross, x and triangle.</summary>
    private static readonly int[] Symbols = [0, 2, 1, 3, 4, 5];

    private bool IsGuide => Curve.Style == CurveStyle.Guide;

    /// <summary>The curve, and under it its band.</summary>
    /// <param name="attributes">The axes, and whether it stands in the legend.</param>
    internal IEnumerable<Trace> All(params (string Name, object? Value)[] attributes)
    {
        if (Curve is { HasBand: true, Spread: { } spread })
        {
            (string, object?)[] edge = [.. attributes, ("mode", "lines"),
                ("x", Spaced(Curve.Points.Select(p => Axis.Place(p.X)))),
                ("line", new { width = 0 }), ("hoverinfo", "skip"), ("showlegend", false)];
            yield return Figure.Trace("scatter", [.. edge, ("y", Spaced(spread.Select(s => s.Low)))]);
            yield return Figure.Trace("scatter",
                [.. edge, ("y", Spaced(spread.Select(s => s.High))), ("fill", "tonexty"),
                    ("fillcolor", Theme.Color(Style) + "33")]);
        }
        yield return Figure.Trace("scatter",
            [.. attributes, ("mode", Mode), ("name", Figure.Escape(Curve.Name)),
             ("x", Spaced(Curve.Points.Select(p => Axis.Place(p.X)))), ("y", Spaced(Curve.Points.Select(p => p.Y))),
             ("line", LineStyle), ("marker", IsGuide ? null : Marker), ("error_y", ErrorBars),
             ("customdata", Labels()), ("cliponaxis", Curve.Style == CurveStyle.Points ? false : null),
             ("hovertemplate", $"{Figure.Escape(Curve.Name)}<br>{Place}: %{{y:.4f}}<extra></extra>"),
             ("hoverinfo", IsGuide ? "skip" : null)]);
    }

    private string Place => Curve.Labels is null && !Axis.IsLog ? "%{x:,}" : "%{customdata}";

    private string Mode => Curve.Style switch
    {
        CurveStyle.Points => "markers",
        CurveStyle.LineAndPoints => "lines+markers",
        _ => "lines",
    };

    private object LineStyle => IsGuide ? new { color = Theme.Grey, width = 2, dash = "dash" } : Theme.Line(Style);

    /// <summary>The seventh curve has the first one's colour again, and with it another symbol.</summary>
    private object Marker => new
    {
        size = 8, symbol = Symbols[(Style + Style / Symbols.Length) % Symbols.Length], color = Theme.Color(Style),
    };

    private object? ErrorBars => Curve is not { HasBand: false, Spread: { } spread } ? null : new
    {
        type = "data", symmetric = false, thickness = 1.5, width = 5, color = Theme.Color(Style),
        array = Spaced(spread.Zip(Curve.Points, (s, p) => s.High - p.Y)),
        arrayminus = Spaced(spread.Zip(Curve.Points, (s, p) => p.Y - s.Low)),
    };

    private object?[]? Labels() => Curve.Labels is { } labels ? Spaced(labels.Select(Figure.Escape))
        : Axis.IsLog ? Spaced(Curve.Points.Select(p => Figure.Number(p.X))) : null;

    /// <summary>A null between the point at 0, which stands apart, and the others: it breaks the line.</summary>
    private object?[] Spaced<T>(IEnumerable<T> values)
    {
        object?[] all = [.. values.Cast<object?>()];
        return Axis.HasZero && Curve.Points[0].X == 0 && all.Length > 1 ? [all[0], null, .. all[1..]] : all;
    }
}
