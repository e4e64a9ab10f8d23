using Plotly.NET;

namespace MfNotebooks;

/// <summary>One plot of a <see cref="LinePlot"/>: an axis y with its lines.</summary>
/// <param name="Y">What the y axis counts.</param>
/// <param name="Curves">The lines.</param>
internal sealed record LinePanel(string Y, IReadOnlyList<Curve> Curves)
{
    internal bool IsLog { get; init; }

    /// <summary>
    /// plotly.js' <c>dtick</c> of a logarithmic axis: 1, 2 and 5 on few decades, powers of ten on many. On less than
    /// about one, null: plotly.js then writes evenly spaced numbers.
    /// </summary>
    internal object? LogStep
    {
        get
        {
            double[] logs = [.. Curves.SelectMany(c => c.Points.Select(p => p.Y)
                .Concat(c.Spread?.SelectMany(s => new[] { s.Low, s.High }) ?? []))
                .Concat(Levels.Select(level => level.Y)).Where(y => y > 0).Select(Math.Log10)];
            return (logs.Max() - logs.Min()) switch
            {
                < 0.8 => null,
                < 4 => "D2",
                var decades => (int)Math.Ceiling(decades / 8),
            };
        }
    }

    internal Mark? Best { get; init; }

    internal IReadOnlyList<(string Name, double Y)> Levels { get; init; } = [];

    /// <summary>The style of the first line; a legend over several panels needs different ones.</summary>
    internal int FirstStyle { get; init; }

    /// <summary>True to cut off a few values far above all others, with a mark that says so.</summary>
    internal bool CutsOutliers { get; init; }

    /// <summary>The panel's share of the height; used where panels stand one below the other.</summary>
    internal double Share { get; init; } = 1;

    /// <summary>
    /// True to draw a ring where each curve ends, each of another size, so that equal ends are seen too.
    /// </summary>
    internal bool HasEnds { get; init; }

    /// <summary>True where the y axis begins at 0.</summary>
    internal bool FromZero { get; init; }

    /// <summary>
    /// Where the axis ends when <see cref="CutsOutliers"/>; null where nothing is far above the others.
    /// </summary>
    internal double? Top
    {
        get
        {
            if (!CutsOutliers) return null;
            double[] tops = [.. Curves.SelectMany(
                c => c.Spread?.Select(s => s.High) ?? c.Points.Select(p => p.Y)).Order()];
            var limit = 3 * tops[tops.Length * 3 / 4];
            return tops[^1] > limit ? 1.2 * tops.Last(top => top <= limit) : null;
        }
    }
}

/// <summary>Lines in one or more plots over one x axis, one below the other or side by side.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="X">What the x axis counts.</param>
/// <param name="Panels">At least one.</param>
internal sealed record LinePlot(string Title, string X, IReadOnlyList<LinePanel> Panels)
{
    private const double Gap = 0.1;

    /// <summary>The pixels of a chart's height that the plot does not have.</summary>
    private const int HeightOfAxes = 100;

    internal bool IsLogX { get; init; }

    /// <summary>True where a step on x and a step on y are equally long, as on a map.</summary>
    internal bool HasEqualScale { get; init; }

    internal bool IsSideBySide { get; init; }

    internal int Height { get; init; } = 400;

    /// <summary>True where the places on the y axis mean nothing.</summary>
    internal bool HidesY { get; init; }

    /// <summary>Where the axes begin and end; null for what the points need.</summary>
    internal double[]? XRange { get; init; }

    internal double[]? YRange { get; init; }

    /// <summary>The labelled places of the x axis; null for round numbers.</summary>
    internal IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>Lines of <see cref="Under"/> that no point's name should stand on.</summary>
    internal IReadOnlyList<((double X, double Y) From, (double X, double Y) To)> Obstacles { get; init; } = [];

    /// <summary>Drawn under the curves, on the first plot's axes.</summary>
    internal IReadOnlyList<Trace> Under { get; init; } = [];

    private IEnumerable<(double X, double Y)> Points => Panels.SelectMany(p => p.Curves).SelectMany(c => c.Points);

    internal GenericChart ToChart(string description, params (string Name, object? Value)[] attributes)
    {
        Require();
        var axis = new ValueAxis(IsLogX, [.. Points.Select(p => p.X).Concat(XRange ?? []).Distinct().Order()])
        {
            Labelled = Ticks, IsTight = XRange is not null,
        };
        var marks = Panels.Select((panel, n) => (panel, n)).Where(p => p.panel.Best is not null).ToArray();
        var layout = Figure.Layout(Title, description, Height,
            [.. Axes(axis), ("hovermode", HasEqualScale ? "closest" : "x"),
             ("shapes", marks.Length == 0 ? null : marks.Select(p => BestLine(axis, p.panel, p.n)).ToArray()),
             ("annotations", Annotations(axis, false) is { Length: > 0 } notes ? notes : null),
             ("narrow", Narrow(axis)),
             ("updatemenus", Panels[0].IsLog ? new[] { Figure.ScaleSwitch(Panels[0].LogStep) } : null), .. attributes]);
        return Figure.Chart(layout, [.. Under, .. Panels.SelectMany((panel, n) => Traces(axis, panel, n))]);
    }

