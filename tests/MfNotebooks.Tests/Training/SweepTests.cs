using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class SweepTests
{
    private static readonly SweepOptions Small =
        new() { LatentDims = [1, 3], Lambdas = [0.1, 0], Seeds = [5, 2], Steps = 150 };

    [Theory]
    [InlineData(Regularization.Norm, 1)]
    [InlineData(Regularization.Norm, 2)]
    [InlineData(Regularization.SquaredNorm, 2)]
    public void Every_run_has_the_bits_that_training_alone_gives(Regularization regularization, int atOnce)
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.2, 3);
        using (kept)
        using (hidden)
        {
            var options = new SweepOptions
            {
                Means = [Mean.Raw, Mean.Centred, Mean.Biased], LatentDims = [1, 2, 4], Lambdas = [0, 0.3],
                Seeds = [0, 7],
                Steps = 500, LearningRate = 5e-3, Regularization = regularization, Validation = hidden,
            };
            var sweeps = Enumerable.Range(0, atOnce).AsParallel().WithDegreeOfParallelism(atOnce)
                .Select(_ => Sweep.Fit(kept, options)).ToArray();
            foreach (var sweep in sweeps)
            {
                Assert.Equal(36, sweep.Runs.Count);
                foreach (var run in sweep.Runs) AssertTrainedAlone(run, kept, hidden, options);
                sweep.Dispose();
            }
        }
    }

    private static void AssertTrainedAlone(SweepRun run, RatingsMatrix kept, RatingsMatrix hidden, SweepOptions options)
    {
        var alone = new TrainingOptions
        {
            Mean = run.Mean, LatentDim = run.LatentDim, Lambda = run.Lambda, Seed = run.Seed, Steps = options.Steps,
            ReportEvery = options.Steps + 1,
            LearningRate = options.LearningRate, Regularization = options.Regularization, Validation = hidden,
            Gradient = Gradient.ClosedForm, Device = CPU,
        };
        using var result = Trainer.Fit(kept, alone);
        Assert.Equal(result.Model.A.ToMatrix(), run.Model.A.ToMatrix());
        Assert.Equal(result.Model.B.ToMatrix(), run.Model.B.ToMatrix());
        Assert.Equal(result.Model.UserBias, run.Model.UserBias);
        Assert.Equal(result.Model.ItemBias, run.Model.ItemBias);
        Assert.Equal(result.Model.Mean, run.Model.Mean);

        // The step after the last reports the factors that the last step left.
        using var next = Trainer.Fit(kept, alone with { Steps = options.Steps + 1 });
        var report = next.History.Last!;
        Assert.Equal(report.Loss, run.Loss, report.Loss * 1e-4 + 1e-9);
        Assert.Equal(report.TrainRmse, run.TrainRmse, report.TrainRmse * 1e-4 + 1e-6);
        Assert.Equal(report.ValidationRmse!.Value, run.ValidationRmse!.Value, 1e-9);
        Assert.Equal(Norm(run.Model.A), run.NormA, 1e-6);
        Assert.Equal(Norm(run.Model.B), run.NormB, 1e-6);
    }

    [Fact]
    public void The_scripts_run_in_the_middle_of_others_ends_where_PyTorchs_did()
    {
        using var films = SampleRatings.Films;

        using var sweep = Sweep.Fit(films, new SweepOptions { LatentDims = [3, 2, 1], Seeds = [1, 0] });

        var run = sweep.Runs.Single(r => r is { LatentDim: 2, Seed: 0 });
        Assert.Equal(0.084191, run.Loss, 0.084191e-3);
        Assert.Null(run.ValidationRmse);
    }

    [Fact]
    public void Runs_come_by_latent_dimension_then_lambda_then_seed_as_they_were_listed()
    {
        using var films = SampleRatings.Films;

        using var sweep = Sweep.Fit(films, Small);

        Assert.Equal(
            [(1, 0.1, 5), (1, 0.1, 2), (1, 0, 5), (1, 0, 2), (3, 0.1, 5), (3, 0.1, 2), (3, 0, 5), (3, 0, 2)],
            sweep.Runs.Select(r => (r.LatentDim, r.Lambda, r.Seed)));
        Assert.All(sweep.Runs, r => Assert.Equal([6, r.LatentDim], r.Model.A.shape));
        Assert.All(sweep.Runs, r => Assert.Equal([6, r.LatentDim], r.Model.B.shape));
        Assert.All(sweep.Runs, r => Assert.Equal(films.Users, r.Model.Users));
    }

    [Fact]
    public void The_best_run_has_the_lowest_held_out_error_or_else_the_lowest_loss()
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.2, 3);
        using (kept)
        using (hidden)
        {
            using var watched = Sweep.Fit(kept, Small with { Validation = hidden });
            using var plain = Sweep.Fit(kept, Small);

            Assert.Equal(watched.Runs.Min(r => r.ValidationRmse), watched.Best.ValidationRmse);
            Assert.Equal(plain.Runs.Min(r => r.Loss), plain.Best.Loss);
            Assert.Equal(watched.Runs.Select(r => r.Loss), plain.Runs.Select(r => r.Loss));
        }
    }

    [Fact]
    public void The_first_run_that_diverges_is_named()
    {
        // Only a penalty of this weight is too steep for float32.
        using var films = SampleRatings.Films;
        var options = Small with
        {
            LatentDims = [1, 2],
            Lambdas = [0.5, 1e38],
            Regularization = Regularization.SquaredNorm,
            LearningRate = 10
        };

        var error = Assert.Throws<TrainingDivergedException>(() => Sweep.Fit(films, options));

        Assert.Contains("In the run with Mean = Raw, LatentDim = 1, Lambda = 1E+38, Seed = 5: The loss became",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate = 1,", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Step);
    }

    [Fact]
    public void Progress_is_told_after_every_run_and_can_lead_to_cancelling()
    {
        using var films = SampleRatings.Films;
        using var cancel = new CancellationTokenSource();
        var (all, some) = (new List<int>(), new List<int>());
        Sweep.Fit(films, Small with { Progress = new Immediate<int>(all.Add) }).Dispose();

        Assert.Throws<OperationCanceledException>(() => Sweep.Fit(films, Small with
        {
            Seeds = [.. Enumerable.Range(0, 1_000)],
            CancellationToken = cancel.Token,
            Progress = new Immediate<int>(done => { some.Add(done); if (done == 3) cancel.Cancel(); }),
        }));

        Assert.Equal(Enumerable.Range(1, 8), all);
        Assert.Equal(Enumerable.Range(1, some.Count), some);
        Assert.InRange(some.Count, 3, 3_999);
    }

    [Fact]
    public void A_sweep_that_does_not_fit_is_refused_as_every_training_is()
    {
        using var films = SampleRatings.Films;

        var error = Assert.Throws<InsufficientMemoryException>(() => Sweep.Fit(films, Small with
        {
            LatentDims = [1_000],
            Lambdas = [.. Enumerable.Repeat(0.1, 1_000)],
            Seeds = [.. Enumerable.Range(0, 2_000_000)],
        }));

        Assert.Contains("starts and models", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_leaves_no_tensors_behind_but_two_a_model()
    {
        using var films = SampleRatings.Films;
        Sweep.Fit(films, Small).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var sweep = Sweep.Fit(films, Small with { Validation = films });
        Assert.Throws<TrainingDivergedException>(() => Sweep.Fit(films, Small with { LearningRate = 1e20 }));

        Assert.Equal(before + 2 * 8, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        sweep.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(Regularization.Norm)]
    [InlineData(Regularization.SquaredNorm)]
    public async Task Sweeps_beside_each_other_survive_garbage_collections_and_agree_to_the_bit(
        Regularization regularization)
    {
        var factors = await GarbageCollections.Beside(() =>
        {
            using var films = SampleRatings.Films;
            using var sweep = Sweep.Fit(films,
                Small with { Steps = 300, Regularization = regularization, Validation = films });
            return sweep.Runs.Select(r => r.Model.A.ToMatrix()).ToArray();
        });

        Assert.All(factors, a => Assert.Equal(factors[0], a));
    }

    public static TheoryData<SweepOptions, string> Unusable() => new()
    {
        { Small with { LatentDims = [] },
            "LatentDims is empty; a sweep needs at least one value, such as LatentDims = [1, 2, 3]" },
        { Small with { Lambdas = [] }, "Lambdas is empty" },
        { Small with { Seeds = [] }, "Seeds is empty" },
        { Small with { LatentDims = [2, 0] }, "LatentDim is 0; it must be at least 1" },
        { Small with { Lambdas = [0.1, -1] }, "Lambda is -1; it must be 0 or more" },
        { Small with { Steps = -1 }, "Steps is -1" },
        { Small with { LearningRate = 0 }, "LearningRate is 0" },
        { Small with { Regularization = (Regularization)9 }, "Regularization is 9" },
        { Small with { Means = [] }, "Means is empty" },
        { Small with { Steps = 0 }, "Steps is 0; it must be at least 1" },
        { Small with { LatentDims = [2_000_000_000] }, "LatentDim is 2000000000; it must be at most 1000" },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Unusable_options_are_refused(SweepOptions options, string message)
    {
        using var films = SampleRatings.Films;

        var error = Assert.ThrowsAny<ArgumentException>(() => Sweep.Fit(films, options));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static double Norm(Tensor tensor) => Math.Sqrt(tensor.ToMatrix().Cast<float>().Sum(x => (double)x * x));
}
