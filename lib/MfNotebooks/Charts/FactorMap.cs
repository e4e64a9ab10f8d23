using Plotly.NET;

namespace MfNotebooks;

/// <summary>Users and items as points in the plane of the first two factors; with one factor, on a line.</summary>
/// <param name="Model">The model.</param>
/// <param name="A">User factors, <c>[users × k]</c>.</param>
/// <param name="B">Item factors, <c>[items × k]</c>.</param>
internal sealed record FactorMap(FactorModel Model, float[,] A, float[,] B)
{
    private const int MostNames = 40;

    /// <summary>The plot's pixels on a page of 640, where names are closest.</summary>
    private const double PlotWidth = 540, PlotHeight = 400;

    private static readonly (int, int)[] Around = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];

    private static readonly int[] Zero = [0];

    /// <summary>A user's and an item's vectors, whose dot product is drawn; null for none.</summary>
    internal DotProduct? Product { get; init; }

    internal bool IsLine => Model.LatentDim == 1;

    private IEnumerable<(double X, double Y)> Users => Points(A);

    private IEnumerable<(double X, double Y)> Items => Points(B);

    internal GenericChart ToChart(string title, string description)
    {
        var (x, y) = (Range(p => p.X), IsLine ? [-1.0, 1.0] : Range(p => p.Y));
        var layout = Figure.Layout(title, description, IsLine ? 420 : 580,
            ("xaxis", new { title = new { text = "factor 1" }, range = x, zeroline = true, zerolinewidth = 2 }),
            ("yaxis", IsLine ? new { visible = false, range = y } : new { title = new { text = "factor 2" }, range = y, zeroline = true, zerolinewidth = 2, scaleanchor = "x", scaleratio = 1 }),
            ("annotations", Names(x, y).Concat(Product?.Sums ?? []).ToArray()),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = Product is null ? 60 : 110, b = 90 }));
        return Figure.Chart(layout, [.. Product?.Traces(x[1] - x[0] + y[1] - y[0]) ?? [], Dots("users", Model.Users, Users, Theme.Blue, "circle"), Dots("items", Model.Items, Items, Theme.Orange, "diamond"), Origin]);
    }

    private IEnumerable<(double X, double Y)> Points(float[,] factors) =>
        Enumerable.Range(0, factors.GetLength(0)).Select(row => ((double)factors[row, 0], IsLine ? 0 : (double)factors[row, 1]));

    /// <summary>All points and the origin, with room for their names.</summary>
    private double[] Range(Func<(double X, double Y), double> side)
    {
        var values = Users.Concat(Items).Select(side).Append(0).ToArray();
        var room = Math.Max(0.1, 0.14 * (values.Max() - values.Min()));
        return [values.Min() - room, values.Max() + room];
    }

    private static Trace Dots(string kind, IReadOnlyList<string> names, IEnumerable<(double X, double Y)> points, string color, string symbol) => Figure.Trace("scatter",
        ("mode", "markers"), ("name", kind), ("x", points.Select(p => p.X)), ("y", points.Select(p => p.Y)), ("text", names.Select(Figure.Escape)),
        ("marker", new { color, symbol, size = 11, line = new { color = "white", width = 1 } }), ("hovertemplate", "%{text}<br>(%{x:.2f}, %{y:.2f})<extra></extra>"));

    private static Trace Origin => Figure.Trace("scatter",
        ("mode", "markers"), ("name", "origin"), ("x", Zero), ("y", Zero), ("hoverinfo", "name"),
        ("marker", new { symbol = "cross-thin", size = 16, line = new { color = Theme.Grey, width = 2 } }));

    /// <summary>The points' names. Many would only cover each other: then hovering tells them.</summary>
    private IEnumerable<object> Names(double[] x, double[] y)
    {
        if (Model.Users.Count + Model.Items.Count > MostNames) return [];
        var scale = Math.Min(PlotWidth / (x[1] - x[0]), IsLine ? double.MaxValue : PlotHeight / (y[1] - y[0]));
        var points = Users.Concat(Items).ToArray();
        var labels = Model.Users.Select((name, n) => Label(name, n, -1)).Concat(Model.Items.Select((name, n) => Label(name, Model.Users.Count + n, 1))).ToArray();
        var plot = new LabelPlacement.Box((x[0] + x[1]) / 2 * scale, -(y[0] + y[1]) / 2 * scale, (x[1] - x[0]) * scale, IsLine ? PlotHeight : (y[1] - y[0]) * scale);
        var offsets = LabelPlacement.Place(labels, plot, IsLine ? 8 : 4);
        return points.Select((point, n) => Name(labels[n].Text, point, offsets[n]));

        LabelPlacement.Label Label(string name, int n, int side) =>
            new(points[n].X * scale, -points[n].Y * scale, NameAxis.Shorten(name), IsLine ? [(0, side)] : Around);
    }

    private static object Name(string text, (double X, double Y) point, (double X, double Y, bool IsNear) offset) => new
    {
        text = Figure.Escape(text), x = point.X, y = point.Y, ax = Math.Round(offset.X), ay = Math.Round(offset.Y),
        showarrow = true, arrowhead = 0, arrowwidth = 1, arrowcolor = offset.IsNear ? "rgba(0,0,0,0)" : Theme.Grey, standoff = 6, borderpad = 0,
    };
}
