using Plotly.NET;

namespace MfNotebooks;

/// <summary>Marks on the cells of a heatmap. Their names are what the legend says.</summary>
/// <param name="X">plotly.js' name of the columns' axis.</param>
/// <param name="Y">plotly.js' name of the rows' axis.</param>
internal sealed record CellMarks(string X, string Y)
{
    /// <summary>Grey hatching, for cells that hold no number.</summary>
    internal Trace Hatching(bool[,] cells) => Squares(cells, 0.475, ("mode", "none"), ("fill", "toself"), ("name", "not rated"),
        ("fillpattern", new { shape = "/", size = 7, solidity = 0.16, fgcolor = Theme.Grey, bgcolor = Theme.FaintGrey }));

    /// <summary>
    /// Outlines, for predicted cells that nobody rated. Dark dots on a light line are seen on every colour, but not on
    /// every page: the legend shows a grey square instead.
    /// </summary>
    internal IEnumerable<Trace> Outlines(bool[,] cells) =>
    [
        Squares(cells, 0.44, ("mode", "lines"), ("showlegend", false), ("line", new { color = "white", width = 3 })),
        Squares(cells, 0.44, ("mode", "lines"), ("showlegend", false), ("line", new { color = "black", width = 2, dash = "dot" })),
        Marks("predicted, not rated", new { symbol = "square-open", size = 12, color = Theme.Grey, line = new { width = 2 } }, ([null], [null])),
    ];

    /// <summary>Crosses, for predictions that are wrong. They stand in the cells' corners, so that the numbers stay readable.</summary>
    internal Trace Crosses(bool[,] cells) =>
        Marks("off by a star or more", new { symbol = "x", size = 12, color = "black", line = new { color = "white", width = 1.5 } }, CrossPlaces(cells));

    /// <summary>Where <see cref="Crosses"/> puts them.</summary>
    internal static (double?[] X, double?[] Y) CrossPlaces(bool[,] cells) =>
        ([.. Chosen(cells).Select(c => c.Column + 0.33)], [.. Chosen(cells).Select(c => c.Row - 0.3)]);

    private Trace Marks(string name, object marker, (double?[] X, double?[] Y) at) => Figure.Trace("scatter",
        ("mode", "markers"), ("x", at.X), ("y", at.Y), ("marker", marker), ("name", name), ("hoverinfo", "skip"), ("xaxis", X), ("yaxis", Y));

    private Trace Squares(bool[,] cells, double reach, params (string Name, object? Value)[] style)
    {
        var corners = Chosen(cells).SelectMany(c => Corners(c.Row, c.Column, reach)).ToArray();
        return Figure.Trace("scatter",
            [.. style, ("x", corners.Select(c => c.X)), ("y", corners.Select(c => c.Y)), ("hoverinfo", "skip"), ("xaxis", X), ("yaxis", Y)]);
    }

    /// <summary>A square around a cell; the null ends it, so that the next one begins anew.</summary>
    private static IEnumerable<(double? X, double? Y)> Corners(int row, int column, double reach) =>
    [
        (column - reach, row - reach), (column + reach, row - reach), (column + reach, row + reach),
        (column - reach, row + reach), (column - reach, row - reach), (null, null),
    ];

    private static IEnumerable<(int Row, int Column)> Chosen(bool[,] cells) =>
        from row in Enumerable.Range(0, cells.GetLength(0))
        from column in Enumerable.Range(0, cells.GetLength(1))
        where cells[row, column]
        select (row, column);
}
