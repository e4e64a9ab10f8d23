using Xunit;

namespace MfNotebooks.Tests.Models;

/// <summary>What holds for every model that predicts ratings.</summary>
public class RatingModelTests
{
    private static readonly RatingsTable Ratings = WithStrangers();
    private static readonly int LastUser = Ratings.UserCount - 1, LastItem = Ratings.ItemCount - 1;

    public static TheoryData<string> Names => [.. Models.Keys];

    private static readonly Dictionary<string, Func<RatingsTable, IRatingModel>> Models = new()
    {
        ["global mean"] = GlobalMean.Fit,
        ["biases"] = ratings => BiasModel.Fit(ratings),
        ["minibatch"] = ratings => MinibatchTrainer.Fit(ratings, new MinibatchOptions { LatentDim = 4, Epochs = 5, BatchSize = 128, Seed = 3 }),
        ["alternating"] = ratings => AlternatingLeastSquares.Fit(ratings, new AlternatingOptions { LatentDim = 4, Sweeps = 5, Seed = 3 }),
        ["variational"] = ratings => VariationalLeastSquares.Fit(ratings, new VariationalOptions { LatentDim = 4, Rounds = 5, Seed = 3 }),
        ["Bayesian"] = ratings => BayesianLeastSquares.Fit(ratings, new BayesianOptions { LatentDim = 4, Rounds = 40, BurnIn = 10, Seed = 3 }),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_known_is_left_out_of_the_prediction(string name)
    {
        var model = Models[name](Ratings);

        // The Bayesian model expects what it does of a typical user and item, and those have fewer ratings than most ratings' have.
        var tolerance = name == "Bayesian" ? 0.15f : 0;
        Assert.Equal((float)Ratings.Mean, model.Predict(-1, -1), tolerance);
        for (var item = 0; item < 5; item++)
            Assert.Equal(model.Predict(-1, item), model.Predict(LastUser, item), 1e-6f);
        for (var user = 0; user < 5; user++)
            Assert.Equal(model.Predict(user, -1), model.Predict(user, LastItem), 1e-6f);
        Assert.Equal((float)Ratings.Mean, model.Predict(LastUser, LastItem), Math.Max(tolerance, 1e-6f));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_index_that_cannot_be_is_an_error(string name)
    {
        var model = Models[name](Ratings);

        Assert.Contains("There is no user -2", Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(-2, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(Ratings.UserCount, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(0, Ratings.ItemCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(Ratings.UserCount, new float[Ratings.ItemCount]));
        Assert.Contains("room for 3 scores", Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(0, new float[3])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_scores_are_the_predictions(string name)
    {
        var model = Models[name](Ratings);
        var scores = new float[model.ItemCount];

        foreach (var user in new[] { 0, 7, LastUser, -1 })
        {
            model.Score(user, scores);
            for (var item = 0; item < scores.Length; item++)
                Assert.Equal(model.Predict(user, item), scores[item], 1e-5f);
        }
        Assert.Equal((Ratings.UserCount, Ratings.ItemCount), (model.UserCount, model.ItemCount));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits(string name)
    {
        var (first, second) = (Models[name](Ratings), Models[name](Ratings));

        Assert.All(Enumerable.Range(0, Ratings.Count), i =>
            Assert.Equal(first.Predict(Ratings.Users[i], Ratings.Items[i]), second.Predict(Ratings.Users[i], Ratings.Items[i])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_model_is_worse_than_the_global_mean(string name)
    {
        var split = Split.Random(Ratings, 0.2);

        Assert.True(RatingMetrics.Of(Models[name](split.Train), split.Test).Rmse <= RatingMetrics.Of(GlobalMean.Fit(split.Train), split.Test).Rmse);
    }

    /// <summary>Synthetic ratings with one more user and one more item, of whom nothing is known.</summary>
    private static RatingsTable WithStrangers()
    {
        var table = SyntheticRatings.Create(60, 40, 900, noise: 0.2, seed: 1).Table;
        return RatingsTable.From([.. table.UserIds, "stranger"], [.. table.ItemIds, "new film"], table.Users.AsSpan(), table.Items.AsSpan(), table.Values.AsSpan());
    }
}