    /// <summary>On a narrow page, panels side by side stand one below the other, and names find other places.</summary>
    private Dictionary<string, object?>? Narrow(ValueAxis axis)
    {
        if (HasNames)
            return new() { ["height"] = Math.Min(Height, 420), ["annotations"] = Annotations(axis, true) };
        if (!IsSideBySide) return null;
        var count = Panels.Count;
        var room = (1 - Gap * (count - 1)) / count;
        var changes = new Dictionary<string, object?> { ["height"] = Height * 0.75 * count };
        for (var n = 0; n < count; n++)
        {
            var bottom = (count - 1 - n) * (room + Gap);
            changes[Figure.AxisName("xaxis", n)] = new { domain = new[] { 0.0, 1 } };
            changes[Figure.AxisName("yaxis", n)] = new { domain = new[] { bottom, Math.Min(1, bottom + room) } };
        }
        return changes;
    }

    private void Require()
    {
        if (Under.Count == 0 && Panels.Any(panel => panel.Curves.Count == 0))
            throw new ArgumentException("There are no curves. Give at least one, such as new(\"train\", points).",
                "curves");
        foreach (var (panel, curve) in Panels.SelectMany(panel => panel.Curves.Select(curve => (panel, curve))))
        {
            if (curve.Points.Count == 0)
                throw new ArgumentException(
                    $"The curve '{curve.Name}' has no points. Give at least one, such as (1, 0.5).", "curves");
            foreach (var (x, y) in curve.Points)
                if (!double.IsFinite(x) || !double.IsFinite(y) || (IsLogX && x < 0))
                    throw new ArgumentException(Invariant($"The curve '{curve.Name}' has the point ({x}, {y}), ")
                        + "which the axes cannot show. Give finite numbers"
                        + (IsLogX ? ", and x from 0 on." : "."), "curves");
            if (panel.IsLog && curve.Points.All(p => p.Y <= 0))
                throw new ArgumentException($"The curve '{curve.Name}' has no point above 0, which a logarithmic axis "
                    + "needs. Leave it out, or use logY: false.", "curves");
            var count = curve.Points.Count;
            var (labels, spread) = (curve.Labels?.Count ?? count, curve.Spread?.Count ?? count);
            if (labels != count || spread != count)
                throw new ArgumentException($"The curve '{curve.Name}' has {Counted.Of(count, "point")}, "
                    + $"{Counted.Of(labels, "label")} and {Counted.Of(spread, "spread")}. Give one for each point.",
                    "curves");
        }
    }

    private IEnumerable<Trace> Traces(ValueAxis axis, LinePanel panel, int index)
    {
        var at = new (string, object?)[] { ("xaxis", XName(index)), ("yaxis", Figure.AxisName("y", index)) };
        foreach (var (curve, n) in panel.Curves.Select((curve, n) => (curve, n)))
        {
            var shown = new CurveTraces(curve,
                panel.FirstStyle + n - panel.Curves.Take(n).Count(c => c.Style == CurveStyle.Guide), axis);
            foreach (var trace in shown.All([.. at, ("showlegend", !IsSideBySide || index == 0)])) yield return trace;
        }
        foreach (var (curve, n) in panel.Curves.Select((curve, n) => (curve, n)).Where(_ => panel.HasEnds))
        {
            var size = 7 + 5 * (panel.Curves.Count - 1 - n);
            yield return Figure.Trace("scatter",
                [.. at, ("mode", "markers"), ("name", Figure.Escape(curve.Name)), ("showlegend", false),
                 ("hoverinfo", "skip"), ("cliponaxis", false),
                 ("x", new[] { axis.Place(curve.Points[^1].X) }), ("y", new[] { curve.Points[^1].Y }),
                 ("marker", new { symbol = "circle-open", size, color = Theme.Color(n), line = new { width = 2 } })]);
        }
        foreach (var (name, y) in panel.Levels)
            yield return Figure.Trace("scatter",
                [.. at, ("mode", "lines"), ("name", Figure.Escape(name)), ("x", axis.Range), ("y", new[] { y, y }),
                 ("line", new { color = Theme.Grey, width = 2, dash = "dash" }),
                 ("hovertemplate", $"{Figure.Escape(name)}: {Figure.Number(y)}<extra></extra>")]);
        if (panel.Best is { } best)
            yield return Figure.Trace("scatter",
                [.. at, ("mode", "markers"), ("x", new[] { axis.Place(best.X) }), ("y", new[] { best.Y }),
                 ("name", Figure.Escape(best.Text)), ("showlegend", false), ("hovertemplate", "%{y:.4f}"),
                 ("marker", new { symbol = "star", size = 15, color = Theme.Purple })]);
    }

