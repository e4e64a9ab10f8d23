using Xunit;

namespace MfNotebooks.Tests.Models;

public class BaselineTests
{
    private static readonly RatingsTable Table =
        RatingsTable.From(["Ana", "Ben"], ["X", "Y"], [0, 0, 1], [0, 1, 0], [5, 3, 1]);

    [Fact]
    public void Without_a_penalty_biases_that_fit_exactly_are_found()
    {
        // Ana 5, 3 and Ben 1, ?: Y is 2 below X for Ana, so Ben would give it −1.
        var model = BiasModel.Fit(Table, 0, 0);

        Assert.Equal(5, model.Predict(0, 0), 1e-3f);
        Assert.Equal(1, model.Predict(1, 0), 1e-3f);
        Assert.Equal(-1, model.Predict(1, 1), 1e-2f);
    }

    [Fact]
    public void Shrunk_biases_satisfy_their_equations()
    {
        var model = BiasModel.Fit(Table, userLambda: 2, itemLambda: 3);

        const float mu = 3;
        var user = model.UserBias;
        var item = model.ItemBias;
        Assert.Equal((5 - mu - item[0] + 3 - mu - item[1]) / (2 + 2), user[0], 1e-4f);
        Assert.Equal((1 - mu - item[0]) / (2 + 1), user[1], 1e-4f);
        Assert.Equal((5 - mu - user[0] + 1 - mu - user[1]) / (3 + 2), item[0], 1e-4f);
        Assert.Equal((3 - mu - user[0]) / (3 + 1), item[1], 1e-4f);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_penalty_that_cannot_be_is_refused(double lambda) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BiasModel.Fit(Table, itemLambda: lambda));

    [Fact]
    public void Popularity_counts_ratings_for_everybody()
    {
        var scores = new float[2];
        Popularity.Fit(Table).Score(-1, scores);

        Assert.Equal([2f, 1f], scores);
    }
}
