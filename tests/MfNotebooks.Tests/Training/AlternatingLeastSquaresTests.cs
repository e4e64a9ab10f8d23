using MfNotebooks.Tests.Models;
using Xunit;

namespace MfNotebooks.Tests.Training;

public class AlternatingLeastSquaresTests
{
    private static readonly SyntheticRatings Made =
        SyntheticRatings.Create(200, 100, 8_000, latentDim: 3, noise: 0.2, seed: 2);

    private static readonly AlternatingOptions Small =
        new() { LatentDim = 3, Sweeps = 6, FactorLambda = 0.02, BiasLambda = 0.02, RowLambda = 0 };

    /// <summary>
    /// With factors that start at nothing only the biases are left, and those of one sweep are soon worked out.
    /// </summary>
    [Fact]
    public void One_sweep_of_biases_is_what_one_gets_by_hand()
    {
        // μ = 4. User 0: (1 + 0)/(2 + 1); user 1: -1/(1 + 1). Item 0: (1 - 1/3 - 1 + 1/2)/(2 + 1); item 1: (0 - 1/3)/(1
        // + 1).
        var ratings = RatingsTable.From(["u0", "u1"], ["i0", "i1"], [0, 0, 1], [0, 1, 0], [5, 4, 3]);
        var options = new AlternatingOptions
        {
            LatentDim = 1, Sweeps = 1, FactorLambda = 0, BiasLambda = 0,
            RowLambda = 1, InitialSpread = 1e-12
        };

        var model = AlternatingLeastSquares.Fit(ratings, options);

        Assert.Equal([1 / 3.0, -1 / 2.0], model.UserBias.ToArray().Select(b => (double)b), (x, y) =>
            Math.Abs(x - y) < 1e-6);
        Assert.Equal([1 / 18.0, -1 / 6.0], model.ItemBias.ToArray().Select(b => (double)b), (x, y) =>
            Math.Abs(x - y) < 1e-6);
    }

    /// <summary>
    /// Every item's row against an independent solution in double precision, in stars: λ_f then counts s times.
    /// </summary>
    [Theory]
    [InlineData(1, 0.3, 0.7, 0)]
    [InlineData(5, 0, 0, 4)]
    [InlineData(20, 0.07, 0.02, 4)]
    [InlineData(130, 0.07, 0.02, 4)]
    public void The_side_solved_last_is_the_exact_answer_to_the_other_one(int latentDim, double factorLambda,
        double biasLambda, double rowLambda)
    {
        var ratings = Made.Table;
        var deviation = Math.Sqrt(ratings.Values.Average(r => (r - ratings.Mean) * (r - ratings.Mean)));

        var model = AlternatingLeastSquares.Fit(ratings, new AlternatingOptions
        {
            LatentDim = latentDim, Sweeps = 3, FactorLambda = factorLambda, BiasLambda = biasLambda,
            RowLambda = rowLambda,
        });

        for (var item = 0; item < ratings.ItemCount; item += 7)
        {
            var own = Enumerable.Range(0, ratings.Count).Where(i => ratings.Items[i] == item).ToArray();
            var x = own.Select(i => (double[])[.. BiasedFactorModel.Row(model.A, ratings.Users[i]).ToArray(), 1])
                .ToArray();
            var y = own.Select(i => ratings.Values[i] - ratings.Mean - model.UserBias[ratings.Users[i]]).ToArray();
            double Penalty(int i) => i < latentDim ? deviation * (factorLambda * own.Length + rowLambda)
                : biasLambda * own.Length + rowLambda;
            var columns = Enumerable.Range(0, latentDim + 1).ToArray();
            var known = Dense.Solve(
                [.. columns.Select(i => columns.Select(j => x.Sum(row => row[i] * row[j]) + (i == j ? Penalty(i) : 0))
                    .ToArray())],
                [.. columns.Select(i => x.Zip(y, (row, value) => row[i] * value).Sum())]);

            Assert.Equal(known[^1], model.ItemBias[item], 1e-5);
            for (var k = 0; k < latentDim; k++) Assert.Equal(known[k], model.B[item, k], 1e-5);
        }
    }

    [Theory]
    [InlineData(4, 0, 2, 0)]
    [InlineData(4, 0.05, 0, 1)]
    [InlineData(20, 0.05, 0.5, 2)]
    [InlineData(1, 0.02, 4, 3)]
    public void The_loss_never_rises(int latentDim, double ratingLambda, double rowLambda, int seed)
    {
        var options = Small with
        {
            LatentDim = latentDim,
            Seed = seed,
            FactorLambda = ratingLambda,
            BiasLambda = ratingLambda,
            RowLambda = rowLambda
        };

        var losses = Enumerable.Range(1, 8)
            .Select(sweeps => Loss(AlternatingLeastSquares.Fit(Made.Table, options with { Sweeps = sweeps }),
            Made.Table, options)).ToArray();

        Assert.All(losses.Zip(losses.Skip(1)), pair =>
            Assert.True(pair.Second <= pair.First * (1 + 1e-6), $"{pair.First} rose to {pair.Second}"));
        Assert.True(losses[^1] < 0.9 * losses[0]);
    }

