using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class FoldInTests
{
    private static readonly BiasedFactorModel Small =
        new("small", "", 3, [0.5f, -0.5f], [1, -1], new float[,] { { 1 }, { 2 } }, new float[,] { { 2 }, { -1 } });

    [Fact]
    public void A_new_user_worked_by_hand()
    {
        // Residuals r − μ − b_i: 5 − 3 − 1 = 1 with x = (1, 2), and 3 − 3 + 1 = 1 with x = (1, −1); λ = 1:
        // [2+1 1; 1 5+1]·(b_u, a) = (2, 1), so b_u = 11/17 and a = 1/17.
        var row = FoldIn.User(Small, [0, 1], [5, 3], lambda: 1);

        Assert.Equal(11f / 17, row.Bias, 1e-6f);
        Assert.Equal(1f / 17, Assert.Single(row.Factors), 1e-6f);
        Assert.Equal(3 + 11f / 17 + 1 + 2f / 17, Small.Predict(row, 0), 1e-5f);
        Assert.Equal(3 + 11f / 17, Small.Predict(row, -1), 1e-5f);
    }

    [Fact]
    public void A_new_item_worked_by_hand()
    {
        // One rating of user 1: 4 − 3 + 0.5 = 1.5 with x = (1, 2); λ = 1: [2 2; 2 5]·w = (1.5, 3), so w = (0.25, 0.5).
        var row = FoldIn.Item(Small, [1], [4], lambda: 1);

        Assert.Equal((0.25f, 0.5f), (row.Bias, row.Factors[0]));
        Assert.Equal(3 - 0.5f + 0.25f + 2 * 0.5f, Small.Predict(1, row), 1e-5f);
        Assert.Equal(3.25f, Small.Predict(-1, row), 1e-5f);
    }

    [Fact]
    public void A_new_user_of_clicks_worked_by_hand()
    {
        // Exercise 10.3's films, 1, 2 and 3, the third clicked: (9 + 0.5·14 + λ(1 + 0.5·3))·a = 3 with λ = 0.4.
        var model = new FactorRanker("", "", new float[3], new float[1, 1], new float[,] { { 1 }, { 2 }, { 3 } });

        var row = FoldIn.User(model, [2], unclickedWeight: 0.5, lambda: 0.4);

        Assert.Equal(3f / (9 + 7 + 1), Assert.Single(row.Factors), 1e-6f);
        var scores = new float[3];
        model.Score(row, scores);
        Assert.Equal(9f / 17, scores[2], 1e-6f);
        Assert.Equal([2, 1], Recommender.TopN(model, row, [0]).Select(best => best.Item));
    }

    [Fact]
    public void The_rows_of_a_model_of_clicks_come_back()
    {
        // After many sweeps the rows stand still: each user is their own fold-in.
        var made = SyntheticRatings.Create(80, 50, 1_200, noise: 0.3, seed: 5).Table;
        var options = new ImplicitOptions { LatentDim = 3, Sweeps = 300 };
        var model = ImplicitLeastSquares.Fit(made, options);

        for (var user = 0; user < 80; user += 8)
        {
            var row = FoldIn.User(model, [.. Positions(made, u => u == user).Select(i => made.Items[i])]);
            for (var k = 0; k < 3; k++) Assert.Equal(model.A[user, k], row.Factors[k], 2e-3f);
        }
    }

    [Fact]
    public void In_a_model_without_biases_the_row_is_exact_where_it_can_be()
    {
        using var model = new FactorModel(zeros(1, 2), tensor(new float[,] { { 1, 0 }, { 0, 2 } }), ["Ana"],
            ["X", "Y"]);

        var row = FoldIn.User(model, [0, 1], [4, 3], lambda: 0);

        Assert.Equal((0f, 4f, 1.5f), (row.Bias, row.Factors[0], row.Factors[1]));
    }

    [Fact]
    public void The_rows_of_a_trained_model_come_back()
    {
        // Trained to the minimum of Σe²/n + λ(‖A‖² + ‖B‖²), each row solves its own least squares with the weight n·λ.
        using var films = SampleRatings.Films;
        using var trained = Trainer.Fit(films,
            new TrainingOptions
            {
                Steps = 4_000, LearningRate = 0.02, Lambda = 0.01,
                Regularization = Regularization.SquaredNorm, Gradient = Gradient.ClosedForm
            });
        var (a, b, table) = (trained.Model.A.ToMatrix(), trained.Model.B.ToMatrix(), films.ToTable());

        for (var user = 0; user < 6; user++)
        {
            var own = Enumerable.Range(0, table.Count).Where(i => table.Users[i] == user).ToArray();
            var row = FoldIn.User(trained.Model, [.. own.Select(i => table.Items[i])],
                [.. own.Select(i => table.Values[i])], 0.01 * table.Count);
            for (var k = 0; k < 2; k++) Assert.Equal(a[user, k], row.Factors[k], 0.01f);
        }
        var users = Enumerable.Range(0, table.Count).Where(i => table.Items[i] == 3).ToArray();
        var item = FoldIn.Item(trained.Model, [.. users.Select(i => table.Users[i])],
            [.. users.Select(i => table.Values[i])], 0.01 * table.Count);
        for (var k = 0; k < 2; k++) Assert.Equal(b[3, k], item.Factors[k], 0.01f);
    }

    [Fact]
    public void A_folded_user_is_predicted_as_after_training_again_within_a_tenth_of_a_star()
    {
        var made = SyntheticRatings.Create(300, 100, 9_000, noise: 0.3, seed: 5).Table;
        var options = new VariationalOptions { LatentDim = 5, Rounds = 20, Noise = 0.3, FactorSpread = 0.5 };
        var retrained = VariationalLeastSquares.Fit(made, options);
        const int user = 17;
        var (others, own) = (Positions(made, u => u != user), Positions(made, u => u == user));
        var model = VariationalLeastSquares.Fit(made.Subset(others), options);

        var row = FoldIn.User(model, [.. own.Select(i => made.Items[i])], [.. own.Select(i => made.Values[i])],
            lambda: 0.3 * 0.3 / (0.5 * 0.5));

        var difference = Enumerable.Range(0, made.ItemCount)
            .Average(item => Math.Abs(model.Predict(row, item) - retrained.Predict(user, item)));
        Assert.InRange(difference, 0, 0.1);
    }

    [Fact]
    public void More_ratings_of_new_users_lower_their_error()
    {
        var data = SyntheticMovieLens.Create("a test").Ratings;
        var model = VariationalLeastSquares.Fit(data.Subset(Positions(data, u => u % 4 != 0)),
            new VariationalOptions { LatentDim = 8 });
        var newcomers = Positions(data, u => u % 4 == 0).GroupBy(i => data.Users[i]).Select(own => own.ToArray())
            .Where(own => own.Length >= 40).ToArray();
        Array.ForEach(newcomers, own => new Random(1).Shuffle(own));

        var errors = new[] { 1, 3, 10, 30 }.Select(count => newcomers.SelectMany(own =>
        {
            var row = FoldIn.User(model, [.. own[..count].Select(i => data.Items[i])],
                [.. own[..count].Select(i => data.Values[i])]);
            return own[^10..].Select(i => Math.Pow(model.Predict(row, data.Items[i]) - data.Values[i], 2));
        }).Average()).ToArray();

        Assert.Equal(errors.OrderDescending(), errors);
    }

    /// <summary>
    /// The same people on a scale 25 times as wide: the default λ holds newcomers back as much as it did.
    /// </summary>
    [Fact]
    public void On_0_to_100_a_newcomer_is_predicted_as_in_stars()
    {
        var stars = SyntheticRatings.Create(200, 100, 8_000, noise: 0.5, seed: 4).Table;
        var points = RatingsTable.From(stars.UserIds, stars.ItemIds, stars.Users.AsSpan(), stars.Items.AsSpan(),
            [.. stars.Values.Select(Points)]);
        var (inStars, inPoints) = (VariationalLeastSquares.Fit(stars), VariationalLeastSquares.Fit(points));
        int[] rated = [3, 20, 41, 77];
        float[] given = [5, 2, 4, 1];

        var starUser = FoldIn.User(inStars, rated, given);
        var pointUser = FoldIn.User(inPoints, rated, Array.ConvertAll(given, Points));
        var starItem = FoldIn.Item(inStars, rated, given);
        var pointItem = FoldIn.Item(inPoints, rated, Array.ConvertAll(given, Points));

        for (var row = 0; row < 100; row++)
        {
            Assert.Equal(Points(inStars.Predict(starUser, row)), inPoints.Predict(pointUser, row), 0.05f);
            Assert.Equal(Points(inStars.Predict(row, starItem)), inPoints.Predict(row, pointItem), 0.05f);
        }

        static float Points(float value) => 25 * (value - 1);
    }

    [Theory]
    [InlineData(new[] { 0, 0 }, new[] { 1f, 2f }, 1.0, "The item 0 stands twice")]
    [InlineData(new[] { 2 }, new[] { 1f }, 1.0, "The model has no item 2; they are numbered 0 to 1")]
    [InlineData(new[] { -1 }, new[] { 1f }, 1.0, "no item -1")]
    [InlineData(new[] { 0 }, new[] { float.NaN }, 1.0, "The rating of item 0 is NaN")]
    [InlineData(new int[0], new float[0], 1.0, "at least one rating")]
    [InlineData(new[] { 0, 1 }, new[] { 1f }, 1.0, "2 items and 1 rating.")]
    [InlineData(new[] { 0 }, new[] { 1f }, 0.0, "2 unknowns cannot be found from 1 rating with λ = 0. Give")]
    [InlineData(new[] { 0 }, new[] { 1f }, -1.0, "0 or more")]
    public void Ratings_that_cannot_be_used_are_refused(int[] items, float[] ratings, double lambda, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() =>
            FoldIn.User(Small, items, ratings, lambda)).Message, StringComparison.Ordinal);

    private static int[] Positions(RatingsTable table, Predicate<int> isChosen) =>
        [.. Enumerable.Range(0, table.Count).Where(i => isChosen(table.Users[i]))];
}