    private object[] Annotations(ValueAxis axis, bool narrow) =>
        [.. Panels.SelectMany((panel, n) => BestName(axis, panel, n).Concat(CutValues(axis, panel, n))),
            .. PointNames(axis, narrow)];

    private object BestLine(ValueAxis axis, LinePanel panel, int index) => new
    {
        type = "line", xref = XName(index),
        yref = Panels.Count == 1 || !IsSideBySide ? "paper" : Figure.AxisName("y", index) + " domain",
        x0 = axis.Place(panel.Best!.X), x1 = axis.Place(panel.Best.X), y0 = 0, y1 = 1,
        line = new { color = Theme.Grey, width = 1, dash = "dot" },
    };

    /// <summary>Above the plot, where no line can cross it.</summary>
    private IEnumerable<object> BestName(ValueAxis axis, LinePanel panel, int index)
    {
        if (panel.Best is not { } best) return [];
        var isLeft = axis.Place(best.X) < (axis.Range[0] + axis.Range[1]) / 2;
        return [new
        {
            text = Figure.Escape(best.Text), showarrow = false, xref = XName(index),
            yref = Figure.AxisName("y", index) + " domain", x = axis.Place(best.X), y = 1,
            xanchor = isLeft ? "left" : "right", yanchor = "bottom", yshift = 2,
        }];
    }

    /// <summary>What stands above the end of the axis, at the place where it would be.</summary>
    private IEnumerable<object> CutValues(ValueAxis axis, LinePanel panel, int index) =>
        from curve in panel.Curves
        from n in Enumerable.Range(0, panel.Top is null ? 0 : curve.Points.Count)
        let highest = Math.Max(curve.Points[n].Y, curve.Spread?[n].High ?? double.MinValue)
        where highest > panel.Top
        select (object)new
        {
            text = $"↑ {Figure.Number(Figure.Rounded(highest, 3))}", showarrow = false, xref = XName(index),
            yref = Figure.AxisName("y", index), x = axis.Place(curve.Points[n].X),
            y = panel.Top, yanchor = "bottom", yshift = 2,
        };

    private bool HasNames => Panels[0].Curves.Any(c => c.ShowsLabels && c.Labels is not null);

    private object[] PointNames(ValueAxis axis, bool narrow)
    {
        if (!HasNames) return [];
        var named = Panels[0].Curves.Where(c => c.ShowsLabels && c.Labels is not null)
            .SelectMany(c => c.Points.Zip(c.Labels!, (p, label) => (axis.Place(p.X), p.Y, label))).ToArray();
        double? height = HasEqualScale ? null : Math.Min(Height, narrow ? 420 : Height) - HeightOfAxes;
        var y = YRange ?? Figure.Around(Panels[0].Curves.SelectMany(c => c.Points).Select(p => p.Y), 0.08);
        return LabelPlacement.Annotations(named, axis.Range, y, Obstacles, narrow, height);
    }

    private IEnumerable<(string Name, object? Value)> Axes(ValueAxis axis)
    {
        var (shares, below) = (Panels.Sum(p => p.Share), 0.0);
        for (var n = Panels.Count - 1; n >= 0; n--)
        {
            var (panel, y, count) = (Panels[n], Figure.AxisName("y", n), Panels.Count);
            var room = (1 - Gap * (count - 1)) * panel.Share / shares;
            if (IsSideBySide || n == count - 1)
                yield return (Figure.AxisName("xaxis", IsSideBySide ? n : 0),
                    axis.Attributes(X, y, IsSideBySide ? Column(n) : null, HasEqualScale));
            yield return (Figure.AxisName("yaxis", n), new
            {
                title = new { text = Figure.Escape(panel.Y) }, anchor = XName(n),
                domain = IsSideBySide ? null : new[] { below, below + room },
                type = panel.IsLog ? "log" : "linear", dtick = panel.IsLog ? panel.LogStep : null, nticks = 8,
                tickformat = panel.IsLog ? ",~r" : null, exponentformat = "none", zeroline = HasEqualScale,
                range = panel.Top is { } top ? [0.0, top] : YRange, showticklabels = !HidesY,
                rangemode = panel.FromZero ? "tozero" : null, scaleanchor = HasEqualScale ? "x" : null,
                constrain = HasEqualScale ? "range" : null,
            });
            below += room + Gap;
        }
    }

    private double[] Column(int index)
    {
        var width = (1 - Gap * 1.3 * (Panels.Count - 1)) / Panels.Count;
        return [index * (width + Gap * 1.3), Math.Min(1, index * (width + Gap * 1.3) + width)];
    }

    private string XName(int panel) => Figure.AxisName("x", IsSideBySide ? panel : 0);
}
