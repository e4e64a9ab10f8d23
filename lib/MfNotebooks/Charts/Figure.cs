using System.Globalization;
using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>Puts charts together from plotly.js' own attributes (plotly.com/javascript/reference).</summary>
/// <remarks>
/// Title, legend, sliders and buttons are ordinary plotly.js too, so that any front end can draw a chart; chart.js
/// draws them as native HTML around the plot, where they wrap and can be operated without a mouse. The layout's
/// <c>meta</c> holds the text alternative and what a narrow page changes; a trace's, the sign that the legend draws for
/// it.
/// </remarks>
internal static class Figure
{
    /// <summary>
    /// A heatmap with more cells takes minutes and hundreds of megabytes, and its names cannot be read.
    /// </summary>
    internal const int MostCells = 20_000;

    internal const int Longest = 22;

    /// <summary>Buttons that switch the first y axis between a logarithmic and a linear one.</summary>
    /// <param name="step">The logarithmic axis' step, as plotly.js' <c>dtick</c>.</param>
    internal static object ScaleSwitch(object? step) => new
    {
        type = "buttons", direction = "right", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom",
        buttons = new[] { ScaleButton("log scale", "log", step), ScaleButton("linear scale", "linear", null) },
    };

    /// <summary>A trace of a plotly.js type.</summary>
    internal static Trace Trace(string type, params (string Name, object? Value)[] attributes) =>
        Put(new Trace(type), attributes);

    /// <summary>A layout; the theme's colours and fonts are added where the chart is drawn.</summary>
    /// <param name="title">What the chart shows, in a few words.</param>
    /// <param name="description">
    /// The same for a reader who does not see it: what is on the axes, and the main result.
    /// </param>
    /// <param name="height">The height in pixels; the width is the page's.</param>
    /// <param name="attributes">
    /// Everything else; <c>narrow</c> is what a narrow page changes, <c>notes</c> are lines of text under the title.
    /// </param>
    internal static Layout Layout(
        string title, string description, int height, params (string Name, object? Value)[] attributes)
    {
        var (narrow, notes) = (Own("narrow"), Own("notes"));
        var layout = Put(new Layout(), ("title", new { text = Escape(title) }),
            ("meta", new { description, narrow, notes }),
            ("height", height), ("margin", new { l = 55, r = 20, t = 30, b = 50 }));
        return Put(layout, [.. attributes.Where(a => a.Name is not ("narrow" or "notes"))]);

        object? Own(string name) => attributes.FirstOrDefault(a => a.Name == name).Value;
    }

    /// <summary>The chart of some traces in a layout.</summary>
    internal static GenericChart Chart(Layout layout, IEnumerable<Trace> traces) =>
        GenericChart.NewMultiChart(ListModule.OfSeq(traces), layout, new Config(), new DisplayOptions());

    /// <summary>
    /// plotly.js reads a little HTML in its texts: a film called <c>&lt;b&gt;</c> must stay a name. It knows few
    /// entities, and would show the one of a quote as it is written.
    /// </summary>
    internal static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>From the lowest to the highest value, with a share of that as room at both ends.</summary>
    internal static double[] Around(IEnumerable<double> values, double share, double leastRoom = 1e-9)
    {
        var (low, high) = (values.Min(), values.Max());
        var room = Math.Max(leastRoom, share * (high - low));
        return [low - room, high + room];
    }

    /// <summary>plotly.js' name of an axis: x, x2, x3 …</summary>
    internal static string AxisName(string letter, int index) =>
        index == 0 ? letter : Invariant($"{letter}{index + 1}");

    /// <summary>A heatmap's matrix filled cell by cell.</summary>
    /// <exception cref="ArgumentException">It would have more than <see cref="MostCells"/> cells.</exception>
    internal static T[,] Cells<T>(int rows, int columns, Func<int, int, T> at)
    {
        RequireFew(rows, columns);
        var cells = new T[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                cells[r, c] = at(r, c);
        return cells;
    }

    /// <summary>Refuses a heatmap that no page could show.</summary>
    internal static void RequireFew(int rows, int columns)
    {
        if ((long)rows * columns > MostCells)
            throw new ArgumentException(
                Invariant($"A heatmap of {rows:N0} × {columns:N0} has {(long)rows * columns:N0} cells; ")
                + Invariant($"a page shows at most {MostCells:N0}. Draw a part, such as ratings.MostRated(60, 40), ")
                + "and train the model on that part; or draw a corner, a sample of the rows, or means over blocks of "
                + "the matrix with Charts.Heatmaps.");
    }

    /// <summary>A matrix as plotly.js wants it: row by row.</summary>
    internal static T[][] Rows<T>(T[,] cells) => [.. Enumerable.Range(0, cells.GetLength(0))
        .Select(r => Enumerable.Range(0, cells.GetLength(1)).Select(c => cells[r, c]).ToArray())];

    /// <summary>As many digits as a reader needs, such as 10,000, 0.0842 or 0.00000001.</summary>
    internal static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1 ? "#,0.###" : "0.####", CultureInfo.InvariantCulture) is var text
        && (value == 0 || text.Trim('-') != "0") ? text
            : value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Two factors as they are multiplied, such as 1.20 × −0.35.</summary>
    internal static string Product(double a, double b) => $"{Decimal(a)} × {Decimal(b)}";

    /// <summary>A number to so many significant digits.</summary>
    internal static double Rounded(double value, int digits) =>
        double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Two decimals and a true minus sign.</summary>
    internal static string Decimal(double value) => Fixed(value, 2);

    /// <summary>So many decimals, such as 1,234.50, and a true minus sign; never a minus before zero.</summary>
    internal static string Fixed(double value, int decimals) =>
        (Math.Round(value, decimals) + 0.0).ToString($"N{decimals}", CultureInfo.InvariantCulture)
            .Replace('-', '\u2212');

    /// <summary>
    /// Long names cut so that each still differs from the others: at the end, or in the middle where their beginnings
    /// are the same, as those of a film and its sequel.
    /// </summary>
    internal static string[] Shorten(IReadOnlyList<string> names, int longest = Longest)
    {
        string[] cut = [.. names.Select(name => Shorten(name, longest))];
        var twice = cut.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var tail = longest * 2 / 3;
        return [.. names.Select((name, n) =>
            twice.Contains(cut[n]) && name.Length > longest
                ? $"{Excerpt.First(name, longest - tail - 1)}…{Excerpt.Last(name, tail)}" : cut[n])];
    }

    internal static string Shorten(string name, int longest = Longest) =>
        name.Length <= longest ? name : Excerpt.First(name, longest - 1) + "…";

    private static object ScaleButton(string label, string type, object? step) => new
    {
        label, method = "relayout",
        args = new[] { new Dictionary<string, object?> { ["yaxis.type"] = type, ["yaxis.dtick"] = step } },
    };

    private static T Put<T>(T target, params (string Name, object? Value)[] attributes) where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
            if (value is not null) target.SetProperty(name, value);
        return target;
    }
}
