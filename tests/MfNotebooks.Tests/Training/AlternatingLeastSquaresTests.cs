using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.Training;

public class AlternatingLeastSquaresTests
{
    private static readonly SyntheticRatings Made = SyntheticRatings.Create(200, 100, 8_000, latentDim: 3, noise: 0.2, seed: 2);

    private static readonly AlternatingOptions Small = new() { LatentDim = 3, Sweeps = 6, FactorLambda = 0.02, BiasLambda = 0.02, Weighting = Weighting.ByCount };

    /// <summary>With factors that start at nothing only the biases are left, and those of one sweep are soon worked out.</summary>
    [Fact]
    public void One_sweep_of_biases_is_what_one_gets_by_hand()
    {
        // μ = 4. User 0: (1 + 0)/(2 + 1); user 1: -1/(1 + 1). Item 0: (1 - 1/3 - 1 + 1/2)/(2 + 1); item 1: (0 - 1/3)/(1 + 1).
        var ratings = RatingsTable.From(["u0", "u1"], ["i0", "i1"], [0, 0, 1], [0, 1, 0], [5, 4, 3]);

        var model = AlternatingLeastSquares.Fit(ratings, new AlternatingOptions { LatentDim = 1, Sweeps = 1, FactorLambda = 1, BiasLambda = 1, Weighting = Weighting.Constant, InitialSpread = 1e-12 });

        Assert.Equal([1 / 3.0, -1 / 2.0], model.UserBias.ToArray().Select(b => (double)b), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal([1 / 18.0, -1 / 6.0], model.ItemBias.ToArray().Select(b => (double)b), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    /// <summary>k = 1 has two unknowns a row, the bias and the factor: two equations that Cramer's rule solves.</summary>
    [Theory]
    [InlineData(Weighting.Constant)]
    [InlineData(Weighting.ByCount)]
    public void The_side_solved_last_is_the_exact_answer_to_the_other_one(Weighting weighting)
    {
        const double biasLambda = 0.7, factorLambda = 0.3;
        var ratings = Made.Table;

        var model = AlternatingLeastSquares.Fit(ratings, new AlternatingOptions { LatentDim = 1, Sweeps = 3, FactorLambda = factorLambda, BiasLambda = biasLambda, Weighting = weighting });

        for (var item = 0; item < ratings.ItemCount; item++)
        {
            var own = Enumerable.Range(0, ratings.Count).Where(i => ratings.Items[i] == item).ToArray();
            var factor = own.Select(i => (double)model.A[ratings.Users[i], 0]).ToArray();
            var target = own.Select(i => ratings.Values[i] - model.Mean - (double)model.UserBias[ratings.Users[i]]).ToArray();
            var weight = weighting == Weighting.ByCount ? own.Length : 1;
            var (p, q, r) = (own.Length + biasLambda * weight, factor.Sum(), factor.Sum(f => f * f) + factorLambda * weight);
            var (s, t) = (target.Sum(), target.Zip(factor, (y, f) => y * f).Sum());
            Assert.Equal((s * r - q * t) / (p * r - q * q), model.ItemBias[item], 1e-4);
            Assert.Equal((p * t - q * s) / (p * r - q * q), model.B[item, 0], 1e-4);
        }
    }

    [Theory]
    [InlineData(Weighting.Constant, 4, 0)]
    [InlineData(Weighting.ByCount, 4, 1)]
    [InlineData(Weighting.ByCount, 20, 2)]
    [InlineData(Weighting.Constant, 1, 3)]
    public void The_loss_never_rises(Weighting weighting, int latentDim, int seed)
    {
        var options = Small with { LatentDim = latentDim, Weighting = weighting, Seed = seed, FactorLambda = weighting == Weighting.Constant ? 2 : 0.05 };

        var losses = Enumerable.Range(1, 8).Select(sweeps => Loss(AlternatingLeastSquares.Fit(Made.Table, options with { Sweeps = sweeps }), Made.Table, options)).ToArray();

        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second <= pair.First * (1 + 1e-6), $"{pair.First} rose to {pair.Second}"));
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

    [Fact]
    public void Every_sweep_reports_the_errors_of_its_model()
    {
        var split = Split.Random(Made.Table, 0.2, seed: 1);
        var seen = new List<TrainingEpoch>();

        var model = AlternatingLeastSquares.Fit(split.Train, Small with { Validation = split.Test, Progress = new Immediate<TrainingEpoch>(seen.Add) });

        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Select(e => e.Epoch));
        Assert.Equal(RatingMetrics.Of(model, split.Train).Rmse, seen[^1].TrainRmse, 1e-4);
        Assert.Equal(RatingMetrics.Of(model, split.Test).Rmse, seen[^1].ValidationRmse!.Value, 1e-6);
    }

    [Fact]
    public void Held_out_ratings_of_other_people_are_refused()
    {
        var others = SyntheticRatings.Create(50, 100, 400).Table;

        Assert.Contains("same users and items", Assert.Throws<ArgumentException>(() => AlternatingLeastSquares.Fit(Made.Table, Small with { Validation = others })).Message, StringComparison.Ordinal);
        Assert.Contains("same users and items", Assert.Throws<ArgumentException>(() => MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { Validation = others })).Message, StringComparison.Ordinal);
    }

    /// <summary>The batches run on as many threads as there are cores, in no fixed order.</summary>
    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var options = Small with { LatentDim = 40 };
        var first = AlternatingLeastSquares.Fit(Made.Table, options);

