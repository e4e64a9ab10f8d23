using Xunit;

namespace MfNotebooks.Tests.Training;

public class ContentModelTests
{
    [Fact]
    public void A_regression_worked_by_hand()
    {
        // Two films with one rating each, one of them a comedy: w₀ = −w/2 and w = 2/(1 + 2λ) for the biases −1 and 1.
        var model = new BiasedFactorModel("m", "", 3, [0], [-1, 1], new float[1, 0], new float[2, 0]);
        var ratings = RatingsTable.From(["Ana"], ["X", "Y"], [0, 0], [0, 1], [2, 4]);

        var content = ContentModel.Fit(model, ratings, [[], ["Comedy"]], lambda: 0.5);

        Assert.Equal(0.5f, content.Guess(["Comedy"]).Bias, 1e-6f);
        Assert.Equal(-0.5f, content.Guess([]).Bias, 1e-6f);
        Assert.Equal(-0.5f, content.Guess(["Western"]).Bias, 1e-6f);
        Assert.Equal(["Comedy"], content.Genres);
    }

    [Fact]
    public void Genres_predict_made_up_films_that_nobody_rated_better_than_biases_do()
    {
        var (content, baseline) = Compare(SyntheticMovieLens.Create("a test"));

        Assert.True(content < baseline - 0.01,
            FormattableString.Invariant($"genres {content:F4}, baseline {baseline:F4}"));
    }

    [Fact]
    public async Task Genres_predict_films_of_MovieLens_that_nobody_rated_better_than_biases_do()
    {
        var (content, baseline) = Compare(await RealData.LoadAsync());

        Assert.True(content < baseline, FormattableString.Invariant($"genres {content:F4}, baseline {baseline:F4}"));
        TestContext.Current.SendDiagnosticMessage(
            FormattableString.Invariant($"RMSE on held-out films: genres {content:F4}, user bias alone {baseline:F4}"));
    }

    [Fact]
    public void Genres_of_other_items_are_refused()
    {
        var table = SyntheticRatings.Create(5, 5, 10).Table;
        var model = VariationalLeastSquares.Fit(table, new VariationalOptions { LatentDim = 1, Rounds = 1 });

        Assert.Contains("1 have genres",
            Assert.Throws<ArgumentException>(() => ContentModel.Fit(model, table, [[]])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ContentModel.Fit(model, table, [[], [], [], [], []], lambda: 0));
    }

    /// <summary>
    /// Takes every fifth film away altogether and predicts its ratings, from genres and from the user's bias alone.
    /// </summary>
    private static (double Content, double Baseline) Compare(MovieLensData data)
    {
        var all = Enumerable.Range(0, data.Ratings.Count).ToArray();
        var train = data.Ratings.Subset([.. all.Where(i => data.Ratings.Items[i] % 5 != 0)]);
        var test = data.Ratings.Subset([.. all.Where(i => data.Ratings.Items[i] % 5 == 0)]);
        var model = VariationalLeastSquares.Fit(train);
        var content = ContentModel.Fit(model, train, [.. data.Films.Select(film => film.Genres)]);
        return (Rmse(test, (user, item) => model.Predict(user, content.Guess(data.Films[item].Genres))),
            Rmse(test, BiasModel.Fit(train).Predict));
    }

    private static double Rmse(RatingsTable test, Func<int, int, float> predict) =>
        Math.Sqrt(Enumerable.Range(0, test.Count)
            .Average(i => Math.Pow(predict(test.Users[i], test.Items[i]) - test.Values[i], 2)));
}
