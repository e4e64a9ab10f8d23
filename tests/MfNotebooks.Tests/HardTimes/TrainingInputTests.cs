using Xunit;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>
/// Every training on hard ratings and with hard settings: numbers come out, or a sentence that says why not.
/// </summary>
public class TrainingInputTests
{
    private static readonly TrainingOptions Short = new() { Steps = 120, ReportEvery = 100 };

    private static readonly Dictionary<string, Func<RatingsTable, float[]>> Trainings = new()
    {
        ["autograd"] = t => Matrix(t, Short with { LearningRate = 0.01 }),
        ["autograd, k beyond both sides, squared norm"] = t =>
            Matrix(t, Short with { LatentDim = 9, Regularization = Regularization.SquaredNorm }),
        ["autograd, λ = 0"] = t => Matrix(t, Short with { Lambda = 0 }),
        ["autograd, λ huge"] = t => Matrix(t, Short with { Lambda = 1e30 }),
        ["closed form, λ huge"] = t => Matrix(t, Short with { Gradient = Gradient.ClosedForm, Lambda = 1e30 }),
        ["closed form, k beyond both sides"] = t =>
            Matrix(t, Short with { Gradient = Gradient.ClosedForm, LatentDim = 9 }),
        ["centred, closed form"] = t => Matrix(t, Short with { Gradient = Gradient.ClosedForm, Mean = Mean.Centred }),
        ["biased, autograd"] = t => Matrix(t, Short with { Mean = Mean.Biased }),
        ["biased, closed form"] = t => Matrix(t, Short with { Gradient = Gradient.ClosedForm, Mean = Mean.Biased }),
        ["sweep"] = t => Swept(t, new SweepOptions { LatentDims = [1, 9], Lambdas = [0, 1e3], Steps = 150 }),
        ["minibatch"] = t => Predictions(MinibatchTrainer.Fit(t, new() { LatentDim = 9, Epochs = 5 }), t),
        ["minibatch, λ = 0"] = t =>
            Predictions(MinibatchTrainer.Fit(t,
            new() { BiasLambda = 0, FactorLambda = 0, RowLambda = 0, Epochs = 5 }), t),
        ["minibatch, λ huge"] = t =>
            Predictions(MinibatchTrainer.Fit(t,
            new() { BiasLambda = 1e30, FactorLambda = 1e30, RowLambda = 1e30, Epochs = 5 }), t),
        ["alternating, k beyond both sides"] = t =>
            Predictions(AlternatingLeastSquares.Fit(t, new() { LatentDim = 9 }), t),
        ["alternating, λ huge"] = t =>
            Predictions(AlternatingLeastSquares.Fit(t,
            new() { FactorLambda = 1e30, BiasLambda = 1e30, RowLambda = 1e30 }), t),
        ["variational"] = t => Predictions(VariationalLeastSquares.Fit(t, new() { LatentDim = 9 }), t),
        ["biases"] = t => Predictions(BiasModel.Fit(t), t),
        ["biases, λ = 0"] = t => Predictions(BiasModel.Fit(t, 0, 0), t),
        ["biases, λ huge"] = t => Predictions(BiasModel.Fit(t, 1e300, 1e300), t),
        ["mean"] = t => Predictions(GlobalMean.Fit(t), t),
    };

