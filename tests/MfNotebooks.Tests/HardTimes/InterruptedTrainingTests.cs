using MfNotebooks.Tests.Training;
using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>
/// A training that is stopped, wherever and by whatever, leaves no tensor behind and gives back no half of a model.
/// </summary>
public class InterruptedTrainingTests
{
    public static TheoryData<Gradient, Optimizer, int> Stops => new(
        from gradient in Enum.GetValues<Gradient>()
        from optimizer in Enum.GetValues<Optimizer>()
        from step in (int[])[1, 2, 99, 100, 101]
        select (gradient, optimizer, step));

    [Theory]
    [MemberData(nameof(Stops))]
    public void Training_alone(Gradient gradient, Optimizer optimizer, int stopAt) => AssertNothingStays(cancel =>
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.2, 0);
        using (kept)
        using (hidden)
        {
            Trainer.Fit(kept, new TrainingOptions
            {
                Gradient = gradient, Optimizer = optimizer, Steps = 300, ReportEvery = 1, SnapshotEvery = 7,
                Validation = hidden, Patience = 1_000, CancellationToken = cancel.Token,
                Progress = new Immediate<TrainingStep>(step => { if (step.Step == stopAt) cancel.Cancel(); }),
            });
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_sweep(int stopAt) => AssertNothingStays(cancel =>
    {
        using var films = SampleRatings.Films;
        Sweep.Fit(films, new SweepOptions
        {
            LatentDims = [1, 3], Seeds = [.. Enumerable.Range(0, 500)], Steps = 300,
            CancellationToken = cancel.Token,
            Progress = new Immediate<int>(runs => { if (runs == stopAt) cancel.Cancel(); })
        });
    });

    [Fact]
    public void Minibatches() => AssertNothingStays(cancel =>
        MinibatchTrainer.Fit(HardRatings.Plain["all rated"],
            new()
            {
                BatchSize = 3, CancellationToken = cancel.Token,
                Progress = new Immediate<TrainingEpoch>(_ => cancel.Cancel())
            }));

    [Fact]
    public void Least_squares() => AssertNothingStays(cancel =>
    {
        cancel.Cancel();
        VariationalLeastSquares.Fit(HardRatings.Plain["all rated"], new() { CancellationToken = cancel.Token });
    });

    [Theory]
    [InlineData(Gradient.Autograd)]
    [InlineData(Gradient.ClosedForm)]
    public void A_progress_that_fails_or_a_training_that_diverges(Gradient gradient)
    {
        AssertNothingStays(_ => Fit(
            new TrainingOptions
            {
                Gradient = gradient,
                Progress = new Immediate<TrainingStep>(_ => throw new OperationCanceledException())
            }));
        AssertNothingStays(_ => Assert.Throws<TrainingDivergedException>(() =>
            Fit(new TrainingOptions { Gradient = gradient, LearningRate = 1e20 })), stops: false);
    }

    private static void Fit(TrainingOptions options)
    {
        using var films = SampleRatings.Films;
        Trainer.Fit(films, options);
    }

    private static void AssertNothingStays(Action<CancellationTokenSource> train, bool stops = true)
    {
        SampleRatings.Films.Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var cancel = new CancellationTokenSource();
        if (stops) Assert.Throws<OperationCanceledException>(() => train(cancel));
        else train(cancel);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
