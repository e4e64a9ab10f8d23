using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>What a sweep measured, over what it swept: lines through the means over the seeds, with bars from the lowest to the highest.</summary>
/// <param name="Groups">The models with one setting each, seed beside seed; in the order of the settings.</param>
/// <param name="Places">Where each group stands on the x axis.</param>
/// <param name="Labels">What hovering calls each group, such as <c>k = 2</c>.</param>
internal sealed record SweepLines(IReadOnlyList<IReadOnlyList<SweepRun>> Groups, IReadOnlyList<double> Places, IReadOnlyList<string> Labels)
{
    /// <summary>True where the first group stands apart, with no line to the others.</summary>
    internal bool FirstStandsApart { get; init; }

    private int Seeds => Groups.Max(runs => runs.Count);

    /// <summary>What the legend says about the points and their bars.</summary>
    internal string Spread => Seeds == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"points: mean of {Seeds} seeds; bars: lowest to highest");

    internal bool HasHeldOut => Groups.All(runs => runs.All(run => run.ValidationRmse is not null));

    /// <summary>The place among the groups of the lowest mean held-out error; null where nothing was held out.</summary>
    internal int? Best => HasHeldOut ? Enumerable.Range(0, Groups.Count).MinBy(HeldOut) : null;

    /// <summary>A group's mean held-out error.</summary>
    internal double HeldOut(int group) => Groups[group].Average(run => run.ValidationRmse!.Value);

    /// <summary>The mark of <see cref="Best"/>, if there is one.</summary>
    internal BestMark? Mark => Best is not { } best ? null
        : new(Places[best], HeldOut(best), $"best held-out: {Labels[best]}", Places[best] < (Places[0] + Places[^1]) / 2);

    /// <summary>The training and the held-out error.</summary>
    internal IEnumerable<Trace> Errors()
    {
        yield return Line("train RMSE", run => run.TrainRmse, 0, "y");
        if (HasHeldOut) yield return Line("held-out RMSE", run => run.ValidationRmse!.Value, 1, "y");
    }

    /// <summary>One measure, as a line with bars.</summary>
    internal Trace Line(string name, Func<SweepRun, double> measure, int style, string yAxis)
    {
        var values = Groups.Select(runs => runs.Select(measure).ToArray()).ToArray();
        return Figure.Trace("scatter",
            ("mode", "lines+markers"), ("name", name), ("line", Theme.Line(style, 2)), ("marker", new { size = 8, symbol = style }),
            ("x", Spaced(Places.Select(x => (double?)x))), ("y", Spaced(values.Select(v => (double?)v.Average()))), ("customdata", Spaced(Labels)),
            ("error_y", Seeds == 1 ? null : new
            {
                type = "data", symmetric = false, thickness = 1.5, width = 5,
                array = Spaced(values.Select(v => (double?)(v.Max() - v.Average()))), arrayminus = Spaced(values.Select(v => (double?)(v.Average() - v.Min()))),
            }),
            ("hovertemplate", $"%{{customdata}}<br>{name}: %{{y:.4f}}<extra></extra>"), ("yaxis", yAxis));
    }

    /// <summary>A null breaks the line.</summary>
    private IEnumerable<T?> Spaced<T>(IEnumerable<T?> values) => FirstStandsApart ? [values.First(), default, .. values.Skip(1)] : values;
}