    [Fact]
    public void Planted_factors_are_found()
    {
        var split = Split.Random(Made.Table, 0.2, seed: 1);

        var found = AlternatingLeastSquares.Fit(split.Train, Small with { Sweeps = 20 });

        // The noise alone is 0.2; biases without factors leave the tastes' spread, about 0.6.
        Assert.InRange(RatingMetrics.Of(found, split.Test).Rmse, 0.2, 0.26);
    }

    /// <summary>
    /// Noise of 0.8 and four times as many factors as were planted: what the defaults have to hold out against.
    /// </summary>
    [Fact]
    public void More_sweeps_of_the_defaults_do_no_harm_where_there_is_much_noise()
    {
        var split = Split.Random(SyntheticRatings.Create(2_000, 1_200, 330_000, latentDim: 8, noise: 0.8,
            seed: 3).Table, 0.1, seed: 3);
        var log = new EpochLog();

        AlternatingLeastSquares.Fit(split.Train,
            new AlternatingOptions { Sweeps = 20, Validation = split.Test, Progress = log });

        var errors = log.Select(epoch => epoch.ValidationRmse!.Value).ToArray();
        Assert.InRange(errors[9], 0.8, RatingMetrics.Of(BiasModel.Fit(split.Train), split.Test).Rmse - 0.05);
        Assert.InRange(errors[^1], 0.8, errors.Min() + 0.001);
    }

    /// <summary>
    /// After ten sweeps the factors that nothing was planted for take up a little noise: λ stands where the held-out
    /// error is lowest, and that is just below the level of the noise. A λ that lets none through costs ten times as
    /// much.
    /// </summary>
    [Theory]
    [InlineData(2_000, 1_200, 330_000, 8, 0.8)]
    [InlineData(4_000, 300, 100_000, 3, 0.3)]
    [InlineData(300, 4_000, 60_000, 4, 0.7)]
    [InlineData(1_000, 1_000, 150_000, 20, 0.6)]
    [InlineData(400, 300, 60_000, 5, 1)]
    public void Twenty_sweeps_of_the_defaults_are_no_worse_than_ten(
        int users, int items, int ratings, int planted, double noise)
    {
        const double MostDrift = 0.002;
        var split = Split.Random(SyntheticRatings.Create(users, items, ratings, planted, noise, seed: 1).Table, 0.1,
            seed: 3);
        var log = new EpochLog();

        AlternatingLeastSquares.Fit(
            split.Train, new AlternatingOptions { Sweeps = 20, Validation = split.Test, Progress = log });

        Assert.InRange(log[19].ValidationRmse!.Value, noise, log[9].ValidationRmse!.Value + MostDrift);
    }

    [Fact]
    public void Another_scale_learns_the_same()
    {
        var split = Split.Random(Made.Table, 0.2, seed: 1);
        var hundred = RatingsTable.From(split.Train.UserIds, split.Train.ItemIds, split.Train.Users.AsSpan(),
            split.Train.Items.AsSpan(), [.. split.Train.Values.Select(r => 25 * (r - 1))]);

        var stars = AlternatingLeastSquares.Fit(split.Train);
        var points = AlternatingLeastSquares.Fit(hundred);

        for (var i = 0; i < split.Test.Count; i++)
        {
            var (user, item) = (split.Test.Users[i], split.Test.Items[i]);
            Assert.Equal(stars.Predict(user, item), points.Predict(user, item) / 25 + 1, 1e-3);
        }
    }

