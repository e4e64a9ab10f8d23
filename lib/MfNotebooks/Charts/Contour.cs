namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// A function of two numbers, such as a loss over two factors: colours and contour lines, seen from above, and
    /// paths over them.
    /// </summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="x">What the x axis counts.</param>
    /// <param name="y">What the y axis counts.</param>
    /// <param name="xs">The places on the x axis, in rising order.</param>
    /// <param name="ys">The places on the y axis, in rising order.</param>
    /// <param name="values">The function, <c>[ys × xs]</c>: a row for each y.</param>
    /// <param name="unit">What the values are, for the colour bar. Default: loss.</param>
    /// <param name="paths">Lines over it, such as the way of a training; null for none.</param>
    /// <param name="best">A point to mark with a star and its name; null for none.</param>
    /// <param name="log">
    /// True for contour lines at equal ratios instead of equal steps: a bowl with steep walls shows its floor.
    /// </param>
    /// <param name="summary">
    /// The text alternative; by default it tells where the lowest value is and where each path leads.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The values are not <c>[ys × xs]</c>, or one cannot be shown, or there are too many.
    /// </exception>
    /// <example><code>
    /// Charts.Contour("Loss over one user's factors", "factor 1", "factor 2", xs, ys, loss,
    ///     paths: [new("gradient descent", steps)])
    /// </code></example>
    public static ChartView Contour(
        string title, string x, string y, IReadOnlyList<double> xs, IReadOnlyList<double> ys, double[,] values,
        string unit = "loss", IReadOnlyList<Curve>? paths = null, Mark? best = null, bool log = false,
        string? summary = null)
    {
        RequireSurface(xs, ys, values, log);
        paths ??= [];
        var z = Figure.Cells(ys.Count, xs.Count, (r, c) => log ? Math.Log10(values[r, c]) : values[r, c]);
        var (low, high) = (z.Cast<double>().Min(), z.Cast<double>().Max());
        var decades = log ? new ValueAxis(true, [Math.Pow(10, low), Math.Pow(10, high)]).Ticks() : null;
        var surface = Figure.Trace("contour",
            ("x", xs), ("y", ys), ("z", Figure.Rows(z)), ("customdata", log ? Figure.Rows(values) : null),
            ("name", Figure.Escape(unit)), ("showlegend", false),
            ("hovertemplate", $"{Figure.Escape(x)} %{{x:.3~f}}<br>{Figure.Escape(y)} "
                + $"%{{y:.3~f}}<br>{Figure.Escape(unit)} %{{{(log ? "customdata" : "z")}:.4~g}}<extra></extra>"),
            ("colorscale", Theme.Sequential), ("ncontours", 14), ("line", new { color = Theme.Grey, width = 1 }),
            ("colorbar", new
            {
                title = new { text = Figure.Escape(unit), side = "right" }, thickness = 12,
                nticks = 7, tickvals = decades?.Select(Math.Log10),
                ticktext = decades?.Select(t => Figure.Number(Figure.Rounded(t, 3))),
            }));
        return new LinePlot(title, x, [new LinePanel(y, paths) { Best = best }])
        {
            Under = [surface], Height = 460, XRange = [xs[0], xs[^1]], YRange = [ys[0], ys[^1]],
        }.ToChart(summary ?? Told());

        string Told()
        {
            var lowest = (from r in Enumerable.Range(0, ys.Count)
                          from c in Enumerable.Range(0, xs.Count)
                          select (R: r, C: c)).MinBy(p => values[p.R, p.C]);
            return $"Contour map of {unit} over {x} and {y}. Lowest: {Figure.Number(values[lowest.R, lowest.C])} at "
                + $"({Figure.Number(xs[lowest.C])}, {Figure.Number(ys[lowest.R])})."
                + string.Concat(paths.Select(p => $" {p.Name}: from {At(p.Points[0])} to {At(p.Points[^1])}."));
        }
    }

    private static string At((double X, double Y) point) => $"({Figure.Number(point.X)}, {Figure.Number(point.Y)})";

    private static void RequireSurface(IReadOnlyList<double> xs, IReadOnlyList<double> ys, double[,] values, bool log)
    {
        ArgumentNullException.ThrowIfNull(xs);
        ArgumentNullException.ThrowIfNull(ys);
        ArgumentNullException.ThrowIfNull(values);
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        if (xs.Count < 2 || ys.Count < 2 || rows != ys.Count || columns != xs.Count)
            throw new ArgumentException(
                Invariant($"The values are [{rows} × {columns}] for {Counted.Of(ys.Count, "y")} ")
                + $"and {Counted.Of(xs.Count, "x")}. Give at least two of each, and [ys × xs].", nameof(values));
        foreach (var value in values)
            if (!double.IsFinite(value) || (log && value <= 0))
                throw new ArgumentException(Invariant($"There is the value {value}, which cannot be shown. ")
                    + $"Give finite numbers{(log ? " above 0" : "")}.", nameof(values));
    }
}
