using Plotly.NET;

namespace MfNotebooks;

/// <summary>The names along one side of a heatmap.</summary>
/// <param name="Title">What the names are, such as <c>user</c>.</param>
/// <param name="Names">Top to bottom, or left to right.</param>
internal sealed record NameAxis(string Title, IReadOnlyList<string> Names)
{
    /// <summary>The characters of the longest name, once it is cut.</summary>
    internal int Width(int longest = Figure.Longest) => Figure.Shorten(Names, longest).Max(name => name.Length);

    /// <summary>The places of the names that are written: where more than so many would overlap, every n-th.</summary>
    internal int[] Positions(int most) =>
        [.. Enumerable.Range(0, Names.Count).Where(i => i % (1 + (Names.Count - 1) / most) == 0)];

    /// <summary>What is written at <see cref="Positions"/>; long names are cut.</summary>
    internal string[] Texts(int most, int longest = Figure.Longest)
    {
        var cut = Figure.Shorten(Names, longest);
        return [.. Positions(most).Select(i => Figure.Escape(cut[i]))];
    }
}

/// <summary>How numbers become colours, and what the colour bar says.</summary>
/// <param name="Low">The number that gets the first colour.</param>
/// <param name="High">The number that gets the last colour; numbers beyond it keep that colour.</param>
/// <param name="Unit">What the numbers count, such as <c>stars</c>.</param>
internal sealed record ColorScale(double Low, double High, string Unit)
{
    internal object[][] Colors { get; init; } = Theme.Diverging;

    /// <summary>False where the numbers in the cells say it all.</summary>
    internal bool HasBar { get; init; } = true;

    /// <summary>From the lowest to the highest rating.</summary>
    internal static ColorScale Stars(RatingsMatrix ratings) => ratings.Min < ratings.Max
        ? new(ratings.Min, ratings.Max, "stars") : new(ratings.Min - 1, ratings.Max + 1, "stars");

    /// <summary>
    /// As wide as <see cref="Stars"/> , but centred on 0: the same step in colour is the same step in stars.
    /// </summary>
    internal static ColorScale Errors(RatingsMatrix ratings)
    {
        var stars = Stars(ratings);
        var reach = (stars.High - stars.Low) / 2;
        return new(-reach, reach, "error (stars)");
    }

    /// <summary>
    /// The attributes of a plotly.js <c>coloraxis</c>, with its bar right of the panels, or lying above one.
    /// </summary>
    /// <param name="numbers">
    /// What the cells hold, in every state of the chart: the ends say whether some lie beyond.
    /// </param>
    /// <param name="from">Where the bar begins, as a share of the plot's height; of a lying one, its foot.</param>
    /// <param name="to">Where it ends; null for a lying one.</param>
    internal object ToAxis(IEnumerable<float> numbers, double from, double? to)
    {
        var (lowest, highest) = (double.MaxValue, double.MinValue);
        foreach (var number in numbers) (lowest, highest) = (Math.Min(lowest, number), Math.Max(highest, number));
        var slack = 0.01 * (High - Low);
        var (isLying, ticks) = (to is null, Ticks(to is null ? 0.2 : 0.05));
        return new
        {
            colorscale = Colors, cmin = Low, cmax = High, showscale = HasBar,
            colorbar = new
            {
                title = new { text = Figure.Escape(Unit), side = isLying ? "top" : "right" }, thickness = 12,
                outlinewidth = 0, orientation = isLying ? "h" : "v", tickangle = 0, tickvals = ticks,
                ticktext = ticks.Select((tick, n) =>
                    (n == 0 && lowest < Low - slack ? "≤ " : n == ticks.Length - 1 && highest > High + slack ? "≥ "
                    : "") + Figure.Number(Figure.Rounded(tick, 3)).Replace('-', '\u2212')),
                x = isLying ? 0 : 1.02, xanchor = "left", xpad = isLying ? 0 : 10,
                y = to ?? from, yanchor = isLying ? "bottom" : "top", ypad = 4, len = to - from ?? 1,
            },
        };
    }

    /// <summary>Both ends, and round numbers between them, apart from them by a share of the bar at least.</summary>
    private double[] Ticks(double apart)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(High - Low)));
        while ((High - Low) / step < 3) step /= 2;
        var inner = Enumerable.Range(0, 40).Select(n => (Math.Floor(Low / step) + n) * step)
            .Where(t => Math.Min(t - Low, High - t) > Math.Max(step / 3, apart * (High - Low)));
        return [Low, .. inner.Select(t => Math.Round(t, 6)), High];
    }
}

/// <summary>One heatmap among others side by side: a matrix with its numbers in the cells.</summary>
/// <param name="Title">What the panel shows.</param>
/// <param name="Cells">The numbers, <c>[rows × columns]</c>; null where there is none.</param>
/// <param name="Rows">The rows' names.</param>
/// <param name="Columns">The columns' names.</param>
/// <param name="Scale">The colours.</param>
internal sealed record HeatmapPanel(string Title, float?[,] Cells, NameAxis Rows, NameAxis Columns, ColorScale Scale)
{
    /// <summary>More cells than this are too small for numbers and outlines: hovering still tells them.</summary>
    private const int MostCellsWithNumbers = 400;

    /// <summary>What hovering over a cell tells, <c>[rows × columns]</c>.</summary>
    internal required string[,] Hover { get; init; }

    /// <summary>What hovering calls the number of the cell; null where <see cref="Hover"/> says it.</summary>
    internal string? HoverNumber { get; init; }

    /// <summary>Cells to outline, because nobody rated them; null for none.</summary>
    internal bool[,]? Outlined { get; init; }

