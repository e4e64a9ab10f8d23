using Xunit;

namespace MfNotebooks.Tests.Training;

public class BayesianLeastSquaresTests
{
    private const double Ninety = 1.645;

    [Fact]
    public void Planted_ratings_are_found_and_nine_of_ten_intervals_hold()
    {
        var planted = SyntheticRatings.Create(150, 100, 5_000, latentDim: 2, noise: 0.4, seed: 3);
        var split = Split.Random(planted.Table);

        var model = BayesianLeastSquares.Fit(split.Train, new BayesianOptions { LatentDim = 2, Thinning = 1 });

        var (truth, rating, squares) = (0, 0, 0.0);
        for (var n = 0; n < split.Test.Count; n++)
        {
            var (user, item) = (split.Test.Users[n], split.Test.Items[n]);
            var (belief, expected) = (model.PredictWithSpread(user, item), planted.TrueRating(user, item));
            if (Math.Abs(belief.Mean - expected) <= Ninety * belief.Spread) truth++;
            if (Math.Abs(belief.Mean - split.Test.Values[n]) <= Ninety * belief.SpreadWithNoise) rating++;
            squares += Math.Pow(belief.Mean - expected, 2);
        }
        Assert.InRange(model.Noise, 0.38, 0.42);
        Assert.InRange(Math.Sqrt(squares / split.Test.Count), 0, 0.22);
        Assert.InRange(truth / (double)split.Test.Count, 0.86, 0.94);
        Assert.InRange(rating / (double)split.Test.Count, 0.87, 0.93);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_posterior_is_that_of_a_naive_sampler(bool implicitTerms)
    {
        int[] users = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4], items = [0, 1, 2, 0, 3, 1, 2, 3, 0, 2, 3];
        var ratings = RatingsTable.From(["a", "b", "c", "d", "e"], ["w", "x", "y", "z"], users, items,
            [5, 3, 4, 4, 1, 2, 3, 2, 5, 4.5f, 1]);

        var (mean, spread) = NaiveGibbs.Predict(ratings, 1, implicitTerms, rounds: 6_000, burnIn: 500, seed: 1);
        var model = BayesianLeastSquares.Fit(ratings,
            new BayesianOptions
            {
                LatentDim = 1, Rounds = 20_000, BurnIn = 500, Thinning = 5,
                ImplicitTerms = implicitTerms
            });

        for (var user = 0; user < 5; user++)
        {
            for (var item = 0; item < 4; item++)
            {
                // A pair that was learned from already counts as rated; the model counts it once more.
                if (implicitTerms && users.Zip(items).Contains((user, item))) continue;
                var belief = model.PredictWithSpread(user, item);
                Assert.Equal(mean[user, item], belief.Mean, 0.12);
                Assert.InRange(belief.Spread / spread[user, item], 0.8, 1.25);
            }
        }
    }

