using Plotly.NET;

namespace MfNotebooks;

/// <summary>One number for each name of <see cref="Charts.Bars"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">The numbers, in the order of the names.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>The lowest and the highest value of each, such as over several splits; null for none.</summary>
    public IReadOnlyList<(double Low, double High)>? Spread { get; init; }
}

public static partial class Charts
{
    private const int LongestLine = 22;

    /// <summary>The pixels of a name above its bars, and above a dot with its number.</summary>
    private const int NarrowName = 22, NarrowDotName = 38;

    /// <summary>Bars from left to right, one under the other: a name and one or more numbers each.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="axis">What the numbers count, and their unit.</param>
    /// <param name="names">The names, from the top.</param>
    /// <param name="series">The numbers; several series stand beside each other.</param>
    /// <param name="log">True for a logarithmic axis.</param>
    /// <param name="dots">
    /// True for a dot at each number instead of a bar: the axis then need not begin at 0, so that small differences
    /// show.
    /// </param>
    /// <param name="best">
    /// The place of a name to mark with a star, counted from 0; with <paramref name="dots"/> only.
    /// </param>
    /// <param name="text">
    /// How a number is written; by default all with the same decimals, on a logarithmic axis as 67.9 G.
    /// </param>
    /// <param name="summary">The text alternative; by default all names with their numbers.</param>
    /// <exception cref="ArgumentException">There are no names, or a series has another number of values.</exception>
    /// <example><code>
    /// Charts.Bars("Nearest films", "cosine of the factors", titles, [new("cosine", cosines)])
    /// </code></example>
    public static ChartView Bars(
        string title, string axis, IReadOnlyList<string> names, IReadOnlyList<BarSeries> series, bool log = false,
        bool dots = false, int? best = null, Func<double, string>? text = null, string? summary = null)
    {
        RequireBars(names, series, log);
        var numbers = series.SelectMany(s => s.Spread?.SelectMany(p => new[] { p.Low, p.High }) ?? s.Values).ToArray();
        text ??= log ? Short : Alike([.. series.SelectMany(s => s.Values)], dots);
        var told = series.Select(s => (series.Count > 1 ? s.Name + ": " : "")
            + string.Join("; ", names.Zip(s.Values, (name, value) => $"{name} {text(value)}")));
        summary ??= $"{(dots ? "Dot" : "Bar")} chart of {axis}. {string.Join(". ", told)}.";
        var (row, thick) = (dots ? 50 : 14 + 24 * series.Count, dots ? 50 : 24 * series.Count);
        var narrowRow = row + (dots ? NarrowDotName : NarrowName);
        var ticks = log && numbers.Max() > 1e6 * numbers.Min() ? Thousands(numbers) : null;
        var layout = Figure.Layout(title, summary, 70 + row * names.Count,
            ("xaxis", new
            {
                title = new { text = Figure.Escape(log ? $"{axis} (logarithmic)" : axis), standoff = 8 },
                type = log ? "log" : "linear", range = BarRange(numbers, log, dots, 0.15), nticks = 6,
                tickvals = ticks, ticktext = ticks?.Select(Short), exponentformat = "SI", zeroline = !dots,
                tickformat = !log ? null : numbers.Min() >= 1 ? "~s" : ",~r",
            }),
            ("yaxis", NamesFromTop(names)), ("bargap", 0.3), ("barmode", "group"),
            ("narrow", new
            {
                height = 70 + narrowRow * names.Count, bargap = 1 - 0.8 * thick / narrowRow,
                xaxis = new { range = BarRange(numbers, log, dots, 0.25), nticks = 4 },
                margin = new { l = 10 }, yaxis = new { showticklabels = false }, annotations = names.Select(NameAbove),
            }));
        return Figure.Chart(layout, series.Select((s, n) => BarTrace(s, n, dots, best, text, names)));
    }

