using Plotly.NET;

namespace MfNotebooks;

internal static class NamedLines
{
    internal static Trace Line(string name, int index, IEnumerable<object> x, IEnumerable<double> y, string hover, params (string Name, object? Value)[] attributes) =>
        Figure.Trace("scatter",
            [("mode", "lines+markers"), ("name", Figure.Escape(name)), ("x", x), ("y", y), ("line", Theme.Line(index, 2)), ("marker", new { size = 9, symbol = index }),
             ("hovertemplate", $"%{{fullData.name}}<br>{hover}<extra></extra>"), .. attributes]);

    internal static Trace Diagonal(string name, double from, double to) => Guide(name, (from, from), (to, to));

    internal static Trace Guide(string name, (double X, double Y) from, (double X, double Y) to) => Figure.Trace("scatter",
        ("mode", "lines"), ("name", name), ("x", new[] { from.X, to.X }), ("y", new[] { from.Y, to.Y }), ("line", new { color = Theme.Grey, width = 2, dash = "dash" }), ("hoverinfo", "skip"));

    internal static int[] Labelled(IReadOnlyList<double> places, int most) => ValueAxis.Apart(places, most);
}
