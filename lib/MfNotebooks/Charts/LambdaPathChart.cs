using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// Train and held-out error over λ, with the lengths of A and B below on the same logarithmic axis. The λ with the
    /// lowest held-out error is marked; λ = 0 stands apart at the left edge.
    /// </summary>
    /// <param name="runs">The models of a sweep over λ, with one k; several seeds are averaged.</param>
    /// <exception cref="ArgumentException">There are no runs, or they differ in k.</exception>
    public static ChartView LambdaPath(IReadOnlyList<SweepRun> runs)
    {
        RequireOne(runs, run => run.LatentDim, "k");
        var groups = runs.GroupBy(run => run.Lambda).OrderBy(group => group.Key).ToArray();
        var lambdas = groups.Select(group => group.Key).ToArray();
        var lines = new SweepLines([.. groups.Select(group => group.ToArray())], LambdaPlaces(lambdas), [.. lambdas.Select(l => $"λ = {Number(l)}")])
        {
            FirstStandsApart = lambdas[0] == 0 && lambdas.Length > 1,
        };
        var layout = Figure.Layout("Error and factor lengths over λ", DescribeLambdaPath(lines), 560,
            [("xaxis", LambdaAxis(lambdas)),
             ("yaxis", new { domain = new[] { 0.42, 1 }, title = new { text = "RMSE (stars)" }, rangemode = "tozero" }),
             ("yaxis2", new { domain = new[] { 0, 0.32 }, title = new { text = "Frobenius norm" }, rangemode = "tozero" }),
             ("legend", Legend(lines)), ("margin", new { l = 60, r = 20, t = 60, b = 110 }),
             .. BestMark.Attributes(lines.Mark)]);
        return Figure.Chart(layout,
            [.. lines.Errors(), lines.Line("‖A‖", run => run.NormA, 2, "y2"), lines.Line("‖B‖", run => run.NormB, 3, "y2"), .. lines.Mark is { } mark ? [mark.Star] : Array.Empty<Trace>()]);
    }

    /// <summary>On a logarithmic axis 0 is infinitely far away: it stands a decade left of the smallest λ.</summary>
    private static double[] LambdaPlaces(double[] lambdas)
    {
        var zero = lambdas.Any(l => l > 0) ? Math.Log10(lambdas.First(l => l > 0)) - 1 : 0;
        return [.. lambdas.Select(l => l > 0 ? Math.Log10(l) : zero)];
    }

    /// <summary>The axis counts decades, so that there is a place for 0; its labels say λ.</summary>
    private static object LambdaAxis(double[] lambdas)
    {
        var places = LambdaPlaces(lambdas);
        var smallest = Math.Log10(lambdas.FirstOrDefault(l => l > 0, 1));
        var decades = Enumerable.Range(-10, 21).Where(d => smallest - 1e-9 <= d && d <= places[^1] + 1e-9).Select(d => Math.Pow(10, d)).ToArray();
        // A sweep within one decade is labelled by its own values.
        var labelled = decades.Length < 2 ? lambdas : [.. lambdas.Where(l => l == 0), .. decades];
        return new
        {
            title = new { text = "λ, the weight of the penalty (logarithmic)" }, anchor = "y2", zeroline = false,
            tickvals = labelled.Select(l => l > 0 ? Math.Log10(l) : places[0]), ticktext = labelled.Select(Number), range = new[] { places[0] - 0.2, places[^1] + 0.2 },
        };
    }

    private static object Legend(SweepLines lines) => new
    {
        orientation = "h", x = 0, y = 0, yanchor = "bottom", yref = "container", itemclick = false, itemdoubleclick = false,
        title = new { text = lines.Spread, side = "top", font = new { size = 13 } },
    };

    private static string DescribeLambdaPath(SweepLines lines)
    {
        var best = lines.Best is { } b ? string.Create(CultureInfo.InvariantCulture,
            $" The held-out error is lowest at {lines.Labels[b]}: RMSE {lines.HeldOut(b):0.###}, against {lines.HeldOut(0):0.###} at {lines.Labels[0]} and {lines.HeldOut(lines.Groups.Count - 1):0.###} at {lines.Labels[^1]}.") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"Line charts over {lines.Groups.Count} values of λ.{best} From the smallest λ to the largest, the training error goes from {Mean(0, r => r.TrainRmse):0.###} to {Mean(^1, r => r.TrainRmse):0.###}, ‖A‖ from {Mean(0, r => r.NormA):0.##} to {Mean(^1, r => r.NormA):0.##}, and ‖B‖ from {Mean(0, r => r.NormB):0.##} to {Mean(^1, r => r.NormB):0.##}.");

        double Mean(Index group, Func<SweepRun, double> measure) => lines.Groups[group.GetOffset(lines.Groups.Count)].Average(measure);
    }

    private static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>A line over one setting means nothing when another setting changes too.</summary>
    private static void RequireOne<T>(IReadOnlyList<SweepRun> runs, Func<SweepRun, T> setting, string name)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("There are no runs. Give the models of a sweep.", nameof(runs));
        var values = runs.Select(setting).Distinct().Order().ToArray();
        if (values.Length > 1)
            throw new ArgumentException(FormattableString.Invariant($"The runs have several {name} ({string.Join(", ", values.Select(v => FormattableString.Invariant($"{v}")))}). Choose those with one, such as {name} = {values[0]}."), nameof(runs));
    }
}
