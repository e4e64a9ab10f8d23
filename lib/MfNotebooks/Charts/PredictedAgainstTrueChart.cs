using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const int MostBoxes = 20;

    /// <summary>
    /// What a model predicts where the true rating is ½, 1, … 5: a box per rating, from the lower to the upper quartile, with
    /// whiskers that hold nine predictions of ten, and the diagonal where a perfect model would be.
    /// </summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>. Its predictions are not limited to the scale.</param>
    /// <param name="test">The held-out ratings, of up to 20 different values; users and items are numbered as in the model.</param>
    /// <exception cref="ArgumentException">The ratings have more than 20 different values.</exception>
    public static ChartView PredictedAgainstTrue(IRatingModel model, RatingsTable test)
    {
        var boxes = RatedPrediction.Of(model, test).GroupBy(r => r.True).OrderBy(g => g.Key).Select(g => PredictionBox.Of(g.Key, [.. g.Select(r => r.Predicted).Order()])).ToArray();
        if (boxes.Length > MostBoxes)
            throw new ArgumentException(FormattableString.Invariant($"The test ratings have {boxes.Length} different values; the picture has a box for each and room for {MostBoxes}. Round the ratings first, such as to half stars, or use Charts.Calibration."), nameof(test));
        var (first, last) = (boxes[0], boxes[^1]);
        var layout = Figure.Layout($"Predicted against true: {model.Name}", DescribeBoxes(model, test, boxes), 500,
            ("xaxis", new { title = new { text = "true rating (stars), and how many there are", standoff = Figure.TitleGap }, tickvals = boxes.Select(b => b.True), ticktext = boxes.Select(b => b.Tick), zeroline = false, showgrid = false }),
            ("yaxis", new { title = new { text = "predicted rating (stars)" }, zeroline = false, nticks = 12 }),
            ("hovermode", "x"), ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = 110 }));
        return Figure.Chart(layout, [Boxes(boxes), NamedLines.Diagonal("perfect prediction", first.True, last.True), BoxMeans(boxes)]);
    }

    private static string DescribeBoxes(IRatingModel model, RatingsTable test, PredictionBox[] boxes) => FormattableString.Invariant(
        $"Box chart of what {model.Name} predicts for {test.Count:N0} held-out ratings, grouped by the true rating, with the diagonal of perfect prediction. {string.Join("; ", boxes.Select(b => b.Describe()))}.");

    /// <summary>plotly.js draws the boxes from these numbers: the page does not hold every prediction. The first trace gets the theme's blue, on dark pages a lighter one.</summary>
    private static Trace Boxes(PredictionBox[] boxes) => Figure.Trace("box",
        ("name", "half of the predictions (whiskers: 90 %; line: median)"), ("x", boxes.Select(b => b.True)), ("hoverinfo", "skip"),
        ("q1", boxes.Select(b => b.Q1)), ("median", boxes.Select(b => b.Median)), ("q3", boxes.Select(b => b.Q3)), ("lowerfence", boxes.Select(b => b.Low)), ("upperfence", boxes.Select(b => b.High)));

    private static Trace BoxMeans(PredictionBox[] boxes) => Figure.Trace("scatter",
        ("mode", "markers"), ("name", "mean prediction"), ("x", boxes.Select(b => b.True)), ("y", boxes.Select(b => b.Mean)),
        ("marker", new { color = Theme.Orange, size = 9, symbol = "diamond", line = new { color = "white", width = 1 } }),
        ("customdata", boxes.Select(b => b.Hover)), ("hovertemplate", "%{customdata}<extra></extra>"));

    /// <summary>The predictions for one true rating.</summary>
    private sealed record PredictionBox(float True, int Count, double Mean, double Low, double Q1, double Median, double Q3, double High)
    {
        internal string Tick => FormattableString.Invariant($"<b>{True:0.##}</b><br>{Count:N0}");

        internal string Hover => FormattableString.Invariant(
            $"true rating {True:0.##}, {Count:N0} times<br>mean prediction {Mean:0.00}, median {Median:0.00}<br>half of them from {Q1:0.00} to {Q3:0.00}<br>nine of ten from {Low:0.00} to {High:0.00}");

        internal static PredictionBox Of(float rating, double[] sorted) => new(rating, sorted.Length, sorted.Average(),
            Quantile(sorted, 0.05), Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75), Quantile(sorted, 0.95));

        internal string Describe() => FormattableString.Invariant($"true {True:0.##} ({Count:N0} times): mean prediction {Mean:0.00}");

        /// <summary>Linear between the two nearest values (type 7 of Hyndman and Fan, 1996).</summary>
        private static double Quantile(double[] sorted, double share)
        {
            var (place, below) = (share * (sorted.Length - 1), (int)(share * (sorted.Length - 1)));
            return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
        }
    }
}