    [Fact]
    public void Every_sweep_reports_the_errors_of_its_model()
    {
        var split = Split.Random(Made.Table, 0.2, seed: 1);
        var seen = new List<TrainingEpoch>();

        var model = AlternatingLeastSquares.Fit(split.Train,
            Small with { Validation = split.Test, Progress = new Immediate<TrainingEpoch>(seen.Add) });

        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Select(e => e.Epoch));
        Assert.Equal(RatingMetrics.Of(model, split.Train).Rmse, seen[^1].TrainRmse, 1e-5);
        Assert.Equal(RatingMetrics.Of(model, split.Test).Rmse, seen[^1].ValidationRmse!.Value, 1e-6);
    }

    [Fact]
    public void Held_out_ratings_of_other_people_are_refused()
    {
        var others = SyntheticRatings.Create(50, 100, 400).Table;

        Assert.Contains("same users and items",
            Assert.Throws<ArgumentException>(() =>
            AlternatingLeastSquares.Fit(Made.Table, Small with { Validation = others })).Message,
            StringComparison.Ordinal);
        Assert.Contains("same users and items",
            Assert.Throws<ArgumentException>(() =>
            MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { Validation = others })).Message,
            StringComparison.Ordinal);
        Assert.Contains("same users and items",
            Assert.Throws<ArgumentException>(() =>
            VariationalLeastSquares.Fit(Made.Table, new VariationalOptions { Validation = others })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(0)]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(int threads)
    {
        var options = Small with { LatentDim = 40, RowLambda = 1 };
        var first = AlternatingLeastSquares.Fit(Made.Table, options with { Threads = 1 });

        var again = AlternatingLeastSquares.Fit(Made.Table, options with { Threads = threads });

        Assert.Equal(first.A, again.A);
        Assert.Equal(first.B, again.B);
        Assert.Equal(first.UserBias.ToArray(), again.UserBias.ToArray());
        Assert.Equal(first.ItemBias.ToArray(), again.ItemBias.ToArray());
        Assert.NotEqual(first.A, AlternatingLeastSquares.Fit(Made.Table, options with { Seed = 1 }).A);
    }

    [Fact]
    public void Rows_without_ratings_get_zeros()
    {
        var ratings = RatingsTable.From(["u0", "u1", "u2"], ["i0", "i1", "i2"], [0, 0, 2], [0, 2, 0], [5, 4, 3]);

        var model = AlternatingLeastSquares.Fit(ratings, Small);

        Assert.Equal(model.Mean, model.Predict(1, 1));
        Assert.Equal([0, 0, 0], BiasedFactorModel.Row(model.A, 1).ToArray());
        Assert.Equal([0, 0, 0], BiasedFactorModel.Row(model.B, 1).ToArray());
        Assert.NotEqual(0, model.UserBias[0]);
    }

    [Fact]
    public void Systems_that_float32_cannot_solve_are_named()
    {
        var ratings = RatingsTable.From(["u0", "u1"], ["i0", "i1"], [0, 0, 1], [0, 1, 0], [5, 4, 3]);

        var error = Assert.Throws<TrainingDivergedException>(() =>
            AlternatingLeastSquares.Fit(ratings, Small with { FactorLambda = 1e-30, BiasLambda = 1e-30 }));

        Assert.Contains("FactorLambda 1E-30", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_ends()
    {
        using var cancel = new CancellationTokenSource();
        var options = Small with
        {
            CancellationToken = cancel.Token,
            Progress = new Immediate<TrainingEpoch>(_ => cancel.Cancel())
        };

        Assert.ThrowsAny<OperationCanceledException>(() => AlternatingLeastSquares.Fit(Made.Table, options));
    }

    public static TheoryData<AlternatingOptions, string> BadSettings => new()
    {
        { new() { LatentDim = 0 }, "LatentDim is 0; it must be at least 1" },
        { new() { Sweeps = 0 }, "Sweeps is 0" },
        { new() { Threads = -1 }, "Threads is -1" },
        { new() { FactorLambda = 0, RowLambda = 0 }, "FactorLambda is 0; it must be above 0 where RowLambda is 0" },
        { new() { FactorLambda = -1 }, "FactorLambda is -1; it must be 0 or more" },
        { new() { BiasLambda = double.NaN }, "BiasLambda is NaN" },
        { new() { RowLambda = double.PositiveInfinity }, "RowLambda is Infinity" },
        { new() { InitialSpread = -1 }, "InitialSpread is -1" },
        { new() { LatentDim = int.MaxValue }, "LatentDim is 2147483647; it must be at most 10" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Settings_that_cannot_work_are_refused_by_name(AlternatingOptions options, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() =>
            AlternatingLeastSquares.Fit(Made.Table, options)).Message, StringComparison.Ordinal);

    /// <summary>
    /// The objective of the documentation in double precision, in stars: there λ_f and λ₀ of the factors count s times.
    /// </summary>
    private static double Loss(BiasedFactorModel model, RatingsTable ratings, AlternatingOptions options)
    {
        var deviation = Math.Sqrt(ratings.Values.Average(r => (r - ratings.Mean) * (r - ratings.Mean)));
        var loss = 0.0;
        for (var i = 0; i < ratings.Count; i++)
            loss += Math.Pow(ratings.Values[i] - (double)model.Predict(ratings.Users[i], ratings.Items[i]), 2);
        return loss + Penalty(model.UserBias, model.A, ratings.Users) + Penalty(model.ItemBias, model.B, ratings.Items);

        double Penalty(ReadOnlySpan<float> biases, float[,] factors, IReadOnlyList<int> rows)
        {
            var sum = 0.0;
            for (var row = 0; row < biases.Length; row++)
            {
                var count = rows.Count(r => r == row);
                var squares = 0.0;
                foreach (var f in BiasedFactorModel.Row(factors, row)) squares += (double)f * f;
                sum += (options.BiasLambda * count + options.RowLambda) * biases[row] * biases[row]
                    + deviation * (options.FactorLambda * count + options.RowLambda) * squares;
            }
            return sum;
        }
    }
}
