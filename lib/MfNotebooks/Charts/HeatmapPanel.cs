using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

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

    /// <summary>How the numbers are written: decimals after the point.</summary>
    internal int Decimals { get; init; }

    /// <summary>The panel's traces: the cells, the crosses, grey hatching where there is no number, and the outlines.</summary>
    /// <param name="index">The panel's place from the left, counted from 0.</param>
    /// <param name="colorAxis">plotly.js' name of the panel's colours.</param>
    internal IEnumerable<Trace> Traces(int index, string colorAxis)
    {
        var marks = new CellMarks(Figure.AxisName("x", index), Figure.AxisName("y", index));
        yield return Figure.Trace("heatmap",
            ("z", Figure.Rows(Cells)), ("hovertext", Figure.Rows(Hover)), ("hoverongaps", false),
            ("hovertemplate", "%{hovertext}" + (HoverNumber is null ? "" : $"<br>{HoverNumber}: %{{z:.2f}}") + "<extra></extra>"),
            ("text", HasMissing ? Figure.Rows(Cells).Select(row => row.Select(Label)) : null), ("texttemplate", CellTemplate),
            ("coloraxis", colorAxis), ("xgap", 2), ("ygap", 2), ("xaxis", marks.X), ("yaxis", marks.Y), ("name", Figure.Escape(Title)));
        if (Crossed is not null) yield return marks.Crosses(Crossed);
        if (HasMissing) yield return marks.Hatching(Missing);
        if (Outlined is null || Cells.Length > MostCellsWithNumbers) yield break;
        foreach (var outline in marks.Outlines(Outlined)) yield return outline;
    }

    /// <summary>plotly.js formats the number itself, so that a slider changes only that; but it would write a missing one as 0.</summary>
    private string? CellTemplate => Cells.Length > MostCellsWithNumbers ? null
        : HasMissing ? "%{text}" : string.Create(CultureInfo.InvariantCulture, $"%{{z:.{Decimals}f}}");

    private string Label(float? number) => number is not { } n ? ""
        : (MathF.Round(n, Decimals) + 0f).ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private bool HasMissing => Cells.Cast<float?>().Any(number => number is null);

    private bool[,] Missing => Figure.Cells(Cells.GetLength(0), Cells.GetLength(1), (r, c) => Cells[r, c] is null);
}
