using MfNotebooks.Tests.Charts;
using Plotly.NET;
using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>Every picture that takes ratings or their model, of ratings at the edge of what can be.</summary>
public class ChartInputTests
{
    private static readonly Dictionary<string, Func<RatingsMatrix, FactorModel, GenericChart>> Pictures = new()
    {
        ["Ratings"] = (ratings, _) => Draw.Ratings(ratings),
        ["Mask"] = (ratings, _) => Draw.Mask(ratings),
        ["Reconstruction"] = (ratings, model) => Draw.Reconstruction(ratings, model),
        ["Reconstructions"] = (ratings, model) => Draw.Reconstructions(ratings, ("m", model)),
        ["Factors"] = (_, model) => Draw.Factors(model),
        ["FactorMap"] = (ratings, model) => Draw.FactorMap(model, ratings.Users[0], ratings.Items[0]),
        ["LambdaPath"] = (_, model) =>
            Draw.LambdaPath([Drawn.Run(2, 0, 0, 0, null, model), Drawn.Run(2, 1e-30, 0, 0.25, null, model),
            Drawn.Run(2, 1e30, 0, 1e30, null, model)]),
        ["LambdaMatrices"] = (ratings, model) =>
            Draw.LambdaMatrices(ratings,
            [Drawn.Run(2, 1e-30, 0, 0.25, 1e30, model), Drawn.Run(2, 1e30, 0, 0, 0, model)]),
        ["LatentMatrices"] = (ratings, model) =>
            Draw.LatentMatrices(ratings, [Drawn.Run(1, 0.1, 0, 0.25, 1.5, model)], ratings),
        ["WhyPrediction"] = (ratings, model) => Draw.WhyPrediction(model, ratings.Users[0], ratings.Items[0]),
    };

    public static TheoryData<string> Names => [.. Pictures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_number_in_it_is_one(string picture)
    {
        foreach (var (name, table) in HardRatings.All)
        {
            using var ratings = table.ToMatrix();
            foreach (var latentDim in (int[])[1, 7])
            {
                using var model = FactorModel.Random(ratings, latentDim);
                var chart = new ChartJson(Pictures[picture](ratings, model));

                Assert.DoesNotMatch("NaN|Infinity|∞", chart.Text);
                Assert.True(chart.Text.Length < 200_000, $"{name}: {chart.Text.Length} characters");
            }
        }
    }

    [Fact]
    public void A_quote_in_a_name_stays_a_quote()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 5 } }, users: ["Tom & Jerry"], items: ["12\" <Remix>"]);

        var chart = new ChartJson(Draw.Ratings(ratings));

        Assert.Equal("12\" &lt;Remix&gt;", (string?)chart.Layout.SelectToken("xaxis.ticktext[0]"));
        Assert.Equal("Tom &amp; Jerry", (string?)chart.Layout.SelectToken("yaxis.ticktext[0]"));
    }

    [Theory]
    [InlineData("one rating", 1)]
    [InlineData("denormal", 4)]
    [InlineData("both ends", 4)]
    public void A_table_as_text_keeps_its_rows(string name, int users)
    {
        using var ratings = HardRatings.All.Single(entry => entry.Key == name).Value.ToMatrix();

        Assert.Equal(1 + users, ratings.ToString().Split('\n').Length);
        Assert.DoesNotMatch("NaN|Infinity|∞", ratings.ToString());
    }
}
