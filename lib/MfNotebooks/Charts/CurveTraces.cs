using Plotly.NET;

namespace MfNotebooks;

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

    private object LineStyle => IsGuide ? new { color = Theme.Grey, width = 2, dash = "dash" } : Theme.Line(Style, 2.5);

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
