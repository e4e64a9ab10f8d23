using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const int CalibrationBins = 12;

    /// <summary>
    /// Whether predictions mean what they say: the held-out ratings, sorted by their prediction and cut into twelve bins of
    /// equal count, each with its mean true rating. On the diagonal, items predicted at 4 stars are rated 4 on average. A
    /// second panel shows the distance from the diagonal on a scale of its own. Equal predictions stay in one bin, so that a
    /// model with few different ones has fewer bins.
    /// </summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>. Its predictions are not limited to the scale.</param>
    /// <param name="test">The held-out ratings; users and items are numbered as in the model.</param>
    public static ChartView Calibration(IRatingModel model, RatingsTable test)
    {
        var bins = CalibrationBin.Of([.. RatedPrediction.Of(model, test).OrderBy(r => r.Predicted)], CalibrationBins).ToArray();
        var (low, high) = (bins.Min(b => Math.Min(b.Predicted, b.Mean - b.StandardError)) - 0.15, bins.Max(b => Math.Max(b.Predicted, b.Mean + b.StandardError)) + 0.15);
        var layout = Figure.Layout($"Calibration: {model.Name}", DescribeCalibration(model, test, bins), 560,
            ("xaxis", new { title = new { text = "predicted rating (stars, mean of the bin)", standoff = Figure.TitleGap }, anchor = "y2", range = new[] { low, high }, zeroline = false, nticks = 10 }),
            ("yaxis", new { title = new { text = "mean true rating (stars)" }, domain = new[] { 0.38, 1 }, range = new[] { low, high }, zeroline = false, nticks = 8 }),
            ("yaxis2", new { title = new { text = "difference (stars)" }, domain = new[] { 0, 0.3 }, zeroline = true, zerolinewidth = 2, nticks = 5 }),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = 90 }));
        return Figure.Chart(layout, [NamedLines.Diagonal("perfect calibration", low, high), CalibrationPoints(bins, bin => bin.Mean, "y"), CalibrationPoints(bins, bin => bin.Mean - bin.Predicted, "y2")]);
    }

    private static string DescribeCalibration(IRatingModel model, RatingsTable test, CalibrationBin[] bins)
    {
        var (first, last, worst) = (bins[0], bins[^1], bins.MaxBy(bin => Math.Abs(bin.Mean - bin.Predicted))!);
        var rest = bins.Length == 1 ? "" : FormattableString.Invariant(
            $" where {last.Predicted:0.00}, {last.Mean:0.00}. The bin furthest from the diagonal is {Math.Abs(worst.Mean - worst.Predicted):0.00} stars {(worst.Mean < worst.Predicted ? "below" : "above")} it, at a prediction of {worst.Predicted:0.00}.");
        return FormattableString.Invariant(
            $"The mean true rating of {test.Count:N0} held-out ratings in {bins.Length} bin{(bins.Length == 1 ? "" : "s")} of what {model.Name} predicts, with the diagonal of perfect calibration. Where {first.Predicted:0.00} stars are predicted, {first.Mean:0.00} are given on average{(bins.Length == 1 ? "." : ";")}{rest}");
    }

    /// <summary>The area of a point says how many ratings it stands for.</summary>
    private static Trace CalibrationPoints(CalibrationBin[] bins, Func<CalibrationBin, double> height, string yAxis) => Figure.Trace("scatter",
        ("mode", "lines+markers"), ("name", $"mean true rating ± standard error ({CalibrationCounts(bins)})"), ("x", bins.Select(b => b.Predicted)), ("y", bins.Select(height)), ("yaxis", yAxis), ("showlegend", yAxis == "y"),
        ("line", new { color = Theme.Blue, width = 1.5, dash = "dot" }),
        ("marker", new { color = Theme.Blue, opacity = 1, line = new { width = 0 }, size = bins.Select(b => Math.Max(4, 8 * Math.Sqrt(b.Count / (double)bins.Max(other => other.Count)))) }),
        ("error_y", new { type = "data", array = bins.Select(b => b.StandardError), thickness = 2, width = 6, color = Theme.Blue }),
        ("customdata", bins.Select(b => b.Hover)), ("hovertemplate", "%{customdata}<extra></extra>"));

    private static string CalibrationCounts(CalibrationBin[] bins)
    {
        var (least, most) = (bins.Min(b => b.Count), bins.Max(b => b.Count));
        var counts = least == most ? FormattableString.Invariant($"{most:N0}") : FormattableString.Invariant($"{least:N0} to {most:N0}");
        return $"{counts} ratings{(bins.Length == 1 ? "" : " each")}";
    }

    /// <summary>Ratings with nearly the same prediction.</summary>
    private sealed record CalibrationBin(double Lowest, double Highest, double Predicted, double Mean, double StandardError, int Count)
    {
        internal string Hover => FormattableString.Invariant(
            $"predicted {Lowest:0.00} to {Highest:0.00}, mean {Predicted:0.00}<br>mean true rating {Mean:0.00} ± {StandardError:0.00}<br>{Count:N0} ratings");

        internal static IEnumerable<CalibrationBin> Of(RatedPrediction[] sorted, int count)
        {
            var start = 0;
            for (var bin = 1; bin <= count; bin++)
            {
                var end = (int)((long)sorted.Length * bin / count);
                while (end > start && end < sorted.Length && sorted[end].Predicted == sorted[end - 1].Predicted) end++;
                if (end <= start) continue;
                yield return Of(sorted[start..end]);
                start = end;
            }
        }

        private static CalibrationBin Of(RatedPrediction[] ratings)
        {
            var mean = ratings.Average(r => (double)r.True);
            var variance = ratings.Length == 1 ? 0 : ratings.Sum(r => (r.True - mean) * (r.True - mean)) / (ratings.Length - 1);
            return new(ratings[0].Predicted, ratings[^1].Predicted, ratings.Average(r => r.Predicted), mean, Math.Sqrt(variance / ratings.Length), ratings.Length);
        }
    }
}
