using Xunit;

namespace MfNotebooks.Tests.Training;

public class BiasedTrainingTests
{
    private static readonly SyntheticRatings Made =
        SyntheticRatings.Create(200, 100, 8_000, latentDim: 3, noise: 0.2, seed: 2);

    [Fact]
    public void Variational_least_squares_find_planted_factors_and_more_factors_do_no_harm()
    {
        var split = Split.Random(Made.Table, 0.2, seed: 1);

        foreach (var latentDim in new[] { 3, 12 })
        {
            var found = VariationalLeastSquares.Fit(split.Train,
                new VariationalOptions { LatentDim = latentDim, Rounds = 20, Noise = 0.24, FactorSpread = 0.65 });
            Assert.InRange(RatingMetrics.Of(found, split.Test).Rmse, 0.2, 0.26);
        }
    }

    [Fact]
    public void Progress_is_reported_once_an_epoch_with_a_falling_error()
    {
        var epochs = new List<TrainingEpoch>();

        MinibatchTrainer.Fit(Made.Table,
            new MinibatchOptions { LatentDim = 2, Epochs = 4, Progress = new Collector(epochs) });

        Assert.Equal([1, 2, 3, 4], epochs.Select(e => e.Epoch));
        Assert.True(epochs[^1].TrainRmse < epochs[0].TrainRmse);
    }

    [Fact]
    public void A_learning_rate_that_is_too_high_is_named()
    {
        var error = Assert.Throws<TrainingDivergedException>(() =>
            MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { LatentDim = 2, LearningRate = 1e20 }));

        Assert.Contains("Try LearningRate = 1E+19", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_ends()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { CancellationToken = cancel.Token }));
        Assert.Throws<OperationCanceledException>(() =>
            VariationalLeastSquares.Fit(Made.Table, new VariationalOptions { CancellationToken = cancel.Token }));
    }

    public static TheoryData<Action, string> BadSettings => new()
    {
        { () => MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { LatentDim = 0 }),
            "LatentDim is 0; it must be at least 1" },
        { () => MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { BatchSize = 0 }), "BatchSize is 0" },
        { () => MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { LearningRateDecay = 1.5 }),
            "LearningRateDecay is 1.5" },
        { () => MinibatchTrainer.Fit(Made.Table, new MinibatchOptions { RowLambda = double.NaN }), "RowLambda is NaN" },
        { () => VariationalLeastSquares.Fit(Made.Table, new VariationalOptions { Noise = 0 }),
            "Noise is 0; it must be a number above 0" },
        { () => VariationalLeastSquares.Fit(Made.Table, new VariationalOptions { Rounds = 0 }), "Rounds is 0" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Settings_that_cannot_work_are_refused_by_name(Action fit, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(fit).Message, StringComparison.Ordinal);

    private sealed class Collector(List<TrainingEpoch> epochs) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => epochs.Add(value);
    }
}
