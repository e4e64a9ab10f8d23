using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const int CalibrationBins = 12;

    /// <summary>
    /// Whether predictions mean what they say: the held-out ratings, sorted by their prediction and cut into twelve bins of
    /// equal count, each with its mean true rating. On the diagonal, films predicted at 4 stars are rated 4 on average.
    /// Equal predictions stay in one bin, so that a model with few different ones has fewer bins.
    /// </summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>. Its predictions are not limited to the scale.</param>
    /// <param name="test">The held-out ratings; users and items are numbered as in the model.</param>
    public static GenericChart Calibration(IRatingModel model, RatingsTable test)
    {
        var bins = CalibrationBin.Of([.. RatedPrediction.Of(model, test).OrderBy(r => r.Predicted)], CalibrationBins).ToArray();
        var worst = bins.MaxBy(bin => Math.Abs(bin.Mean - bin.Predicted))!;
        var description = FormattableString.Invariant(
            $"The mean true rating of {test.Count:N0} held-out ratings in {bins.Length} bins of what {model.Name} predicts, with the diagonal of perfect calibration. Where {bins[0].Predicted:0.00} stars are predicted, {bins[0].Mean:0.00} are given on average; where {bins[^1].Predicted:0.00}, {bins[^1].Mean:0.00}. The bin furthest from the diagonal is {Math.Abs(worst.Mean - worst.Predicted):0.00} stars {(worst.Mean < worst.Predicted ? "below" : "above")} it, at a prediction of {worst.Predicted:0.00}.");
        var (low, high) = (bins.Min(b => Math.Min(b.Predicted, b.Mean - b.StandardError)) - 0.15, bins.Max(b => Math.Max(b.Predicted, b.Mean + b.StandardError)) + 0.15);
        var layout = Figure.Layout($"Calibration: {model.Name}", description, 480,
            ("xaxis", new { title = new { text = "predicted rating (stars, mean of the bin)" }, range = new[] { low, high }, zeroline = false, nticks = 10 }),
            ("yaxis", new { title = new { text = "mean true rating (stars)" }, range = new[] { low, high }, zeroline = false, nticks = 10 }),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = 90 }));
        return Figure.Chart(layout, [NamedLines.Diagonal("perfect calibration", low, high), CalibrationPoints(bins)]);
    }

    /// <summary>The area of a point says how many ratings it stands for.</summary>
    private static Trace CalibrationPoints(CalibrationBin[] bins) => Figure.Trace("scatter",
        ("mode", "lines+markers"), ("name", $"mean true rating ± standard error ({CalibrationCounts(bins)})"), ("x", bins.Select(b => b.Predicted)), ("y", bins.Select(b => b.Mean)),
        ("line", new { color = Theme.Blue, width = 1.5, dash = "dot" }),
        ("marker", new { color = Theme.Blue, size = bins.Select(b => Math.Max(5, 11 * Math.Sqrt(b.Count / (double)bins.Max(other => other.Count)))) }),
        ("error_y", new { type = "data", array = bins.Select(b => b.StandardError), thickness = 2, width = 6, color = Theme.Blue }),
        ("customdata", bins.Select(b => b.Hover)), ("hovertemplate", "%{customdata}<extra></extra>"));

    private static string CalibrationCounts(CalibrationBin[] bins)
    {
        var (least, most) = (bins.Min(b => b.Count), bins.Max(b => b.Count));
        return FormattableString.Invariant($"{(least == most ? "" : $"{least:N0} to ")}{most:N0} ratings each");
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
