using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class HeatmapChartsTests
{
    /// <summary>A·Bᵀ of the drawn model, computed by hand.</summary>
    private static readonly double[,] Product = { { 17, 23, 29 }, { 39, 53, 67 } };

    [Fact]
    public void Ratings_stand_in_their_cells_and_missing_ones_are_null_and_hatched()
    {
        using var ratings = Drawn.Ratings;

        var chart = new ChartJson(Draw.Ratings(ratings));

        ChartJson.AssertCells(chart.Heatmaps.Single()["z"], 2, 3, (u, i) => ratings[u, i]);
        Assert.Equal("", (string?)chart.Heatmaps[0]["text"]![0]![2]);
        Assert.Equal("54.5", (string?)chart.Heatmaps[0]["text"]![1]![1]);
        var corners = ChartJson.Numbers(chart.Trace("not rated")["x"]);
        Assert.Equal(2, corners.Where(x => x is not null).Average()!.Value, 0.2);
        Assert.Contains("5 of 6 cells are rated", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mask_is_1_where_rated_and_0_elsewhere()
    {
        using var ratings = Drawn.Ratings;

        var chart = new ChartJson(Draw.Mask(ratings));

        ChartJson.AssertCells(chart.Heatmaps[1]["z"], 2, 3, (u, i) => (u, i) == (0, 2) ? 0 : 1);
        Assert.Contains("0 in the 1 other, 17% of the matrix", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reconstruction_shows_ratings_predictions_and_errors()
    {
        using var ratings = Drawn.Ratings;
        using var model = Drawn.Model;

        var chart = new ChartJson(Draw.Reconstruction(ratings, model));

        Assert.Equal(3, chart.Heatmaps.Length);
        ChartJson.AssertCells(chart.Heatmaps[0]["z"], 2, 3, (u, i) => ratings[u, i]);
        ChartJson.AssertCells(chart.Heatmaps[1]["z"], 2, 3, (u, i) => Product[u, i]);
        ChartJson.AssertCells(chart.Heatmaps[2]["z"], 2, 3, (u, i) => Product[u, i] - ratings[u, i]);
        Assert.Equal("Ben · &lt;script&gt;alert(1)&lt;/script&gt;<br>rated: 54.5<br>predicted: 53<br>error: -1.5",
            (string?)chart.Heatmaps[2]["hovertext"]![1]![1]);
        Assert.Equal("−1.5", (string?)chart.Heatmaps[2]["text"]![1]![1]);
        Assert.Contains("error is 0.671 stars, the largest error 1.5 stars", chart.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_and_errors_give_a_star_the_same_step_in_colour()
    {
        using var ratings = Drawn.Ratings;
        using var model = Drawn.Model;

        var layout = new ChartJson(Draw.Reconstruction(ratings, model)).Layout;

        Assert.Equal((17, 67), ((double)layout["coloraxis"]!["cmin"]!, (double)layout["coloraxis"]!["cmax"]!));
        Assert.Equal((-25, 25), ((double)layout["coloraxis2"]!["cmin"]!, (double)layout["coloraxis2"]!["cmax"]!));
    }

    [Fact]
    public void Only_cells_that_nobody_rated_are_outlined()
    {
        using var ratings = Drawn.Ratings;
        using var model = Drawn.Model;

        var chart = new ChartJson(Draw.Reconstruction(ratings, model));

        var dotted = chart.Traces.Single(t => (string?)t.SelectToken("line.dash") == "dot");
        Assert.Equal([1.56, 2.44, 2.44, 1.56, 1.56, null], ChartJson.Numbers(dotted["x"]));
        Assert.Equal([-0.44, -0.44, 0.44, 0.44, -0.44, null], ChartJson.Numbers(dotted["y"]));
        Assert.Equal("x2", (string?)dotted["xaxis"]);
    }

    [Fact]
    public void Several_reconstructions_share_one_colour_scale()
    {
        using var ratings = Drawn.Ratings;
        using var model = Drawn.Model;
        using var zero = Drawn.ModelOf(new float[2, 2], new float[3, 2]);

        var chart = new ChartJson(Draw.Reconstructions(ratings, ("zeros", zero), ("mask", model)));

        Assert.All(chart.Heatmaps, h => Assert.Equal("coloraxis", (string?)h["coloraxis"]));
        ChartJson.AssertCells(chart.Heatmaps[1]["z"], 2, 3, (_, _) => 0);
        ChartJson.AssertCells(chart.Heatmaps[2]["z"], 2, 3, (u, i) => Product[u, i]);
        Assert.Contains("zeros: 0 stars on average where rated, where not 0. mask: 39.8 stars on average where "
            + "rated, where not 29.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_cannot_be_shown_are_refused()
    {
        using var ratings = Drawn.Ratings;
        using var films = SampleRatings.Films;
        using var model = Drawn.Model;

        Assert.Contains("There are 0 models. Give 1 to 3",
            Assert.Throws<ArgumentException>(() => Draw.Reconstructions(ratings)).Message, StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => Draw.Reconstruction(films, model));
        Assert.Contains("2 users and 3 items that are not the ratings' 6 users and 6 items", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Factors_stand_in_rows_with_a_column_per_factor(int k)
    {
        using var films = SampleRatings.Films;
        using var model = FactorModel.Random(films, k);
        var (a, b) = (model.A.ToMatrix(), model.B.ToMatrix());

        var chart = new ChartJson(Draw.Factors(model));

        ChartJson.AssertCells(chart.Heatmaps[0]["z"], 6, k, (u, f) => a[u, f]);
        ChartJson.AssertCells(chart.Heatmaps[1]["z"], 6, k, (i, f) => b[i, f]);
        Assert.Equal(-(double)chart.Layout["coloraxis"]!["cmin"]!, (double)chart.Layout["coloraxis"]!["cmax"]!);
        Assert.Equal(FormattableString.Invariant($"factor {k}"),
            (string?)chart.Layout.SelectToken("xaxis2.ticktext")!.Last);
        Assert.Equal("Two Tickets", (string?)chart.Layout.SelectToken("yaxis2.ticktext")!.Last);
        Assert.Contains("In factor 1 ", chart.Description, StringComparison.Ordinal);
    }

    /// <summary>943 × 1,682 took 72 s and 185 MB of HTML.</summary>
    [Fact]
    public void Too_many_cells_are_refused_with_size_limit_and_remedy()
    {
        using var ratings = SyntheticRatings.Create(users: 943, items: 1_682, ratings: 5_000).Table.ToMatrix();
        using var model = FactorModel.Random(ratings, 1);
        using var other = FactorModel.Random(ratings, 20);
        Func<object>[] charts =
        [
            () => Draw.Ratings(ratings), () => Draw.Mask(ratings), () => Draw.Reconstruction(ratings, model),
            () => Draw.Reconstructions(ratings, ("m", model)), () => Draw.Factors(other),
            () => Draw.LambdaMatrices(ratings, [Drawn.Run(1, 0.1, 0, 0, null, model)]),
            () => Draw.LatentMatrices(ratings, [Drawn.Run(1, 0.1, 0, 0, null, model)]),
        ];

        Assert.All(charts, draw =>
            Assert.Contains("ratings.MostRated(60, 40)", Assert.Throws<ArgumentException>(draw).Message,
            StringComparison.Ordinal));
        Assert.StartsWith("A heatmap of 943 × 1,682 has 1,586,126 cells; a page shows at most 20,000.",
            Assert.Throws<ArgumentException>(charts[0]).Message, StringComparison.Ordinal);
        using var corner = ratings.MostRated(60, 40);
        Assert.Single(new ChartJson(Draw.Ratings(corner)).Heatmaps);
    }
}
