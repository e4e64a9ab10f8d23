using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>Train and held-out error over the number of latent factors, k: means over the seeds, bars from the lowest to the highest, the best k marked.</summary>
    /// <param name="runs">The models of a sweep over k, with one λ; several seeds are averaged.</param>
    /// <exception cref="ArgumentException">There are no runs, or they differ in λ.</exception>
    public static ChartView LatentDimensions(IReadOnlyList<SweepRun> runs)
    {
        RequireOne(runs, run => run.Lambda, "λ");
        var groups = runs.GroupBy(run => run.LatentDim).OrderBy(group => group.Key).ToArray();
        var lines = new SweepLines([.. groups.Select(group => group.ToArray())], [.. groups.Select(group => (double)group.Key)], [.. groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"k = {group.Key}"))]);
        var layout = Figure.Layout("Error over the number of latent factors", DescribeLatentDimensions(lines), 440,
            [("xaxis", new { title = new { text = "k, the number of latent factors" }, tickvals = lines.Places, range = new[] { lines.Places[0] - 0.3, lines.Places[^1] + 0.3 }, zeroline = false }),
             ("yaxis", new { title = new { text = "RMSE (stars)" }, rangemode = "tozero" }),
             ("legend", Legend(lines)), ("margin", new { l = 60, r = 20, t = 60, b = 110 }),
             .. BestMark.Attributes(lines.Mark)]);
        return Figure.Chart(layout, [.. lines.Errors(), .. lines.Mark is { } mark ? [mark.Star] : Array.Empty<Trace>()]);
    }

    private static string DescribeLatentDimensions(SweepLines lines)
    {
        var best = lines.Best is { } b ? string.Create(CultureInfo.InvariantCulture,
            $" The held-out error is lowest at {lines.Labels[b]}: RMSE {lines.HeldOut(b):0.###}; at {lines.Labels[^1]} it is {lines.HeldOut(lines.Groups.Count - 1):0.###}.") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"Line chart of the error for {lines.Labels[0]} to {lines.Labels[^1]}. The training error goes from {lines.Groups[0].Average(r => r.TrainRmse):0.###} to {lines.Groups[^1].Average(r => r.TrainRmse):0.###}.{best}");
    }
}
