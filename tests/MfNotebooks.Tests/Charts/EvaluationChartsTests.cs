using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class EvaluationChartsTests
{
    [Fact]
    public void Models_are_sorted_by_their_mean_error_with_bars_over_the_splits()
    {
        var table = new EvaluationTable(
            [Row("a", "x", 0.9), Row("a", "y", 0.7), Row("only ranks", "", null), Row("b", "", 0.85),
            Row("a", "x", 1.2), Row("a", "y", 0.8), Row("b", "", 0.75)]);

        var chart = new ChartJson(Draw.ModelErrors(table));

        var dots = chart.Traces.Single();
        Assert.Equal(["a: y", "b", "a: x"], chart.Layout.SelectToken("yaxis.ticktext")!.Select(t => (string?)t));
        AssertAll([0.75, 0.8, 1.05], dots["x"]);
        AssertAll([0.05, 0.05, 0.15], dots["error_x"]!["array"]);
        AssertAll([0.05, 0.05, 0.15], dots["error_x"]!["arrayminus"]);
        Assert.Equal(["0.7500", "0.8000", "1.0500"], dots["text"]!.Select(t => (string?)t));
        Assert.Equal("RMSE (stars): mean and range of 2 splits", (string?)chart.Layout.SelectToken("xaxis.title.text"));
        Assert.Contains("best first: a: y: 0.7500, 0.7000 to 0.8000; b:", chart.Description, StringComparison.Ordinal);
        Assert.EndsWith("Left out, because it predicts no ratings: only ranks.", chart.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_split_has_no_bars_and_a_table_without_errors_is_refused()
    {
        Assert.Null(new ChartJson(Draw.ModelErrors(new([Row("a", "", 0.9)]))).Traces.Single()["error_x"]);
        Assert.Contains("there is only popularity. Evaluate one that does, such as BiasModel",
            Assert.Throws<ArgumentException>(() => Draw.ModelErrors(new([Row("popularity", "", null)]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rankings_have_a_panel_per_measure_and_a_line_per_model()
    {
        var chart = new ChartJson(
            Draw.RankingOverK(("one", [Ranking(10, 0.2), Ranking(1, 0.5)]), ("two", [Ranking(1, 0.25)])));

        Assert.Equal(["x", "x", "x2", "x2", "x3", "x3"], chart.Traces.Select(t => (string?)t["xaxis"]));
        Assert.Equal([(0, 0.5), (1, 0.2)], ChartJson.Points(chart.Traces[0]));
        Assert.Equal(["1", "10"], chart.Layout.SelectToken("xaxis2.ticktext")!.Select(t => (string?)t));
        AssertAll([0.6, 0.3], chart.Traces[2]["y"]);
        AssertAll([0.7, 0.4], chart.Traces[4]["y"]);
        Assert.Equal(["precision@k", "recall@k", "NDCG@k"], new[] { "yaxis", "yaxis2", "yaxis3" }
            .Select(axis => (string?)chart.Layout.SelectToken($"{axis}.title.text")));
        Assert.Equal([true, true, false, false, false, false], chart.Traces.Select(t => (bool)t["showlegend"]!));
        Assert.NotEqual((string?)chart.Traces[0].SelectToken("line.dash"), (string?)chart.Traces[1]
            .SelectToken("line.dash"));
        Assert.Contains("one at k = 10: precision 0.200, recall 0.300, NDCG 0.400; two at k = 1: precision 0.250",
            chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Rankings_that_cannot_be_compared_are_refused()
    {
        Assert.Contains("There are no models", Error(), StringComparison.Ordinal);
        Assert.Contains("'a' has no metrics", Error(("a", [])), StringComparison.Ordinal);
        Assert.Contains("'a' has 2 metrics for k = 1. Give one", Error(("a", [Ranking(1, 0.1), Ranking(1, 0.2)])),
            StringComparison.Ordinal);
        Assert.Contains("several thresholds (3.5, 4 stars)",
            Error(("a", [Ranking(1, 0.1)]), ("b", [Ranking(1, 0.1) with { Threshold = 3.5f }])),
            StringComparison.Ordinal);

        static string Error(params (string, IReadOnlyList<RankingMetrics>)[] models) =>
            Assert.Throws<ArgumentException>(() => Draw.RankingOverK(models)).Message;
    }

    private static void AssertAll(double[] expected, Newtonsoft.Json.Linq.JToken? actual)
    {
        Assert.Equal(expected.Length, actual!.Count());
        foreach (var (e, a) in expected.Zip(ChartJson.Numbers(actual))) ChartJson.AssertNear(e, a);
    }

    private static EvaluationRow Row(string model, string settings, double? rmse) => Rated.Row(model, settings, rmse);

    private static RankingMetrics Ranking(int k, double precision) => Rated.Ranking(k, precision);
}
