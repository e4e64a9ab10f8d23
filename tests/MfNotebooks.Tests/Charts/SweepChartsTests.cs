using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class SweepChartsTests
{
    [Fact]
    public void The_path_over_lambda_counts_decades_and_sets_zero_apart()
    {
        var chart = new ChartJson(
            Draw.LambdaPath([Drawn.Run(2, 0.1, 0, 1, 1.2), Drawn.Run(2, 0, 0, 0.2, 2), Drawn.Run(2, 0.01, 0, 0.5, 1)]));

        var train = chart.Trace("train RMSE");
        // A decade apart are the others, 0 three tenths more: a quarter of them, and no less.
        Assert.Equal([-2.3, null, -2, -1], ChartJson.Numbers(train["x"])
            .Select(x => x is { } place ? Math.Round(place, 9) : x));
        Assert.Equal([0.2, null, 0.5, 1], ChartJson.Numbers(train["y"]));
        Assert.Equal([2, null, 1, 1.2], ChartJson.Numbers(chart.Trace("held-out RMSE")["y"]));
        Assert.Equal([2.2, null, 2.5, 3], ChartJson.Numbers(chart.Trace("‖A‖")["y"]));
        Assert.Equal(["0", "0.01", "0.02", "0.05", "0.1"],
            chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
        Assert.Equal("best held-out: λ = 0.01", (string?)chart.Layout.SelectToken("annotations[0].text"));
        Assert.Contains("lowest at λ = 0.01: RMSE 1, against 2 at λ = 0 and 1.2 at λ = 0.1", chart.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_are_averaged_and_their_bars_go_from_the_lowest_to_the_highest()
    {
        var chart = new ChartJson(
            Draw.LatentDimensions([Drawn.Run(2, 0.1, 0, 1, 2), Drawn.Run(2, 0.1, 1, 2, 3), Drawn.Run(2, 0.1, 2, 6, 7),
            Drawn.Run(1, 0.1, 0, 9, 9)]));

        var train = chart.Trace("train RMSE (mean of 3 runs, bars: lowest to highest)");
        Assert.Equal([(1, 9), (2, 3)], ChartJson.Points(train));
        Assert.Equal([0, 3], ChartJson.Numbers(train["error_y"]!["array"]));
        Assert.Equal([0, 2], ChartJson.Numbers(train["error_y"]!["arrayminus"]));
        Assert.Equal("best held-out: k = 2", (string?)chart.Layout.SelectToken("annotations[0].text"));
    }

    [Fact]
    public void Without_held_out_ratings_there_is_no_best()
    {
        var chart = new ChartJson(
            Draw.LatentDimensions([Drawn.Run(1, 0.1, 0, 1, null), Drawn.Run(2, 0.1, 0, 0.5, null)]));

        Assert.Null(chart.Layout["annotations"]);
        Assert.Equal(["train RMSE"], chart.Traces.Select(t => (string?)t["name"]));
    }

    [Fact]
    public void One_lambda_or_only_zero_still_makes_a_chart()
    {
        Assert.Equal([0], ChartJson.Numbers(new ChartJson(Draw.LambdaPath([Drawn.Run(2, 0, 0, 1, 1)]))
            .Trace("train RMSE")["x"]));
        Assert.Equal([-1], ChartJson.Numbers(new ChartJson(Draw.LambdaPath([Drawn.Run(2, 0.1, 0, 1, 1)]))
            .Trace("train RMSE")["x"]));
    }

    [Theory]
    [InlineData(new[] { 0.02, 0.05 }, new[] { "0.02", "0.05" })]
    [InlineData(new[] { 0, 0.02, 0.5, 3 }, new[] { "0", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2" })]
    [InlineData(new[] { 1e-8, 1e-7 }, new[] { "0.00000001", "0.00000002", "0.00000005", "0.0000001" })]
    public void The_axis_of_lambda_is_labelled_by_round_numbers_or_by_its_values(double[] lambdas, string[] labels)
    {
        var chart = new ChartJson(Draw.LambdaPath([.. lambdas.Select(l => Drawn.Run(2, l, 0, 1, 1))]));

        Assert.Equal(labels, chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
    }

    [Fact]
    public void Held_out_ratings_of_others_are_refused()
    {
        using var ratings = Drawn.Ratings;
        using var films = SampleRatings.Films;

        var error = Assert.Throws<ArgumentException>(() =>
            Draw.LatentMatrices(ratings, [Drawn.Run(2, 0, 0, 1, 1)], films));

        Assert.Contains("The held-out ratings have other users or items", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_slider_over_lambda_holds_every_matrix()
    {
        using var ratings = Drawn.Ratings;
        using var zero = Drawn.ModelOf(new float[2, 2], new float[3, 2]);

        var chart = new ChartJson(
            Draw.LambdaMatrices(ratings, [Drawn.Run(2, 1, 0, 40, 3, zero), Drawn.Run(2, 0.001, 0, 0.67, 2)]));

        Assert.Equal(["0.001", "1"], chart.SliderSteps.Select(s => (string?)s["label"]));
        ChartJson.AssertCells(chart.SliderSteps[1].SelectToken("args[0].z[0]"), 2, 3, (_, _) => 0);
        ChartJson.AssertCells(chart.SliderSteps[0].SelectToken("args[0].z[0]"), 2, 3, (u, i) =>
            (double?)chart.Heatmaps[1]["z"]![u]![i]);
        Assert.Equal("λ = 1: train RMSE 40.00, held-out 3.00", (string?)chart.SliderSteps[1]
            .SelectToken("args[1]")!["title.text"]);
        Assert.Same(chart.Heatmaps[1], chart.Traces[(int)chart.SliderSteps[0].SelectToken("args[2][0]")!]);
    }

    [Fact]
    public void The_slider_over_k_crosses_what_is_off_by_a_star_and_counts_it()
    {
        using var ratings = Drawn.Ratings;
        using var heldOut = RatingsMatrix.From(new float?[,] { { null, null, 20 }, { null, null, null } },
            ratings.Users, ratings.Items);
        using var zero = Drawn.ModelOf(new float[2, 1], new float[3, 1]);

        var chart = new ChartJson(
            Draw.LatentMatrices(ratings, [Drawn.Run(1, 0, 0, 40, 3, zero), Drawn.Run(2, 0, 0, 0.67, 2)], heldOut));

        // k = 2 predicts 53 where 54.5 is rated and 29 where 20 is held out; the rest is exact.
        Assert.Equal("k = 1: off by a star or more: 5 of 5 rated, 1 of 1 held-out", chart.Title);
        Assert.Equal("k = 2: off by a star or more: 1 of 5 rated, 1 of 1 held-out", (string?)chart.SliderSteps[1]
            .SelectToken("args[1]")!["title.text"]);
        Assert.Equal([2.33, 1.33], ChartJson.Numbers(chart.SliderSteps[1].SelectToken("args[0].x[1]")));
        Assert.Equal([-0.3, 0.7], ChartJson.Numbers(chart.SliderSteps[1].SelectToken("args[0].y[1]")));
        Assert.Equal("off by a star or more",
            (string?)chart.Traces[(int)chart.SliderSteps[1].SelectToken("args[2][1]")!]["name"]);
        Assert.Equal("Ana · z<br>held out: 20", (string?)chart.Heatmaps[1]["hovertext"]![0]![2]);
    }

    [Fact]
    public void Of_several_seeds_the_slider_shows_the_lowest()
    {
        using var ratings = Drawn.Ratings;
        using var zero = Drawn.ModelOf(new float[2, 2], new float[3, 2]);

        var chart = new ChartJson(
            Draw.LatentMatrices(ratings, [Drawn.Run(2, 0, 5, 1, 1, zero), Drawn.Run(2, 0, 3, 1, 1)]));

        Assert.Equal(17, (double)chart.SliderSteps.Single().SelectToken("args[0].z[0][0][0]")!);
    }

    [Fact]
    public void Sixty_states_of_the_running_example_stay_small()
    {
        using var films = SampleRatings.Films;
        var runs = Enumerable.Range(1, 60)
            .Select(n => Drawn.Run(2, n / 100.0, 0, 1, 1, FactorModel.Random(films, 2, n))).ToArray();

        var chart = new ChartJson(Draw.LambdaMatrices(films, runs));

        Assert.Equal(60, chart.SliderSteps.Count);
        Assert.True(chart.Text.Length < 100_000, $"{chart.Text.Length} characters");
    }

    [Fact]
    public void Runs_that_differ_in_another_setting_are_refused()
    {
        using var ratings = Drawn.Ratings;
        SweepRun[] both = [Drawn.Run(1, 0.1, 0, 1, 1), Drawn.Run(2, 0.5, 0, 1, 1)];

        Assert.Contains("several k (1, 2). Choose those with one, such as k = 1",
            Assert.Throws<ArgumentException>(() => Draw.LambdaPath(both)).Message, StringComparison.Ordinal);
        Assert.Contains("several λ (0.1, 0.5)",
            Assert.Throws<ArgumentException>(() => Draw.LatentMatrices(ratings, both)).Message,
            StringComparison.Ordinal);
        Assert.Contains("There are no runs", Assert.Throws<ArgumentException>(() => Draw.LatentDimensions([])).Message,
            StringComparison.Ordinal);
    }
}
