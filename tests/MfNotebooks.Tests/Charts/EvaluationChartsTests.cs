using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class EvaluationChartsTests
{
    [Fact]
    public void The_long_tail_sorts_users_and_items_and_shades_half_of_the_ratings()
    {
        // Ana rates four items, Ben two, Cem one; the first item has three ratings, the second two, the last none.
        var ratings = Rated.Table(3, 5, (0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (1, 0, 5), (1, 1, 4), (2, 0, 3));

        var chart = new ChartJson(Draw.LongTail(ratings));

        Assert.Equal([(33.3333, 4), (66.6667, 2), (100, 1)], ChartJson.Points(chart.Traces[1]));
        Assert.Equal([(20, 3), (40, 2), (60, 1), (80, 1)], ChartJson.Points(chart.Traces[3]));
        Assert.Equal([(33.3333, 4)], ChartJson.Points(chart.Traces[0]));
        Assert.Equal([(20, 3), (40, 2)], ChartJson.Points(chart.Traces[2]));
        Assert.Equal(["half of all ratings:<br><b>1 user (33.3 %)</b>", "half of all ratings:<br><b>2 items (40 %)</b>"], chart.Layout["annotations"]!.Select(a => (string?)a["text"]));
        Assert.Equal([100.0 / 3, 40], chart.Layout["shapes"]!.Select(s => (double)s["x0"]!));
        Assert.Equal("log", (string?)chart.Layout.SelectToken("yaxis2.type"));
        Assert.Contains("Of 5 items, the first has 3 ratings and the one in the middle 1; half of all ratings are on 2 items (40 %). Without a rating, and not drawn: 1.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tail_of_many_items_is_drawn_with_few_points_from_the_first_to_the_last()
    {
        var ratings = Rated.Table(1, 5000, [.. Enumerable.Range(0, 5000).Select(i => (0, i, 3f))]);

        var line = ChartJson.Points(new ChartJson(Draw.LongTail(ratings)).Traces[3]);

        Assert.Equal(400, line.Length);
        Assert.Equal(((0.02, 1), (100, 1)), (line[0], line[^1]));
    }

    [Fact]
    public void Predictions_are_boxed_by_their_true_rating()
    {
        // Item i is predicted at i stars: 1, 2, 3, 4 where one star is true, and 5 where four and a half are.
        var test = Rated.Table(1, 6, (0, 3, 1), (0, 1, 1), (0, 4, 1), (0, 2, 1), (0, 5, 4.5f));

        var chart = new ChartJson(Draw.PredictedAgainstTrue(new PredictsIndex("<b>", 1, 6), test));

        var boxes = chart.Traces[0];
        Assert.Equal([1, 4.5], ChartJson.Numbers(boxes["x"]));
        Assert.Equal([1.75, 5], ChartJson.Numbers(boxes["q1"]));
        Assert.Equal([2.5, 5], ChartJson.Numbers(boxes["median"]));
        Assert.Equal([3.25, 5], ChartJson.Numbers(boxes["q3"]));
        ChartJson.AssertNear(1.15, ChartJson.Numbers(boxes["lowerfence"])[0]);
        ChartJson.AssertNear(3.85, ChartJson.Numbers(boxes["upperfence"])[0]);
        Assert.Equal([(1, 2.5), (4.5, 5)], ChartJson.Points(chart.Trace("mean prediction")));
        Assert.Equal([(1, 1), (4.5, 4.5)], ChartJson.Points(chart.Trace("perfect prediction")));
        Assert.Equal(["<b>1</b><br>4", "<b>4.5</b><br>1"], chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
        Assert.StartsWith("true rating 1, 4 times<br>mean prediction 2.50, median 2.50", (string?)chart.Trace("mean prediction")["customdata"]![0], StringComparison.Ordinal);
        Assert.Equal("Predicted against true: &lt;b&gt;", chart.Title);
        Assert.Contains("true 1 (4 times): mean prediction 2.50; true 4.5 (1 times): mean prediction 5.00", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_without_a_scale_and_models_of_other_ratings_are_refused()
    {
        var continuous = Rated.Table(1, 30, [.. Enumerable.Range(0, 21).Select(i => (0, i, 1 + i / 10f))]);

        Assert.Contains("21 different values; the picture has a box for each and room for 20. Round the ratings first", Assert.Throws<ArgumentException>(() => Draw.PredictedAgainstTrue(new PredictsIndex("m", 1, 30), continuous)).Message, StringComparison.Ordinal);
        Assert.Contains("The model knows 1 users and 6 items, the test ratings have 1 and 30. Train the model on the other side", Assert.Throws<ArgumentException>(() => Draw.Calibration(new PredictsIndex("m", 1, 6), continuous)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_has_bins_of_equal_count_with_their_standard_error()
    {
        // 24 predictions make 12 bins of two: items 2n and 2n + 1, rated 1 and 4.
        var test = Rated.Table(1, 24, [.. Enumerable.Range(0, 24).Select(i => (0, i, i % 2 == 0 ? 1f : 4f))]);

        var chart = new ChartJson(Draw.Calibration(new PredictsIndex("m", 1, 24), test));

        var points = chart.Traces[1];
        Assert.Equal(Enumerable.Range(0, 12).Select(n => ((double?)(2 * n + 0.5), (double?)2.5)), ChartJson.Points(points));
        // The deviation of {1, 4} is √4.5, the standard error of their mean √(4.5 / 2) = 1.5.
        Assert.All(ChartJson.Numbers(points["error_y"]!["array"]), error => ChartJson.AssertNear(1.5, error));
        Assert.Equal(Enumerable.Range(0, 12).Select(n => (double?)(2 - 2 * n)), ChartJson.Numbers(chart.Traces[2]["y"]));
        Assert.Equal("y2", (string?)chart.Traces[2]["yaxis"]);
        Assert.Equal("predicted 22.00 to 23.00, mean 22.50<br>mean true rating 2.50 ± 1.50<br>2 ratings", (string?)points["customdata"]![11]);
        Assert.Equal("mean true rating ± standard error (2 ratings each)", (string?)points["name"]);
        Assert.Contains("Where 0.50 stars are predicted, 2.50 are given on average; where 22.50, 2.50. The bin furthest from the diagonal is 20.00 stars below it, at a prediction of 22.50.", chart.Description, StringComparison.Ordinal);
        Assert.Equal(ChartJson.Numbers(chart.Layout.SelectToken("xaxis.range")), ChartJson.Numbers(chart.Layout.SelectToken("yaxis.range")));
    }

    [Fact]
    public void Equal_predictions_share_a_bin()
    {
        var test = Rated.Table(1, 24, [.. Enumerable.Range(0, 24).Select(i => (0, i, i < 6 ? 1f : 5f))]);

        var chart = new ChartJson(Draw.Calibration(GlobalMean.Fit(test), test));

        Assert.Equal([(4, 4)], ChartJson.Points(chart.Traces[1]));
        Assert.Contains("in 1 bin of what global mean predicts, with the diagonal of perfect calibration. Where 4.00 stars are predicted, 4.00 are given on average.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_ratings_than_bins_have_a_bin_each()
    {
        var chart = new ChartJson(Draw.Calibration(new PredictsIndex("m", 1, 3), Rated.Table(1, 3, (0, 1, 2), (0, 2, 3))));

        Assert.Equal([(1, 2), (2, 3)], ChartJson.Points(chart.Traces[1]));
        Assert.Equal([0, 0], ChartJson.Numbers(chart.Traces[1]["error_y"]!["array"]));
    }

    [Fact]
    public void Models_are_sorted_by_their_mean_error_with_bars_over_the_splits()
    {
        var table = new EvaluationTable([Row("a", "x", 0.9), Row("a", "y", 0.7), Row("only ranks", "", null), Row("b", "", 0.85), Row("a", "x", 1.2), Row("a", "y", 0.8), Row("b", "", 0.75)]);

        var chart = new ChartJson(Draw.ModelErrors(table));

        var dots = chart.Traces.Single();
        Assert.Equal(["a: y", "b", "a: x"], chart.Layout.SelectToken("yaxis.ticktext")!.Select(t => (string?)t));
        AssertAll([0.75, 0.8, 1.05], dots["x"]);
        AssertAll([0.05, 0.05, 0.15], dots["error_x"]!["array"]);
        AssertAll([0.05, 0.05, 0.15], dots["error_x"]!["arrayminus"]);
        Assert.Equal(["0.7500", "0.8000", "1.0500"], dots["text"]!.Select(t => (string?)t));
        Assert.Equal("RMSE (stars): mean and range of 2 splits", (string?)chart.Layout.SelectToken("xaxis.title.text"));
        Assert.Contains("best first: a: y: 0.7500, 0.7000 to 0.8000; b:", chart.Description, StringComparison.Ordinal);
        Assert.EndsWith("Left out, because it predicts no ratings: only ranks.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void One_split_has_no_bars_and_a_table_without_errors_is_refused()
    {
        Assert.Null(new ChartJson(Draw.ModelErrors(new([Row("a", "", 0.9)]))).Traces.Single()["error_x"]);
        Assert.Contains("there is only popularity. Evaluate one that does, such as BiasModel", Assert.Throws<ArgumentException>(() => Draw.ModelErrors(new([Row("popularity", "", null)]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rankings_have_a_panel_per_measure_and_a_line_per_model()
    {
        var chart = new ChartJson(Draw.RankingOverK(("one", [Ranking(10, 0.2), Ranking(1, 0.5)]), ("two", [Ranking(1, 0.25)])));

        Assert.Equal(["x", "x", "x2", "x2", "x3", "x3"], chart.Traces.Select(t => (string?)t["xaxis"]));
        Assert.Equal([(0, 0.5), (1, 0.2)], ChartJson.Points(chart.Traces[0]));
        Assert.Equal(["1", "10"], chart.Layout.SelectToken("xaxis2.ticktext")!.Select(t => (string?)t));
        AssertAll([0.6, 0.3], chart.Traces[2]["y"]);
        AssertAll([0.7, 0.4], chart.Traces[4]["y"]);
        Assert.Equal(["precision@k", "recall@k", "NDCG@k"], new[] { "yaxis", "yaxis2", "yaxis3" }.Select(axis => (string?)chart.Layout.SelectToken($"{axis}.title.text")));
        Assert.Equal([true, true, false, false, false, false], chart.Traces.Select(t => (bool)t["showlegend"]!));
        Assert.NotEqual((string?)chart.Traces[0].SelectToken("line.dash"), (string?)chart.Traces[1].SelectToken("line.dash"));
        Assert.Contains("one at k = 10: precision 0.200, recall 0.300, NDCG 0.400; two at k = 1: precision 0.250", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Rankings_that_cannot_be_compared_are_refused()
    {
        Assert.Contains("There are no models", Error(), StringComparison.Ordinal);
        Assert.Contains("'a' has no metrics", Error(("a", [])), StringComparison.Ordinal);
        Assert.Contains("'a' has 2 metrics for k = 1. Give one", Error(("a", [Ranking(1, 0.1), Ranking(1, 0.2)])), StringComparison.Ordinal);
        Assert.Contains("several thresholds (3.5, 4 stars)", Error(("a", [Ranking(1, 0.1)]), ("b", [Ranking(1, 0.1) with { Threshold = 3.5f }])), StringComparison.Ordinal);

        static string Error(params (string, IReadOnlyList<RankingMetrics>)[] models) => Assert.Throws<ArgumentException>(() => Draw.RankingOverK(models)).Message;
    }

    [Fact]
    public void Errors_are_grouped_by_the_items_training_ratings()
    {
        // Item 0 has no training rating, item 1 two, item 2 three; all are predicted at their index, limited to the scale of 1 to 5.
        var train = Rated.Table(4, 3, (0, 1, 1), (1, 1, 5), (0, 2, 3), (1, 2, 3), (2, 2, 3));
        var test = Rated.Table(4, 3, (3, 0, 2), (2, 0, 5), (3, 1, 4), (3, 2, 4));

        var chart = new ChartJson(Draw.ErrorByPopularity(new("hand-made", train, test), new PredictsIndex("index", 4, 3), GlobalMean.Fit(train)));

        Assert.Equal(["0", "1–2", "3–5"], chart.Trace("index")["x"]!.Select(x => (string?)x));
        AssertAll([Math.Sqrt((1 + 16) / 2.0), 3, 2], chart.Trace("index")["y"]);
        AssertAll([Math.Sqrt((1 + 4) / 2.0), 1, 1], chart.Trace("global mean")["y"]);
        Assert.Equal([2, 1, 1], ChartJson.Numbers(chart.Trace("test ratings")["y"]));
        Assert.Contains("index: 2.915 (0), 3.000 (1–2), 2.000 (3–5)", chart.Description, StringComparison.Ordinal);
        Assert.Contains("There are no models", Assert.Throws<ArgumentException>(() => Draw.ErrorByPopularity(new("hand-made", train, test))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1–2")]
    [InlineData(2, "1–2")]
    [InlineData(3, "3–5")]
    [InlineData(6, "6–10")]
    [InlineData(11, "11–20")]
    [InlineData(50, "21–50")]
    [InlineData(51, "51–100")]
    [InlineData(100, "51–100")]
    [InlineData(101, "> 100")]
    public void Every_number_of_training_ratings_has_its_group(int trained, string group)
    {
        var train = Rated.Table(102, 2, [(0, 1, 3), .. Enumerable.Range(0, trained).Select(u => (u, 0, 3f))]);

        var chart = new ChartJson(Draw.ErrorByPopularity(new("hand-made", train, Rated.Table(102, 2, (101, 0, 4))), GlobalMean.Fit(train)));

        Assert.Equal([group], chart.Trace("global mean")["x"]!.Select(x => (string?)x));
    }

    private static void AssertAll(double[] expected, Newtonsoft.Json.Linq.JToken? actual)
    {
        Assert.Equal(expected.Length, actual!.Count());
        foreach (var (e, a) in expected.Zip(ChartJson.Numbers(actual))) ChartJson.AssertNear(e, a);
    }

    private static EvaluationRow Row(string model, string settings, double? rmse) => Rated.Row(model, settings, rmse);

    private static RankingMetrics Ranking(int k, double precision) => Rated.Ranking(k, precision);
}
