using System.Globalization;
using MfNotebooks.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.LiveLab;

/// <summary>The lab's arithmetic against PyTorch's recorded runs and against <see cref="Trainer.Fit"/>.</summary>
public sealed class LabModelTests
{
    public static TheoryData<int> Runs() => [.. Enumerable.Range(0, GoldenRun.All.Count)];

    /// <summary>A browser follows it to its end (LabKeepingTests); here a step takes a hundred times as long.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void It_starts_where_PyTorch_starts_and_follows_it(int index)
    {
        var run = GoldenRun.All[index];
        using var films = SampleRatings.Films;
        using var model = new LabModel();
        model.Train(films, new TrainingOptions
        {
            LatentDim = run.LatentDim, Seed = run.Seed, Lambda = run.Regularization, LearningRate = run.LearningRate,
        });

        AssertClose([.. run.Initial.A.SelectMany(x => x), .. run.Initial.B.SelectMany(x => x)],
            model.Numbers("run.numbers"), 1e-6);
        var step = 1;
        foreach (var at in (int[])[1, 1_000, 2_000])
        {
            // The script prints a step's loss before its update.
            var (loss, steps) = (run.Loss[at.ToString(CultureInfo.InvariantCulture)], at - step);
            Assert.Equal(steps, model.Advance(steps));
            Assert.Equal(loss, model.Number("run.measure().loss"), loss * 1e-4);
            step += steps;
        }
    }

    /// <summary>
    /// Fewer than 16 numbers and more, even counts and odd, and 16 itself: torch draws them in different ways.
    /// </summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 1)]
    [InlineData(5, 3, 3)]
    [InlineData(8, 2, 2)]
    [InlineData(7, 20, 5)]
    [InlineData(20, 20, 6)]
    public void The_start_is_torchs_for_every_size_and_seed(int users, int items, int k)
    {
        var values = new float[users, items];
        values[0, 0] = 3;
        using var ratings = RatingsMatrix.From(values);
        using var model = new LabModel();
        foreach (var seed in (int[])[0, 1, 4, 42, 9999])
        {
            using var start = FactorModel.Random(ratings, k, seed, CPU);
            model.Train(ratings, new TrainingOptions { LatentDim = k, Seed = seed });
            AssertClose([.. start.A.ToArray(), .. start.B.ToArray()], model.Numbers("run.numbers"), 1e-6);
        }
    }

    public static TheoryData<Mean, Regularization, Optimizer, double, int> Settings() => new()
    {
        { Mean.Raw, Regularization.Norm, Optimizer.Adam, 0.001, 2 },
        { Mean.Raw, Regularization.SquaredNorm, Optimizer.Sgd, 0.03, 3 },
        { Mean.Centred, Regularization.Norm, Optimizer.Adam, 0.003, 1 },
        { Mean.Centred, Regularization.SquaredNorm, Optimizer.Adam, 0.001, 2 },
        { Mean.Centred, Regularization.Norm, Optimizer.Sgd, 0.1, 2 },
        { Mean.Biased, Regularization.Norm, Optimizer.Adam, 0.001, 1 },
        { Mean.Biased, Regularization.SquaredNorm, Optimizer.Adam, 0.01, 2 },
        { Mean.Biased, Regularization.Norm, Optimizer.Sgd, 0.03, 6 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_gives_the_losses_and_the_held_out_errors_of_Trainer_Fit(
        Mean mean, Regularization regularization, Optimizer optimizer, double rate, int latentDim)
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.25, seed: 1);
        using var both = new Both(kept, hidden);
        foreach (var seed in (int[])[0, 3])
        {
            var options = new TrainingOptions
            {
                Mean = mean, Regularization = regularization, Optimizer = optimizer, LearningRate = rate, Lambda = 0.01,
                LatentDim = latentDim, Seed = seed, Steps = 501, ReportEvery = 1, Validation = hidden, Device = CPU,
            };
            using var fitted = Trainer.Fit(kept, options);
            using var model = new LabModel();
            model.Train(kept, options);
            foreach (var report in fitted.History.Steps.Where(s => s.Step is 1 or 2 or 11 or 101 or 501))
            {
                var steps = report.Step - 1 - (int)model.Number("run.step");
                Assert.Equal(steps, model.Advance(steps));
                Assert.Equal(report.Loss, model.Number("run.measure().loss"), 1e-4 * report.Loss);
                Assert.Equal(report.ValidationRmse!.Value, model.Number("run.rmse(hidden)"),
                    1e-4 * report.ValidationRmse.Value);
            }
        }
    }