    [Fact]
    public void One_row_is_drawn_from_its_posterior_in_closed_form()
    {
        // Two numbers, G = [[2, 1], [1, 3]], g = (1, −2) at the row (0.5, 0), Λ = (1, 4), m = (0.2, −0.1), α = 2.
        const float alpha = 2;
        var stride = GibbsSide.Stride(1);
        var prior = new GibbsPrior(2);
        (prior.Precision[0], prior.Precision[1], prior.Mean[0], prior.Mean[1]) = (1, 4, 0.2f, -0.1f);
        var (gram, gradient, row) = (new float[stride * stride], new float[stride], new float[stride]);
        (gram[0], gram[1], gram[stride], gram[stride + 1]) = (2, 1, 1, 3);
        (gradient[0], gradient[1], row[0]) = (1, -2, 0.5f);
        // P = Λ + αG = [[5, 2], [2, 10]]; b = α·g − Λ(row − m) = (1.7, −4.4); P⁻¹ = [[10, −2], [−2, 5]] / 46.
        var (mean, variance, covariance) = (new[] { (10 * 1.7 + 2 * 4.4) / 46, (-2 * 1.7 - 5 * 4.4) / 46 },
            new[] { 10 / 46.0, 5 / 46.0 }, -2 / 46.0);

        const int Draws = 100_000;
        var (sums, squares, product) = (new double[2], new double[2], 0.0);
        var draw = new NormalDraw(2, stride);
        for (var n = 0; n < Draws; n++)
        {
            draw.SetPrecision(prior);
            draw.Add(alpha, gram);
            draw.Decompose();
            var step = draw.Step(alpha, gradient, row, prior, new RandomStream(1, 1, 1, n));
            for (var i = 0; i < 2; i++) (sums[i], squares[i]) = (sums[i] + step[i], squares[i] + step[i] * step[i]);
            product += step[0] * step[1];
            Assert.Equal(0, step[2]);
        }
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(mean[i], sums[i] / Draws, 0.006);
            Assert.Equal(variance[i], squares[i] / Draws - Math.Pow(sums[i] / Draws, 2), 0.005);
        }
        Assert.Equal(covariance, product / Draws - sums[0] * sums[1] / Draws / Draws, 0.005);
    }

    [Fact]
    public void A_prior_is_drawn_from_its_posterior_in_closed_form()
    {
        // Rows 1, 2, 3 and m = 0: Λ is gamma with shape 5/2 and rate (0.1 + 14) / 2; m given Λ is normal with mean 6 /
        // 4.
        float[] rows = [1, 2, 3];
        var (precision, mean) = (0.0, 0.0);
        const int Draws = 50_000;
        for (var n = 0; n < Draws; n++)
        {
            var prior = new GibbsPrior(1);
            prior.Draw(rows, 1, 3, new RandomStream(0, n, 0, 0));
            (precision, mean) = (precision + prior.Precision[0], mean + prior.Mean[0]);
        }

        Assert.Equal(5 / 14.1, precision / Draws, 0.01);
        Assert.Equal(1.5, mean / Draws, 0.02);
    }

    [Fact]
    public void Random_numbers_have_the_moments_of_their_distributions()
    {
        var normal = new float[100_000];
        new RandomStream(1, 2, 3, 4).FillGaussian(normal);
        var stream = new RandomStream(1, 2, 3, 5);
        var gamma = Enumerable.Range(0, 100_000).Select(_ => stream.NextGamma(0.5)).ToArray();

        Assert.Equal(0, normal.Average(x => x), 0.015);
        Assert.Equal(1, normal.Average(x => (double)x * x), 0.02);
        Assert.Equal(3, normal.Average(x => Math.Pow(x, 4)), 0.15);
        Assert.Equal(0.6827, normal.Count(x => Math.Abs(x) < 1) / 1e5, 0.006);
        // Neighbours in one stream, and the first numbers of neighbouring rows, have nothing in common.
        Assert.Equal(0, normal.Zip(normal.Skip(1), (a, b) => (double)a * b).Average(), 0.015);
        Assert.Equal(0, normal.Zip(normal.Skip(8), (a, b) => (double)a * b).Average(), 0.015);
        var firsts = Enumerable.Range(0, 10_000).Select(row => First(row)).ToArray();
        Assert.Equal(0, firsts.Zip(firsts.Skip(1), (a, b) => a * b).Average(), 0.04);
        Assert.Equal(0.5, gamma.Average(), 0.02);
        Assert.Equal(0.5, gamma.Average(x => x * x) - 0.25, 0.04);

        static double First(int row)
        {
            var number = new float[1];
            new RandomStream(7, 0, 0, row).FillGaussian(number);
            return number[0];
        }
    }

    [Fact]
    public void The_seed_decides_every_bit_and_the_threads_none()
    {
        var ratings = SyntheticRatings.Create(300, 400, 4_000, seed: 2).Table;
        var options = new BayesianOptions { LatentDim = 5, Rounds = 12, BurnIn = 4, Seed = 7 };

        var (one, two, other) = (BayesianLeastSquares.Fit(ratings, options with { Threads = 1 }),
            BayesianLeastSquares.Fit(ratings, options with { Threads = 2 }),
            BayesianLeastSquares.Fit(ratings, options with { Seed = 8 }));

        for (var user = -1; user < 300; user += 7)
        {
            for (var item = -1; item < 400; item++)
                Assert.Equal(one.PredictWithSpread(user, item), two.PredictWithSpread(user, item));
        }
        Assert.NotEqual(one.Predict(0, 0), other.Predict(0, 0));
    }

    [Fact]
    public void Another_scale_changes_nothing_but_the_scale()
    {
        var ratings = SyntheticRatings.Create(40, 30, 500, seed: 4).Table;
        var options = new BayesianOptions { LatentDim = 3, Rounds = 40, BurnIn = 10 };

        var plain = BayesianLeastSquares.Fit(ratings, options);
        // Times a power of two is exact.
        var wide = BayesianLeastSquares.Fit(Map(ratings, value => -16 * value), options with { });

        var same = BayesianLeastSquares.Fit(Map(ratings, value => 16 * value), options);
        for (var item = -1; item < 30; item++)
        {
            Assert.Equal(16 * plain.Predict(3, item), same.Predict(3, item), 1e-4f);
            Assert.Equal(16 * plain.PredictWithSpread(3, item).SpreadWithNoise,
                same.PredictWithSpread(3, item).SpreadWithNoise, 1e-4f);
        }
        // The sign turns the draws around, so that only the distribution is the same.
        Assert.Equal(16 * plain.Noise, wide.Noise, 2.0);
        Assert.InRange(RatingMetrics.Of(wide, Map(ratings, value => -16 * value)).Rmse / 16, 0.1, 0.5);
    }

    [Fact]
    public void On_100_points_it_is_as_good_as_on_5_stars()
    {
        var split = Split.Random(SyntheticRatings.Create(100, 80, 3_000, noise: 0.3, seed: 4).Table);
        var options = new BayesianOptions { LatentDim = 4, Rounds = 80, BurnIn = 20 };
        RatingsTable Points(RatingsTable ratings) => Map(ratings, value => 25 * value - 25);

        var stars = RatingMetrics.Of(BayesianLeastSquares.Fit(split.Train, options), split.Test).Rmse;
        var points = RatingMetrics.Of(BayesianLeastSquares.Fit(Points(split.Train), options), Points(split.Test)).Rmse;

        Assert.InRange(stars, 0.3, 0.4);
        Assert.Equal(stars, points / 25, 0.01);
    }

    [Fact]
    public void What_was_rated_at_all_counts_when_asked_for()
    {
        // Who rates the first film likes everything else; every user rates three of the others.
        var random = new Random(5);
        var (users, items, values) = (new List<int>(), new List<int>(), new List<float>());
        for (var user = 0; user < 200; user++)
        {
            var isFan = user % 2 == 0;
            if (isFan) Add(user, 0, 3);
            foreach (var item in Enumerable.Range(1, 20).OrderBy(_ => random.Next()).Take(3)) Add(user, item,
                (isFan ? 4 : 2) + (float)random.NextDouble());
        }
        // Of the last two users only the first film is known, or another one, both with the same stars.
        Add(200, 0, 3);
        Add(201, 1, 3);
        var ratings = RatingsTable.From([.. Enumerable.Range(0, 202).Select(i => $"u{i}")],
            [.. Enumerable.Range(0, 21).Select(i => $"i{i}")], [.. users], [.. items], [.. values]);

        double Gap(bool implicitTerms)
        {
            var model = BayesianLeastSquares.Fit(ratings,
                new BayesianOptions { LatentDim = 2, Rounds = 200, BurnIn = 50, ImplicitTerms = implicitTerms });
            return Enumerable.Range(2, 19).Average(item => model.Predict(200, item) - model.Predict(201, item));
        }

        Assert.InRange(Gap(true), 0.7, 3);
        Assert.InRange(Gap(false), -0.6, 0.4);

        void Add(int user, int item, float value)
        {
            users.Add(user);
            items.Add(item);
            values.Add(value);
        }
    }

    [Fact]
    public void Few_ratings_leave_wide_bars_and_strangers_the_widest()
    {
        var planted = SyntheticRatings.Create(80, 60, 1_500, seed: 6).Table;
        var ratings = RatingsTable.From([.. planted.UserIds, "stranger"], [.. planted.ItemIds, "new film"],
            planted.Users.AsSpan(), planted.Items.AsSpan(), planted.Values.AsSpan());

        var model = BayesianLeastSquares.Fit(ratings, new BayesianOptions { LatentDim = 3 });

        var known = Enumerable.Range(0, 60).Average(item => model.PredictWithSpread(0, item).Spread);
        var stranger = Enumerable.Range(0, 60).Average(item => model.PredictWithSpread(80, item).Spread);
        Assert.True(stranger > 1.3 * known, $"{stranger} of a stranger, {known} of somebody known");
        Assert.True(model.PredictWithSpread(80, 60).Spread > stranger);
        Assert.Equal(model.PredictWithSpread(-1, 5), model.PredictWithSpread(80, 5));
        Assert.Equal(model.PredictWithSpread(7, -1), model.PredictWithSpread(7, 60));
        var belief = model.PredictWithSpread(2, 2);
        Assert.Equal(Math.Pow(belief.Spread, 2) + Math.Pow(model.Noise, 2), Math.Pow(belief.SpreadWithNoise, 2), 1e-5);
        Assert.Equal(model.Predict(2, 2), belief.Mean);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 12)]
    [InlineData(12, 1)]
    [InlineData(2, 2)]
    public void The_smallest_tables_have_a_posterior_too(int users, int items)
    {
        var ratings = RatingsTable.From([.. Enumerable.Range(0, users).Select(i => $"u{i}")],
            [.. Enumerable.Range(0, items).Select(i => $"i{i}")],
            [.. Enumerable.Range(0, users * items).Select(n => n / items)],
                [.. Enumerable.Range(0, users * items).Select(n => n % items)],
            [.. Enumerable.Range(0, users * items).Select(n => 2f + n % 3)]);

        var model = BayesianLeastSquares.Fit(ratings, new BayesianOptions { LatentDim = 4, Rounds = 400 });

        for (var n = 0; n < ratings.Count; n++)
        {
            var belief = model.PredictWithSpread(ratings.Users[n], ratings.Items[n]);
            Assert.InRange(belief.Mean - ratings.Values[n], -1, 1);
            Assert.InRange(belief.Spread, 0.01, 20);
        }
        Assert.InRange(model.Predict(-1, -1), 1, 5);
    }

    [Fact]
    public void Ratings_that_are_all_equal_are_predicted_so()
    {
        var same = Map(SyntheticRatings.Create(30, 20, 300, seed: 1).Table, _ => 4);

        var model = BayesianLeastSquares.Fit(same, new BayesianOptions { LatentDim = 3, Rounds = 60, BurnIn = 20 });

        for (var item = -1; item < 20; item++) Assert.Equal(4, model.Predict(5, item), 0.15f);
        Assert.InRange(model.PredictWithSpread(5, 5).SpreadWithNoise, 0, 0.15);
    }

    [Fact]
    public void Ratings_without_noise_are_no_singular_case()
    {
        var split = Split.Random(SyntheticRatings.Create(60, 50, 1_500, latentDim: 2, noise: 0, seed: 1).Table);

        var model = BayesianLeastSquares.Fit(split.Train, new BayesianOptions { LatentDim = 8 });

        Assert.InRange(RatingMetrics.Of(model, split.Test).Rmse, 0, 0.1);
    }

    [Fact]
    public void Every_round_is_told_and_the_last_is_the_model()
    {
        var split = Split.Random(SyntheticRatings.Create(60, 50, 1_000, seed: 1).Table);
        var log = new EpochLog();

        var model = BayesianLeastSquares.Fit(split.Train,
            new BayesianOptions
            {
                LatentDim = 3, Rounds = 20, BurnIn = 5, Thinning = 2, Validation = split.Test,
                Progress = log
            });

        Assert.Equal(Enumerable.Range(1, 20), log.Select(round => round.Epoch));
        Assert.All(log.Take(5), round => Assert.Null(round.ValidationRmse));
        Assert.Equal(RatingMetrics.Of(model, split.Test).Rmse, log[^1].ValidationRmse!.Value, 1e-5);
        Assert.True(log[^1].TrainRmse < log[0].TrainRmse);
        Assert.Equal("k 3, 20 rounds, 8 kept of those after 5, with implicit terms", model.Settings);
    }

    [Fact]
    public void A_training_can_be_ended()
    {
        using var source = new CancellationTokenSource();
        var options = new BayesianOptions { CancellationToken = source.Token, Progress = new After(3, source) };

        Assert.ThrowsAny<OperationCanceledException>(() =>
            BayesianLeastSquares.Fit(SyntheticRatings.Create(20, 20, 100).Table, options));
    }

    public static TheoryData<BayesianOptions, string> Impossible => new()
    {
        { new BayesianOptions { LatentDim = 0 }, "LatentDim is 0; it must be at least 1" },
        { new BayesianOptions { Rounds = 0 }, "Rounds is 0; it must be at least 1" },
        { new BayesianOptions { Rounds = 30 }, "BurnIn is 30; it must be at least 0 and below Rounds (30)" },
        { new BayesianOptions { BurnIn = -1 }, "BurnIn is -1; it must be at least 0" },
        { new BayesianOptions { Thinning = 0 }, "Thinning is 0; it must be at least 1" },
        { new BayesianOptions { Threads = -1 }, "Threads is -1; it must be 0 or more" },
        { new BayesianOptions { LatentDim = 1_000_000 }, "LatentDim is 1000000; it must be at most " },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Settings_that_cannot_be_are_refused_by_name(BayesianOptions options, string message) =>
        Assert.Contains(message,
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            BayesianLeastSquares.Fit(SyntheticRatings.Create(20, 20, 100).Table, options)).Message,
            StringComparison.Ordinal);

    private static RatingsTable Map(RatingsTable ratings, Func<float, float> change) => RatingsTable.From(
        ratings.UserIds, ratings.ItemIds, ratings.Users.AsSpan(), ratings.Items.AsSpan(),
            [.. ratings.Values.Select(change)]);

    private sealed class After(int rounds, CancellationTokenSource source) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value)
        {
            if (value.Epoch == rounds) source.Cancel();
            Assert.InRange(value.Epoch, 1, rounds);
        }
    }
}

/// <summary>Alone, because memory is measured for the whole process.</summary>
[CollectionDefinition(nameof(BayesianMemoryTests), DisableParallelization = true)]
[Collection(nameof(BayesianMemoryTests))]
public sealed class BayesianMemoryTests
{
    [Fact]
    public void The_memory_is_told_beforehand()
    {
        var ratings = SyntheticRatings.Create(2_000, 1_000, 20_000, seed: 1).Table;
        var options = new BayesianOptions { Rounds = 40, BurnIn = 0, Thinning = 1 };

        var before = Settled();
        var model = BayesianLeastSquares.Fit(ratings, options);
        var kept = Settled() - before;

        var samples = BayesianLeastSquares.EstimateMemory(ratings,
            options).Parts.Single(part => part.Part == "samples").Bytes;
        Assert.InRange(kept / (double)samples, 0.9, 1.2);
        GC.KeepAlive(model);
    }

    /// <summary>What earlier tests left to finalizers goes first, or it would be counted here.</summary>
    private static long Settled()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