    /// <summary>Settings that cannot work with any ratings, or only by luck.</summary>
    private static readonly Dictionary<string, Func<RatingsTable, float[]>> BadTrainings = new()
    {
        ["autograd, one giant step"] = t => Matrix(t, Short with { Steps = 1, LearningRate = 1e38 }),
        ["closed form, one giant step"] = t =>
            Matrix(t, Short with { Steps = 1, LearningRate = 1e38, Gradient = Gradient.ClosedForm }),
        ["a rate beyond float"] = t => Matrix(t, Short with { LearningRate = 1e300 }),
        ["a λ beyond float"] = t => Matrix(t, Short with { Lambda = 1e300 }),
        ["minibatch, giant steps in the only epoch"] = t =>
            Predictions(MinibatchTrainer.Fit(t, new() { Epochs = 1, LearningRate = 1e38 }), t),
        ["minibatch, a rate beyond float"] = t =>
            Predictions(MinibatchTrainer.Fit(t, new() { LearningRate = 1e300 }), t),
        ["minibatch, a giant start"] = t => Predictions(MinibatchTrainer.Fit(t, new() { InitialSpread = 1e30 }), t),
        ["alternating, hardly a λ"] = t =>
            Predictions(AlternatingLeastSquares.Fit(t,
            new() { FactorLambda = 0, BiasLambda = 0, RowLambda = 1e-300 }), t),
        ["alternating, λ beyond float"] = t =>
            Predictions(AlternatingLeastSquares.Fit(t, new() { RowLambda = 1e300 }), t),
        ["alternating, a giant start"] = t =>
            Predictions(AlternatingLeastSquares.Fit(t, new() { InitialSpread = 1e30 }), t),
        ["variational, no noise at all"] = t =>
            Predictions(VariationalLeastSquares.Fit(t, new() { LatentDim = 9, Noise = 1e-300 }), t),
        ["variational, nothing but noise"] = t =>
            Predictions(VariationalLeastSquares.Fit(t, new() { Noise = 1e300 }), t),
        ["variational, no spread"] = t =>
            Predictions(VariationalLeastSquares.Fit(t, new() { FactorSpread = 1e-300, UserBiasSpread = 1e-300 }), t),
        ["variational, endless spread"] = t =>
            Predictions(VariationalLeastSquares.Fit(t,
            new() { FactorSpread = 1e300, UserBiasSpread = 1e300, ItemBiasSpread = 1e300 }), t),
    };

    public static TheoryData<string> Names => [.. Trainings.Keys];

