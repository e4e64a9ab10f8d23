using System.Globalization;
using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>Puts Plotly.NET charts together from plotly.js' own attributes (plotly.com/javascript/reference).</summary>
internal static class Figure
{
    /// <summary>A legend in a line under everything else.</summary>
    internal static readonly object LegendBelow = new { orientation = "h", x = 0, y = 0, yanchor = "bottom", yref = "container", itemclick = false, itemdoubleclick = false };

    /// <summary>The pixels between an axis' labels and its title.</summary>
    internal const int TitleGap = 8;

    /// <summary>The pixels that a <see cref="LegendBelow"/> and a titled axis need under a plot, on a narrow page too.</summary>
    internal static int Below(int legendEntries) => 60 + 22 * ((legendEntries + 1) / 2);

    /// <summary>A trace of a plotly.js type.</summary>
    internal static Trace Trace(string type, params (string Name, object? Value)[] attributes) => Set(new Trace(type), attributes);

    /// <summary>A layout; the theme's colours and fonts are added where the chart is drawn.</summary>
    /// <param name="title">What the chart shows, in a few words.</param>
    /// <param name="description">The same for a reader who does not see it: what is on the axes, and the main result.</param>
    /// <param name="height">The height in pixels; the width is the page's.</param>
    /// <param name="attributes">Everything else.</param>
    internal static Layout Layout(string title, string description, int height, params (string Name, object? Value)[] attributes)
    {
        var layout = Set(new Layout(), ("title", new { text = Escape(title) }), ("meta", new { description }), ("height", height));
        return Set(layout, attributes);
    }

    /// <summary>The chart of some traces in a layout.</summary>
    internal static GenericChart Chart(Layout layout, IEnumerable<Trace> traces) =>
        GenericChart.NewMultiChart(ListModule.OfSeq(traces), layout, new Config(), new DisplayOptions());

    /// <summary>
    /// plotly.js reads a little HTML in its texts: a film called <c>&lt;b&gt;</c> must stay a name. It knows few entities,
    /// and would show the one of a quote as it is written.
    /// </summary>
    internal static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>plotly.js' name of an axis: x, x2, x3 …</summary>
    internal static string AxisName(string letter, int index) =>
        index == 0 ? letter : string.Create(CultureInfo.InvariantCulture, $"{letter}{index + 1}");

    /// <summary>A heatmap with more cells takes minutes and hundreds of megabytes, and its names cannot be read.</summary>
    internal const int MostCells = 20_000;

    /// <summary>A heatmap's matrix filled cell by cell.</summary>
    /// <exception cref="ArgumentException">It would have more than <see cref="MostCells"/> cells.</exception>
    internal static T[,] Cells<T>(int rows, int columns, Func<int, int, T> at)
    {
        if ((long)rows * columns > MostCells)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A heatmap of {rows:N0} × {columns:N0} has {(long)rows * columns:N0} cells; a page shows at most {MostCells:N0}. ")
                + "Draw a part, such as ratings.MostRated(60, 40), and train the model on that part.");
        var cells = new T[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                cells[r, c] = at(r, c);
        return cells;
    }

    /// <summary>A matrix as plotly.js wants it: row by row.</summary>
    internal static T[][] Rows<T>(T[,] cells) =>
        [.. Enumerable.Range(0, cells.GetLength(0)).Select(r => Enumerable.Range(0, cells.GetLength(1)).Select(c => cells[r, c]).ToArray())];

    private static T Set<T>(T target, params (string Name, object? Value)[] attributes) where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
            if (value is not null) target.SetProperty(name, value);
        return target;
    }
}
