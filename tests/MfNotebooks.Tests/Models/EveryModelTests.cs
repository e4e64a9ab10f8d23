using System.Diagnostics;
using System.Runtime.InteropServices;
using MfNotebooks.Tests.HardTimes;
using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.Models;

/// <summary>
/// What holds for every model that predicts ratings: a new one is added to the list, and everything here to it.
/// </summary>
public class EveryModelTests
{
    private const string FingerprintsVariable = "MF_TEST_FINGERPRINTS";
    private static readonly RatingsTable Ratings = WithStrangers();
    private static readonly int LastUser = Ratings.UserCount - 1, LastItem = Ratings.ItemCount - 1;
    private static readonly SyntheticRatings Planted =
        SyntheticRatings.Create(200, 100, 8_000, latentDim: 3, noise: 0.2, seed: 2);

    /// <summary>Short trainings with small factors; k = 9 is above both sides of the smallest ratings.</summary>
    private static readonly Dictionary<string, Func<RatingsTable, IRatingModel>> Models = new()
    {
        ["global mean"] = GlobalMean.Fit,
        ["biases"] = ratings => BiasModel.Fit(ratings),
        ["minibatch"] = ratings =>
            MinibatchTrainer.Fit(ratings,
            new MinibatchOptions { LatentDim = 9, Epochs = 5, BatchSize = 128, Seed = 3 }),
        ["alternating"] = ratings =>
            AlternatingLeastSquares.Fit(ratings, new AlternatingOptions { LatentDim = 9, Sweeps = 5, Seed = 3 }),
        ["Bayesian"] = ratings =>
            BayesianLeastSquares.Fit(ratings,
            new BayesianOptions { LatentDim = 9, Rounds = 200, BurnIn = 50, Seed = 3 }),
        ["variational"] = ratings =>
            VariationalLeastSquares.Fit(ratings, new VariationalOptions { LatentDim = 9, Rounds = 5, Seed = 3 }),
        ["factors, closed form"] = ratings => Trained(ratings, Brief with { Mean = Mean.Raw }),
        ["mean + factors, autograd"] = ratings =>
            Trained(ratings, Brief with { Mean = Mean.Centred, Gradient = Gradient.Autograd, Steps = 300 }),
        ["mean + factors, closed form"] = ratings => Trained(ratings, Brief with { Mean = Mean.Centred }),
        ["biases + factors, autograd"] = ratings =>
            Trained(ratings, Brief with { Mean = Mean.Biased, Gradient = Gradient.Autograd, Steps = 300 }),
        ["biases + factors, closed form"] = ratings => Trained(ratings, Brief with { Mean = Mean.Biased }),
    };

    /// <summary>The same with settings that suit many ratings with little noise.</summary>
    private static readonly Dictionary<string, Func<RatingsTable, IRatingModel>> Patient = new()
    {
        ["minibatch"] = ratings =>
            MinibatchTrainer.Fit(ratings,
            new MinibatchOptions
            {
                LatentDim = 5, Epochs = 40, BatchSize = 256, LearningRate = 0.02,
                LearningRateDecay = 0.93, FactorLambda = 0.01, RowLambda = 0.2
            }),
        ["variational"] = ratings =>
            VariationalLeastSquares.Fit(ratings,
            new VariationalOptions { LatentDim = 3, Rounds = 20, Noise = 0.2, FactorSpread = 0.6 }),
        ["biases + factors, closed form"] = ratings =>
            Trained(ratings, Brief with { LatentDim = 3, Mean = Mean.Biased, Lambda = 1e-5, Steps = 3_000 }),
    };

    /// <summary>Those that fit the scale of the ratings by themselves.</summary>
    private static readonly string[] OfAnyScale = ["global mean", "biases", "minibatch", "alternating", "Bayesian"];

