using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>One heatmap among others side by side: a users × items matrix with its numbers in the cells.</summary>
/// <param name="Title">What the panel shows.</param>
/// <param name="Cells">The numbers, <c>[users × items]</c>; null where there is none.</param>
internal sealed record HeatmapPanel(string Title, float?[,] Cells)
{
    /// <summary>More cells than this, and the numbers would not be readable: hovering still tells them.</summary>
    private const int MostCellsWithNumbers = 400;

    /// <summary>What hovering over a cell tells, <c>[users × items]</c>.</summary>
    internal required string[,] Hover { get; init; }

    /// <summary>Cells to outline; null for none.</summary>
    internal bool[,]? Outlined { get; init; }

    /// <summary>How the numbers are written: decimals after the point.</summary>
    internal int Decimals { get; init; }

    private int Users => Cells.GetLength(0);

    private int Items => Cells.GetLength(1);

    /// <summary>The panel's traces: the cells, and grey hatching where there is no number.</summary>
    /// <param name="index">The panel's place from the left, counted from 0.</param>
    internal IEnumerable<Trace> Traces(int index)
    {
        var (x, y) = (AxisName("x", index), AxisName("y", index));
        yield return Figure.Trace("heatmap",
            ("z", Rows(Cells, v => v)), ("text", Rows(Cells, Label)), ("hovertext", Rows(Hover, h => h)),
            ("hoverinfo", "text"), ("hoverongaps", false), ("texttemplate", Cells.Length <= MostCellsWithNumbers ? "%{text}" : null),
            ("coloraxis", "coloraxis"), ("xgap", 2), ("ygap", 2), ("xaxis", x), ("yaxis", y), ("name", Figure.Escape(Title)));
        if (Missing().ToArray() is { Length: > 0 } missing)
            yield return Hatching(missing, x, y, index);
    }

    /// <summary>The outlines, as shapes of the layout: dark dots on a light line, so they are seen on every colour.</summary>
    internal IEnumerable<object> Shapes(int index) =>
        from cell in AllCells()
        where Outlined is not null && Outlined[cell.User, cell.Item]
        from line in (object[])[new { color = "white", width = 3, dash = "solid" }, new { color = "black", width = 2, dash = "dot" }]
        select new
        {
            type = "rect", xref = AxisName("x", index), yref = AxisName("y", index), line,
            x0 = cell.Item - 0.45, x1 = cell.Item + 0.45, y0 = cell.User - 0.45, y1 = cell.User + 0.45,
        };

    /// <summary>plotly.js' name of an axis: x, x2, x3 …</summary>
    internal static string AxisName(string letter, int index) =>
        index == 0 ? letter : string.Create(CultureInfo.InvariantCulture, $"{letter}{index + 1}");

    private static Trace Hatching((int User, int Item)[] missing, string x, string y, int index) => Figure.Trace("scatter",
        ("mode", "markers"), ("x", missing.Select(c => c.Item)), ("y", missing.Select(c => c.User)),
        ("marker", new { symbol = "line-ne", size = 14, line = new { color = Theme.Grey, width = 1.5 } }),
        ("name", "not rated"), ("legendgroup", "missing"), ("showlegend", index == 0), ("hoverinfo", "skip"), ("xaxis", x), ("yaxis", y));

    private string Label(float? value) => value?.ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) ?? "";

    private IEnumerable<(int User, int Item)> Missing() => AllCells().Where(c => Cells[c.User, c.Item] is null);

    private IEnumerable<(int User, int Item)> AllCells() =>
        from user in Enumerable.Range(0, Users)
        from item in Enumerable.Range(0, Items)
        select (user, item);

    private static TOut[][] Rows<TIn, TOut>(TIn[,] cells, Func<TIn, TOut> map) =>
        [.. Enumerable.Range(0, cells.GetLength(0)).Select(u => Enumerable.Range(0, cells.GetLength(1)).Select(i => map(cells[u, i])).ToArray())];
}
