using Plotly.NET;

namespace MfNotebooks;

/// <summary>Marks the best point of a curve: a star on it, and a dotted line with its name.</summary>
/// <param name="X">Where it is on the x axis.</param>
/// <param name="Y">Where it is on the y axis.</param>
/// <param name="Text">Its name.</param>
/// <param name="IsLeft">True in the left half of the plot: then the name stands right of the line, else left.</param>
internal sealed record BestMark(double X, double Y, string Text, bool IsLeft)
{
    /// <summary>The layout attributes that draw the line and its name; none where there is no best.</summary>
    internal static (string Name, object? Value)[] Attributes(BestMark? mark) =>
        mark is null ? [] : [("shapes", new[] { mark.Line }), ("annotations", new[] { mark.Label })];

    internal Trace Star => Figure.Trace("scatter",
        ("mode", "markers"), ("x", new[] { X }), ("y", new[] { Y }), ("name", Text), ("showlegend", false), ("hovertemplate", "%{y:.4f}"),
        ("marker", new { symbol = "star", size = 15, color = Theme.Purple, line = new { color = "black", width = 1 } }));

    /// <summary>Over the whole height of the chart, whatever the y axes' scales are.</summary>
    private object Line => new
    {
        type = "line", xref = "x", yref = "paper", x0 = X, x1 = X, y0 = 0, y1 = 1, line = new { color = Theme.Grey, width = 1, dash = "dot" },
    };

    private object Label => new
    {
        text = Figure.Escape(Text), showarrow = false, xref = "x", yref = "paper", x = X, y = 1,
        xanchor = IsLeft ? "left" : "right", xshift = IsLeft ? 5 : -5, yanchor = "top",
    };
}