    private static TrainingOptions Brief => new()
    {
        LatentDim = 9, Steps = 1_000, LearningRate = 0.02, Lambda = 1e-3, Regularization = Regularization.SquaredNorm,
        Gradient = Gradient.ClosedForm, Seed = 3, Device = torch.CPU,
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    public static TheoryData<string> PatientNames => [.. Patient.Keys];

    public static TheoryData<string> NamesOfAnyScale => [.. OfAnyScale];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_known_is_left_out_of_the_prediction(string name)
    {
        var model = Models[name](Ratings);
        // The script's model is the only one that knows no mean.
        var mean = model is FactorModel { Mean: 0 } ? 0 : (float)Ratings.Mean;

        // The Bayesian model expects what it does of a typical user and item, who have fewer ratings than most ratings'
        // have.
        var tolerance = model is BayesianFactorModel ? 0.15f : 1e-6f;
        Assert.Equal(mean, model.Predict(-1, -1), tolerance);
        for (var item = 0; item < 5; item++) Assert.Equal(model.Predict(-1, item), model.Predict(LastUser, item),
            1e-6f);
        for (var user = 0; user < 5; user++) Assert.Equal(model.Predict(user, -1), model.Predict(user, LastItem),
            1e-6f);
        Assert.Equal(mean, model.Predict(LastUser, LastItem), tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_index_that_cannot_be_is_an_error(string name)
    {
        var model = Models[name](Ratings);

        Assert.Contains("There is no user -2",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(-2, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(Ratings.UserCount, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(0, Ratings.ItemCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(Ratings.UserCount, new float[Ratings.ItemCount]));
        Assert.Contains("room for 3 scores",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(0, new float[3])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_scores_are_the_predictions_and_every_metric_and_list_takes_the_model(string name)
    {
        var split = Split.Random(Ratings, 0.2);
        var model = Models[name](split.Train);
        var scores = new float[model.ItemCount];

        foreach (var user in (int[])[0, 7, LastUser, -1])
        {
            model.Score(user, scores);
            for (var item = 0; item < scores.Length; item++) Assert.Equal(model.Predict(user, item), scores[item],
                1e-5f);
            var best = Recommender.TopN(model, split.Train, user, 3);
            Assert.Equal(best.Select(r => scores[r.Item]), best.Select(r => r.Score));
        }
        Assert.Equal((Ratings.UserCount, Ratings.ItemCount), (model.UserCount, model.ItemCount));
        Assert.NotEmpty(model.Name);
        var squares = Enumerable.Range(0, split.Test.Count)
            .Select(n => Math.Pow((double)model.Predict(split.Test.Users[n],
            split.Test.Items[n]) - split.Test.Values[n], 2));
        Assert.Equal(Math.Sqrt(squares.Average()), RatingMetrics.Of(model, split.Test).Rmse, 1e-9);
        Assert.InRange(RankingMetrics.Of(model, split.Train, split.Test).Ndcg, 0, 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ratings_that_are_few_equal_negative_or_of_one_side_give_finite_predictions(string name)
    {
        foreach (var (which, ratings) in HardRatings.Plain)
        {
            var predictions = Predictions(Models[name](ratings), ratings);
            Assert.True(predictions.All(float.IsFinite), $"{which}: {string.Join(" ", predictions)}");
        }
        // A model without a mean reaches 3 only as far as its penalty lets it; a mean of draws keeps some of their
        // spread.
        var tolerance = name switch { "factors, closed form" => 0.5f, "Bayesian" => 0.6f, _ => 0.1f };
        var equal = Models[name](HardRatings.Plain["all equal"]);
        Assert.All(Enumerable.Range(0, 16), cell => Assert.Equal(3f, equal.Predict(cell / 4, cell % 4), tolerance));
    }

    [Theory]
    [MemberData(nameof(NamesOfAnyScale))]
    public void Ratings_from_0_to_100_are_learned_as_those_from_1_to_5_are(string name)
    {
        var split = Split.Random(Ratings, 0.2);
        RatingsTable Scaled(RatingsTable t) =>
            RatingsTable.From(t.UserIds, t.ItemIds, t.Users.AsSpan(), t.Items.AsSpan(),
            [.. t.Values.Select(v => 25 * (v - 1))]);
        var (stars, percents) = (Models[name](split.Train), Models[name](Scaled(split.Train)));

        Assert.Equal(25 * RatingMetrics.Of(stars, split.Test).Rmse, RatingMetrics.Of(percents, Scaled(split.Test)).Rmse,
            0.01);
    }

    [Theory]
    [MemberData(nameof(PatientNames))]
    public void Planted_factors_are_found(string name)
    {
        var split = Split.Random(Planted.Table, 0.2, seed: 1);

        // The noise alone is 0.2; biases without factors leave the tastes' spread, about 0.6.
        Assert.InRange(RatingMetrics.Of(Patient[name](split.Train), split.Test).Rmse, 0.2, 0.27);
        Assert.InRange(RatingMetrics.Of(BiasModel.Fit(split.Train), split.Test).Rmse, 0.5, 0.7);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_model_but_the_raw_one_is_worse_than_the_global_mean(string name)
    {
        if (name == "factors, closed form") return;
        var split = Split.Random(Ratings, 0.2);

        Assert.True(RatingMetrics.Of(Models[name](split.Train),
            split.Test).Rmse <= RatingMetrics.Of(GlobalMean.Fit(split.Train), split.Test).Rmse);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_tensor_stays_behind(string name)
    {
        (Models[name](Ratings) as IDisposable)?.Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var model = Models[name](Ratings);
        Predictions(model, Ratings);
        model.Score(0, new float[model.ItemCount]);
        (model as IDisposable)?.Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var (first, second) = (Fingerprints(), Fingerprints());

        Assert.Equal(first, second);
        if (Environment.GetEnvironmentVariable(FingerprintsVariable) is { Length: > 0 } path) File.WriteAllLines(path,
            first);
    }

    [Fact]
    public void One_thread_gives_the_same_bits_as_two()
    {
        using var folder = new TemporaryFolder();
        foreach (var threads in (string[])["1", "2"])
        {
            var program = Path.Combine(AppContext.BaseDirectory, "MfNotebooks.Tests"
                + (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : ""));
            var start = new ProcessStartInfo(program,
                ["-method", $"{typeof(EveryModelTests).FullName}.{nameof(The_same_seed_gives_the_same_bits)}"])
            {
                RedirectStandardOutput = true
            };
            (start.Environment["DOTNET_PROCESSOR_COUNT"], start.Environment["OMP_NUM_THREADS"]) = (threads, threads);
            start.Environment[FingerprintsVariable] = folder.File(threads);
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
        }
        Assert.Equal(Models.Count, File.ReadAllLines(folder.File("1")).Length);
        Assert.Equal(File.ReadAllLines(folder.File("1")), File.ReadAllLines(folder.File("2")));
    }

    private static string[] Fingerprints()
    {
        return [.. Models.Select(entry => $"{entry.Key}: {HashOf(Predictions(entry.Value(Ratings), Ratings))}")];

        static string HashOf(float[] numbers) =>
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(MemoryMarshal.AsBytes<float>(numbers)));
    }

    private static FactorModel Trained(RatingsTable table, TrainingOptions options)
    {
        using var ratings = table.ToMatrix();
        return Trainer.Fit(ratings, options).Model;
    }

    private static float[] Predictions(IRatingModel model, RatingsTable ratings) =>
        [.. from user in Enumerable.Range(-1, ratings.UserCount + 1)
            from item in Enumerable.Range(-1, ratings.ItemCount + 1) select model.Predict(user, item)];

    /// <summary>Synthetic ratings with one more user and one more item, of whom nothing is known.</summary>
    private static RatingsTable WithStrangers()
    {
        var table = SyntheticRatings.Create(60, 40, 900, noise: 0.2, seed: 1).Table;
        return RatingsTable.From([.. table.UserIds, "stranger"], [.. table.ItemIds, "new film"], table.Users.AsSpan(),
            table.Items.AsSpan(), table.Values.AsSpan());
    }
}