    public static TheoryData<string> BadNames => [.. BadTrainings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_ratings_are_trained_on_and_enormous_ones_are_trained_on_or_refused(string name)
    {
        foreach (var (ratings, table) in HardRatings.Plain) AssertFinite(ratings, Trainings[name](table));
        foreach (var (ratings, table) in HardRatings.Enormous) AssertFiniteOrExplained(ratings, () =>
            Trainings[name](table));
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Settings_that_cannot_work_never_give_a_model_of_no_numbers(string name)
    {
        foreach (var (ratings, table) in HardRatings.All) AssertFiniteOrExplained(ratings, () =>
            BadTrainings[name](table));
    }

    [Fact]
    public void A_penalty_that_outweighs_the_ratings_is_named_as_a_cause()
    {
        using var films = SampleRatings.Films;
        var options = Short with
        {
            Optimizer = Optimizer.Sgd,
            LearningRate = 0.1,
            Lambda = 500,
            Regularization = Regularization.SquaredNorm
        };

        var error = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(films, options));

        Assert.Contains("a λ that is too high (here 500)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_out_of_scale_are_named_as_a_cause()
    {
        var error = Assert.Throws<TrainingDivergedException>(() =>
            VariationalLeastSquares.Fit(HardRatings.Plain["all rated"], new() { Noise = 1e300 }));

        Assert.Contains("stopped being numbers in round", error.Message, StringComparison.Ordinal);
        Assert.Contains("σ 1E+300", error.Message, StringComparison.Ordinal);
        Assert.Contains("Take the defaults", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_many_factors_that_no_array_holds_them_are_refused_with_the_most_there_can_be()
    {
        var ratings = HardRatings.Plain["all rated"];

        Assert.Contains("LatentDim is 2147483647; it must be at most 536870895 with",
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            MinibatchTrainer.Fit(ratings, new() { LatentDim = int.MaxValue })).Message, StringComparison.Ordinal);
        Assert.Contains("LatentDim is 65535; it must be at most 327",
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            VariationalLeastSquares.Fit(ratings, new() { LatentDim = 65_535 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_row_that_is_no_number_is_refused()
    {
        var model = VariationalLeastSquares.Fit(HardRatings.Plain["all rated"], new() { LatentDim = 3 });

        var error = Assert.Throws<ArgumentException>(() =>
            FoldIn.User(model, [0, 1, 2, 3], [float.MaxValue, float.MaxValue, 1, 1], lambda: 0));

        Assert.Contains("With λ = 0 the new row is too large for a float. Give ratings on the model's own scale",
            error.Message, StringComparison.Ordinal);
        Assert.Equal(0, FoldIn.User(model, [0], [float.MaxValue], lambda: 1e300).Bias);
    }

    [Fact]
    public void Genres_that_cannot_be_told_apart_are_refused()
    {
        var ratings = HardRatings.Plain["all rated"];
        var model = VariationalLeastSquares.Fit(ratings, new() { LatentDim = 3 });

        var error = Assert.Throws<ArgumentException>(() =>
            ContentModel.Fit(model, ratings, [["a", "b"], ["a", "b"], ["c"], []], lambda: 1e-300));

        Assert.Contains("With λ = 1E-300 the genres have no single solution", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_that_are_no_numbers_make_no_model()
    {
        using var nothing = TorchSharp.torch.full(1, 2, float.NaN);
        using var numbers = TorchSharp.torch.ones(1, 2);

        Assert.Contains("training that diverged",
            Assert.Throws<ArgumentException>("a", () => new FactorModel(nothing, numbers, ["u"], ["i"])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("b", () => new FactorModel(numbers, nothing, ["u"], ["i"]));
    }

    [Fact]
    public void Predictions_that_are_no_numbers_are_not_measured_and_not_drawn()
    {
        var ratings = HardRatings.Plain["all rated"];
        var model = new BiasedFactorModel("broken", "", float.NaN, new float[4], new float[4], new float[4, 1],
            new float[4, 1]);

        Assert.Contains("The prediction for user 0 and item 0 is not a number",
            Assert.Throws<InvalidOperationException>(() => RatingMetrics.Of(model, ratings, 1, 5)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            MfNotebooks.Charts.Lines("t", "x", "y", [new("p", [(1, model.Predict(0, 0))])]));
    }

    [Fact]
    public void A_pair_on_both_sides_is_no_held_out_rating()
    {
        var ratings = HardRatings.Plain["all rated"];

        var error = Assert.Throws<ArgumentException>(() => RankingMetrics.Of(BiasModel.Fit(ratings), ratings, ratings));

        Assert.Contains("are on both sides", error.Message, StringComparison.Ordinal);
    }

    private static void AssertFiniteOrExplained(string ratings, Func<float[]> train)
    {
        try
        {
            AssertFinite(ratings, train());
        }
        catch (Exception e) when (e is TrainingDivergedException or ArgumentOutOfRangeException)
        {
            Assert.Matches(@"(?s)\. (The usual cause|\()|it must be ", e.Message);
        }
    }

    private static void AssertFinite(string ratings, float[] predictions) =>
        Assert.True(Array.TrueForAll(predictions, float.IsFinite),
            $"{ratings}: {string.Join(" ", predictions.Take(20))}");

    private static float[] Matrix(RatingsTable table, TrainingOptions options)
    {
        using var ratings = table.ToMatrix();
        using var result = Trainer.Fit(ratings, options);
        return Reconstruction(result.Model);
    }

    private static float[] Swept(RatingsTable table, SweepOptions options)
    {
        using var ratings = table.ToMatrix();
        using var result = Sweep.Fit(ratings, options);
        return [.. result.Runs.SelectMany(run => Reconstruction(run.Model))];
    }

    private static float[] Reconstruction(FactorModel model)
    {
        using var product = model.Reconstruct();
        return [.. product.ToMatrix().Cast<float>()];
    }

    private static float[] Predictions(BiasedFactorModel model, RatingsTable ratings) =>
        [.. from user in Enumerable.Range(-1, ratings.UserCount + 1)
            from item in Enumerable.Range(-1, ratings.ItemCount + 1) select model.Predict(user, item)];
}