    /// <summary>Cells to mark with a cross; null where the chart has no crosses.</summary>
    internal bool[,]? Crossed { get; init; }

    /// <summary>What the legend says of cells without a number.</summary>
    internal string Missing { get; init; } = "not rated";

    /// <summary>How the numbers are written: decimals after the point.</summary>
    internal int Decimals { get; init; }

    /// <summary>What the cells hold in other states of the chart, such as those of a slider.</summary>
    internal IReadOnlyList<float> Further { get; init; } = [];

    /// <summary>All numbers that a cell may hold.</summary>
    internal IEnumerable<float> Numbers => Cells.Cast<float?>().OfType<float>().Concat(Further);

    private bool HasMissing => Cells.Cast<float?>().Any(number => number is null);

    /// <summary>
    /// The panel's traces: the cells, the crosses, grey hatching where there is no number, and the outlines.
    /// </summary>
    /// <param name="index">The panel's place from the left, counted from 0.</param>
    /// <param name="colorAxis">plotly.js' name of the panel's colours.</param>
    internal IEnumerable<Trace> Traces(int index, string colorAxis)
    {
        var marks = new CellMarks(Figure.AxisName("x", index), Figure.AxisName("y", index));
        yield return Figure.Trace("heatmap",
            ("z", Figure.Rows(Cells)), ("hovertext", Figure.Rows(Hover)), ("hoverongaps", false),
            ("hovertemplate", "%{hovertext}" + (HoverNumber is null ? "" : $"<br>{HoverNumber}: %{{z:.2f}}")
                + "<extra></extra>"),
            ("text", Texts((r, c) => Cells[r, c])), ("texttemplate", HasNumbers ? "%{text}" : null),
            ("textfont", new { color = Theme.CellInk }),
            ("coloraxis", colorAxis), ("xgap", 2), ("ygap", 2), ("xaxis", marks.X), ("yaxis", marks.Y),
                ("name", Figure.Escape(Title)));
        if (Crossed is not null) yield return marks.Crosses(Crossed);
        if (HasMissing) yield return marks.Hatching(
            Figure.Cells(Cells.GetLength(0), Cells.GetLength(1), (r, c) => Cells[r, c] is null), Missing);
        if (Outlined is null || Cells.Length > MostCellsWithNumbers) yield break;
        foreach (var outline in marks.Outlines(Outlined)) yield return outline;
    }

    private bool HasNumbers => Cells.Length <= MostCellsWithNumbers;

    /// <summary>What is written in the cells, row by row; null where they are too small. Of 346 no decimals.</summary>
    internal string[][]? Texts(Func<int, int, float?> at) => !HasNumbers ? null : Figure.Rows(Figure.Cells(
        Cells.GetLength(0), Cells.GetLength(1), (r, c) => at(r, c) is not { } number ? ""
            : Figure.Fixed(number, Math.Abs(number) < 99.95 ? Decimals : 0)));
}

/// <summary>
/// Marks on the cells of a heatmap. Their names are what the legend says; their meta, the sign it draws.
/// </summary>
/// <param name="X">plotly.js' name of the columns' axis.</param>
/// <param name="Y">plotly.js' name of the rows' axis.</param>
internal sealed record CellMarks(string X, string Y)
{
    /// <summary>Grey hatching, for cells that hold no number.</summary>
    internal Trace Hatching(bool[,] cells, string name) =>
        Squares(cells, 0.475, ("mode", "none"), ("fill", "toself"), ("name", name), ("meta", "hatching"),
        ("fillpattern", new
        {
            shape = "/", size = 7, solidity = 0.16, fgcolor = Theme.Grey,
            bgcolor = Theme.FaintGrey
        }));

    /// <summary>
    /// Outlines, for predicted cells that nobody rated: dark dots on a light line are seen on every colour.
    /// </summary>
    internal IEnumerable<Trace> Outlines(bool[,] cells) =>
    [
        Squares(cells, 0.44, ("mode", "lines"), ("showlegend", false), ("line", new { color = "white", width = 3 })),
        Squares(cells, 0.44, ("mode", "lines"), ("name", "predicted, not rated"), ("meta", "frame"),
            ("line", new { color = "black", width = 2, dash = "dot" })),
    ];

    /// <summary>
    /// Crosses, for predictions that are wrong. They stand in the cells' corners, so that the numbers stay readable.
    /// </summary>
    internal Trace Crosses(bool[,] cells)
    {
        var (x, y) = CrossPlaces(cells);
        return Figure.Trace("scatter",
            ("mode", "markers"), ("x", x), ("y", y), ("marker", new { symbol = "x", size = 8, color = "black" }),
            ("name", "off by a star or more"), ("meta", "cross"), ("hoverinfo", "skip"), ("xaxis", X), ("yaxis", Y));
    }

    /// <summary>Where <see cref="Crosses"/> puts them.</summary>
    internal static (double?[] X, double?[] Y) CrossPlaces(bool[,] cells) =>
        ([.. Chosen(cells).Select(c => c.Column + 0.33)], [.. Chosen(cells).Select(c => c.Row - 0.3)]);

    private Trace Squares(bool[,] cells, double reach, params (string Name, object? Value)[] style)
    {
        var corners = Chosen(cells).SelectMany(c => Corners(c.Row, c.Column, reach)).ToArray();
        return Figure.Trace("scatter",
            [.. style, ("x", corners.Select(c => c.X)), ("y", corners.Select(c => c.Y)), ("hoverinfo", "skip"),
                ("xaxis", X), ("yaxis", Y)]);
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