        for (var i = 0; i < 5; i++)
        {
            var again = AlternatingLeastSquares.Fit(Made.Table, options);
            Assert.Equal(first.A, again.A);
            Assert.Equal(first.B, again.B);
            Assert.Equal(first.ItemBias.ToArray(), again.ItemBias.ToArray());
        }
        Assert.NotEqual(first.A, AlternatingLeastSquares.Fit(Made.Table, options with { Seed = 1 }).A);
    }

    [Fact]
    public void Rows_without_ratings_get_zeros()
    {
        var ratings = RatingsTable.From(["u0", "u1", "u2"], ["i0", "i1", "i2"], [0, 0, 2], [0, 2, 0], [5, 4, 3]);

        var model = AlternatingLeastSquares.Fit(ratings, Small);

        Assert.Equal(model.Mean, model.Predict(1, 1));
        Assert.Equal([0, 0, 0], BiasedFactorModel.Row(model.A, 1).ToArray());
        Assert.NotEqual(0, model.UserBias[0]);
    }

    /// <summary>Places that no rating fills must count for nothing, however the counts of the rows fall.</summary>
    [Fact]
    public void Rows_of_every_length_are_laid_out_whole()
    {
        int[] counts = [.. Enumerable.Range(0, 70), 257, 300];
        var keys = counts.SelectMany((count, row) => Enumerable.Repeat(row, count)).ToArray();
        var partners = keys.Select((_, i) => i % 5).ToArray();
        var rows = new AlternatingRows(new RatingGroups(keys, counts.Length), columns: 1 << 16);

        var (laid, targets) = rows.LayOut(partners, [4, 3, 2, 1, 0], [.. keys.Select(key => key + 1f)], mean: 1);

        Assert.Equal(counts.Length - 1, rows.Batches.Sum(b => b.RowCount));
        Assert.All(rows.Batches, batch => Assert.All(Enumerable.Range(0, batch.RowCount), i =>
        {
            var row = rows.Order[batch.FirstRank + i];
            var places = Enumerable.Range(batch.Start + i * batch.Length, batch.Length).ToArray();
            Assert.Equal(partners.Where((_, at) => keys[at] == row).Select(p => 4 - p).Order(), places.Select(p => laid[p]).Where(p => p < 5).Order());
            Assert.All(places, p => Assert.Equal(laid[p] == 5 ? 0 : row, targets[p]));
            Assert.True(batch.Length <= Math.Max(counts[row], counts[row] * 1.125));
        }));
    }

    [Fact]
    public void A_training_leaves_no_tensors_behind()
    {
        AlternatingLeastSquares.Fit(Made.Table, Small);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        AlternatingLeastSquares.Fit(Made.Table, Small);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Systems_that_float32_cannot_solve_are_named()
    {
        var ratings = RatingsTable.From(["u0", "u1"], ["i0", "i1"], [0, 0, 1], [0, 1, 0], [5e25f, 4e25f, 3e25f]);

        var error = Assert.Throws<TrainingDivergedException>(() => AlternatingLeastSquares.Fit(ratings, Small));

        Assert.Contains("FactorLambda 0.02", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_ends()
    {
        using var cancel = new CancellationTokenSource();
        var options = Small with { CancellationToken = cancel.Token, Progress = new Immediate<TrainingEpoch>(_ => cancel.Cancel()) };

        Assert.ThrowsAny<OperationCanceledException>(() => AlternatingLeastSquares.Fit(Made.Table, options));
    }

    public static TheoryData<AlternatingOptions, string> BadSettings => new()
    {
        { new() { LatentDim = 0 }, "LatentDim is 0; it must be at least 1" },
        { new() { Sweeps = 0 }, "Sweeps is 0" },
        { new() { FactorLambda = 0 }, "FactorLambda is 0; it must be a number above 0" },
        { new() { BiasLambda = double.NaN }, "BiasLambda is NaN" },
        { new() { Weighting = (Weighting)7 }, "Weighting is 7" },
        { new() { InitialSpread = -1 }, "InitialSpread is -1" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Settings_that_cannot_work_are_refused_by_name(AlternatingOptions options, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => AlternatingLeastSquares.Fit(Made.Table, options)).Message, StringComparison.Ordinal);

    /// <summary>The objective of the documentation, in double precision.</summary>
    private static double Loss(BiasedFactorModel model, RatingsTable ratings, AlternatingOptions options)
    {
        var loss = 0.0;
        for (var i = 0; i < ratings.Count; i++)
            loss += Math.Pow(ratings.Values[i] - (double)model.Predict(ratings.Users[i], ratings.Items[i]), 2);
        return loss + Penalty(model.UserBias, model.A, ratings.Users) + Penalty(model.ItemBias, model.B, ratings.Items);

        double Penalty(ReadOnlySpan<float> biases, float[,] factors, IReadOnlyList<int> rows)
        {
            var sum = 0.0;
            for (var row = 0; row < biases.Length; row++)
            {
                var weight = options.Weighting == Weighting.ByCount ? rows.Count(r => r == row) : 1;
                var squares = 0.0;
                foreach (var f in BiasedFactorModel.Row(factors, row)) squares += (double)f * f;
                sum += weight * (options.BiasLambda * biases[row] * biases[row] + options.FactorLambda * squares);
            }
            return sum;
        }
    }
}