    [Fact]
    public void Ratings_are_hidden_as_WithHidden_draws_them()
    {
        using var films = SampleRatings.Films;
        using var model = new LabModel();
        model.Give("all", films);
        for (var seed = 0; seed < 40; seed++)
        {
            var (kept, hidden) = films.WithHidden(6 / 24.0, seed);
            using var both = new Both(kept, hidden);
            var table = hidden.ToTable();
            int[] expected = [.. table.Users.Zip(table.Items, (user, item) => user * 6 + item)];

            var drawn = model.Numbers($"model.drawHidden(all, 6, {seed}).map(r => r.user * 6 + r.item)");

            Assert.Equal(expected, drawn.Select(cell => (int)cell).Order());
        }
    }

    [Theory]
    [InlineData(Optimizer.Sgd, 10.0)]
    [InlineData(Optimizer.Sgd, 3.0)]
    public void A_training_that_diverges_in_Trainer_Fit_stops_in_the_same_step(Optimizer optimizer, double rate)
    {
        using var films = SampleRatings.Films;
        var options = new TrainingOptions
        {
            Optimizer = optimizer, LearningRate = rate, Lambda = 0, Steps = 10_000,
            Device = CPU
        };
        var thrown = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(films, options));
        using var model = new LabModel();
        model.Train(films, options);

        Assert.Equal(thrown.Step, model.Advance(10_000) + 1);
        Assert.All(model.Numbers("run.numbers"), number => Assert.True(double.IsFinite(number)));
    }

    /// <summary>No step of a half sweep raises the loss that it is said to minimize, and its own slope is 0.</summary>
    [Theory]
    [InlineData(Mean.Raw, Regularization.SquaredNorm, 0.01)]
    [InlineData(Mean.Centred, Regularization.SquaredNorm, 0.1)]
    [InlineData(Mean.Biased, Regularization.SquaredNorm, 0.03)]
    [InlineData(Mean.Raw, Regularization.Norm, 0.01)]
    [InlineData(Mean.Centred, Regularization.Norm, 0.3)]
    public void A_half_sweep_never_raises_the_loss(Mean mean, Regularization regularization, double lambda)
    {
        using var films = SampleRatings.Films;
        using var model = new LabModel();
        model.Train(films, new TrainingOptions
        {
            Mean = mean, Regularization = regularization, Lambda = lambda,
            LatentDim = 3
        }, "sweeps");
        var loss = model.Number("run.measure().loss");
        for (var half = 1; half <= 40; half++)
        {
            Assert.Equal(1, model.Advance(1));
            var next = model.Number("run.measure().loss");
            Assert.True(next <= loss * (1 + 1e-12), $"half sweep {half}: {loss} became {next}");
            loss = next;
        }
    }

    /// <summary>The users' rows after a half sweep are where autograd finds no slope.</summary>
    [Fact]
    public void A_half_sweep_solves_the_rows_of_its_side_exactly()
    {
        using var films = SampleRatings.Films;
        using var model = new LabModel();
        model.Train(films, new TrainingOptions { Regularization = Regularization.SquaredNorm, Lambda = 0.01 },
            "sweeps");
        model.Advance(1);
        using var scope = NewDisposeScope();
        var a = tensor(model.Numbers("run.a").Select(x => (float)x).ToArray()).reshape(6, 2).requires_grad_();
        var b = tensor(model.Numbers("run.b").Select(x => (float)x).ToArray()).reshape(6, 2).requires_grad_();

        new Objective(Regularization.SquaredNorm, 0.01).Evaluate(a, b, films).Total.backward();

        Assert.True(a.grad!.abs().max().item<float>() < 1e-5);
        Assert.True(b.grad!.abs().max().item<float>() > 1e-2);
    }

    [Fact]
    public void Turning_the_factors_leaves_the_predictions_where_they_are()
    {
        using var films = SampleRatings.Films;
        using var model = new LabModel();
        model.Train(films, new TrainingOptions { LatentDim = 3, Mean = Mean.Biased });
        model.Advance(50);
        const string Turned = "model.turned(run.numbers, { users: 6, items: 6, k: 3 }, 0, 2, 1.234)";
        const string All = "Array.from({ length: 36 }, (_, n) => m.predict(Math.floor(n / 6), n % 6))";

        AssertClose(model.Numbers($"(m => {All})(run)"), model.Numbers($"(m => {All})(run.at({Turned}))"), 1e-12);
        Assert.NotEqual(model.Numbers("run.numbers")[0], model.Numbers(Turned)[0], 0.01);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    private static void AssertClose(float[] expected, double[] actual, double tolerance) =>
        AssertClose([.. expected.Select(x => (double)x)], actual, tolerance);

    private sealed record Both(RatingsMatrix Kept, RatingsMatrix Hidden) : IDisposable
    {
        public void Dispose()
        {
            Kept.Dispose();
            Hidden.Dispose();
        }
    }
}