    /// <summary>
    /// All with the same decimals: three digits of the largest number (of dots, of the range), or fewer where all end
    /// before.
    /// </summary>
    private static Func<double, string> Alike(double[] values, bool dots)
    {
        var reach = dots && values.Max() > values.Min() ? values.Max() - values.Min() : values.Max(Math.Abs);
        var most = reach == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(reach)), 0, 6);
        var decimals = Enumerable.Range(0, most + 1)
            .FirstOrDefault(d => values.All(v => Math.Abs(v - Math.Round(v, d)) < 1e-9), most);
        return value => Figure.Fixed(value, decimals);
    }

    /// <summary>Three digits and k, M, G or T for a thousand, a million, a billion or a trillion.</summary>
    private static string Short(double value)
    {
        var power = value < 1000 ? 0 : Math.Min(4, (int)(Math.Log10(value) / 3));
        return $"{Figure.Number(Figure.Rounded(value / Math.Pow(1000, power), 3))} {" kMGT"[power]}".Trim();
    }

    /// <summary>The axis of names, whose place is their number; long ones stand in two lines.</summary>
    private static object NamesFromTop(IReadOnlyList<string> names) => new
    {
        tickvals = Enumerable.Range(0, names.Count),
        ticktext = Figure.Shorten(names, 2 * LongestLine).Select(InTwoLines),
        range = new[] { names.Count - 0.5, -0.5 },
        showgrid = false, zeroline = false, ticks = "outside", ticklen = 6, tickcolor = "rgba(0,0,0,0)",
    };

    /// <summary>On a narrow page, a name above what it names.</summary>
    private static object NameAbove(string name, int row) => new
    {
        text = Figure.Escape(Figure.Shorten(name, 2 * LongestLine)), showarrow = false, xref = "paper", x = 0,
        xanchor = "left", y = row - 0.5, yanchor = "top", yref = "y",
    };

    /// <summary>The powers of a thousand among the numbers, and the next one.</summary>
    private static double[] Thousands(double[] numbers) => [.. Enumerable.Range(0, 5)
        .Select(n => Math.Pow(1000, n)).Where(t => t >= numbers.Min() && t < 1000 * numbers.Max())];

    private static string InTwoLines(string name)
    {
        var cut = name.Length <= LongestLine ? -1 : name.LastIndexOf(' ', Math.Min(LongestLine, name.Length - 1));
        return cut < 0 ? Figure.Escape(name) : $"{Figure.Escape(name[..cut])}<br>{Figure.Escape(name[(cut + 1)..])}";
    }

    private static Trace BarTrace(
        BarSeries s, int index, bool dots, int? best, Func<double, string> text, IReadOnlyList<string> names)
    {
        int[] rows = [.. Enumerable.Range(0, s.Values.Count)];
        var spread = s.Spread is null ? null : new
        {
            type = "data", symmetric = false, thickness = 2, width = 6, color = dots ? Theme.Color(index) : Theme.Grey,
            array = s.Spread.Zip(s.Values, (p, v) => p.High - v),
            arrayminus = s.Spread.Zip(s.Values, (p, v) => v - p.Low),
        };
        (string, object?)[] shared = [("name", Figure.Escape(s.Name)), ("x", s.Values), ("y", rows),
            ("error_x", spread), ("cliponaxis", false), ("text", s.Values.Select(text)),
            ("customdata", names.Select(Figure.Escape)), ("hovertemplate", "%{customdata}: %{text}<extra></extra>")];
        if (!dots)
            return Figure.Trace("bar", [.. shared, ("orientation", "h"), ("textposition", "outside"),
                ("marker", new { color = Theme.Color(index) })]);
        var marker = new
        {
            opacity = 1, line = new { width = 0 },
            size = rows.Select(n => n == best ? 15 : 11), symbol = rows.Select(n => n == best ? "star" : "circle"),
            color = rows.Select(n => n == best ? Theme.Purple : Theme.Color(index)),
        };
        return Figure.Trace("scatter",
            [.. shared, ("mode", "markers+text"), ("textposition", "top center"), ("marker", marker)]);
    }

    /// <summary>Room for the numbers beside the bars: a share of what the longest bar takes.</summary>
    private static double[] BarRange(double[] numbers, bool log, bool dots, double share)
    {
        var (low, high) = (numbers.Min(), numbers.Max());
        if (log) return [Math.Floor(Math.Log10(low)),
            Math.Log10(high) + (0.1 + share) * (Math.Log10(high) - Math.Floor(Math.Log10(low)) + 0.5)];
        if (!dots) (low, high) = (Math.Min(0, low), Math.Max(0, high));
        var room = Math.Max(1e-9, share * (high - low));
        return [dots || low < 0 ? low - room : low, high + room];
    }

    private static void RequireBars(IReadOnlyList<string> names, IReadOnlyList<BarSeries> series, bool log)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(series);
        if (names.Count == 0 || series.Count == 0)
            throw new ArgumentException($"There are no bars: "
                + $"{(names.Count == 0 ? "no names" : "no series of numbers")}. Give at least one.",
                names.Count == 0 ? nameof(names) : nameof(series));
        foreach (var s in series)
        {
            var (values, spreads) = (s.Values.Count, s.Spread?.Count ?? names.Count);
            if (values != names.Count || spreads != names.Count)
                throw new ArgumentException($"The series '{s.Name}' has "
                    + (values == names.Count ? Counted.Of(spreads, "spread") : Counted.Of(values, "value"))
                    + $" for {Counted.Of(names.Count, "name")}. Give one for each.", nameof(series));
            foreach (var value in s.Values)
                if (!double.IsFinite(value) || (log && value <= 0))
                    throw new ArgumentException(Invariant($"The series '{s.Name}' has the value {value}, ")
                        + $"which the axis cannot show. Give finite numbers{(log ? " above 0" : "")}.", nameof(series));
        }
    }
}
