using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingOptions Short = new() { Steps = 200, ReportEvery = 50, Device = CPU };

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        using var films = SampleRatings.Films;
        using var first = Trainer.Fit(films, Short);
        using var second = Trainer.Fit(films, Short);
        using var other = Trainer.Fit(films, Short with { Seed = 1 });

        Assert.Equal(first.Model.A.ToMatrix(), second.Model.A.ToMatrix());
        Assert.Equal(first.Model.B.ToMatrix(), second.Model.B.ToMatrix());
        Assert.NotEqual(first.Model.A.ToMatrix(), other.Model.A.ToMatrix());
    }

    [Fact]
    public void A_full_training_leaves_no_tensors_behind_but_the_models_two()
    {
        using var films = SampleRatings.Films;
        using var held = films.WithHidden(0.2, 0).Hidden;
        Trainer.Fit(films, Short).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var result = Trainer.Fit(films,
            new TrainingOptions { Device = CPU, Validation = held, Patience = 1_000, SnapshotEvery = 500 });

        Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        result.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_history_reports_the_first_step_every_interval_and_the_last()
    {
        using var films = SampleRatings.Films;
        var seen = new List<TrainingStep>();

        using var result = Trainer.Fit(films,
            Short with { Steps = 120, Progress = new Immediate<TrainingStep>(seen.Add) });

        Assert.Equal([1, 50, 100, 120], result.History.Steps.Select(s => s.Step));
        Assert.Equal(result.History.Steps, seen);
        Assert.All(result.History.Steps, s => Assert.Equal(s.DataLoss + s.Penalty, s.Loss, 1e-5));
        Assert.All(result.History.Steps, s => Assert.True(s.GradientNorm > 0));
        Assert.True(result.History.Steps[^1].Loss < result.History.Steps[0].Loss);
    }

    [Theory]
    [InlineData(Mean.Raw)]
    [InlineData(Mean.Centred)]
    [InlineData(Mean.Biased)]
    public void Every_mean_begins_at_the_scripts_start_and_its_model_predicts_what_was_trained(Mean mean)
    {
        using var films = SampleRatings.Films;
        using var start = FactorModel.Random(films, 2, 3, CPU);

        using var result = Trainer.Fit(films, Short with { Mean = mean, Seed = 3, SnapshotEvery = 100 });

        var first = result.History.Snapshots[0];
        Assert.Equal(start.A.ToMatrix(), first.A);
        Assert.Equal(start.B.ToMatrix(), first.B);
        Assert.All((first.UserBias ?? []).Concat(first.ItemBias ?? []), bias => Assert.Equal(0, bias));
        var (model, matrix) = (result.Model, result.Model.Reconstruct().ToMatrix());
        using var next = Trainer.Fit(films, Short with { Mean = mean, Seed = 3, Steps = 201, ReportEvery = 201 });
        Assert.Equal(next.History.Last!.TrainRmse, Rmse(films, matrix), 1e-5);
        for (var user = 0; user < 6; user++)
            for (var item = 0; item < 6; item++)
                Assert.Equal(matrix[user, item], model.Predict(user, item), 1e-5f);
    }

    [Fact]
    public void The_mean_saves_a_factor_and_the_biases_are_the_rest_that_one_factor_cannot_say()
    {
        // Worked out beforehand with numpy (the book's plan): k = 1 leaves 1.54 stars raw and 0.39 around the mean.
        using var films = SampleRatings.Films;
        var options = new TrainingOptions { LatentDim = 1, LearningRate = 0.01, Gradient = Gradient.ClosedForm };
        using var raw = Trainer.Fit(films, options);
        using var centred = Trainer.Fit(films, options with { Mean = Mean.Centred });

        Assert.Equal(1.54, raw.History.Last!.TrainRmse, 0.005);
        Assert.Equal(0.39, centred.History.Last!.TrainRmse, 0.005);
    }

    [Fact]
    public void Of_a_row_without_ratings_nothing_is_remembered()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 5, 0, 1 }, { 0, 0, 0 }, { 3, 0, 4 } });
        foreach (var gradient in Enum.GetValues<Gradient>())
        {
            using var result = Trainer.Fit(ratings, Short with { Gradient = gradient, Mean = Mean.Biased });

            Assert.Equal(result.Model.Predict(-1, 2), result.Model.Predict(1, 2));
            Assert.Equal(result.Model.Predict(2, -1), result.Model.Predict(2, 1));
            Assert.Equal((float)ratings.Mean, result.Model.Predict(1, 1));
        }
    }

    [Theory]
    [InlineData(Mean.Raw)]
    [InlineData(Mean.Centred)]
    [InlineData(Mean.Biased)]
    public void Snapshots_hold_the_factors_whose_loss_was_reported(Mean mean)
    {
        using var films = SampleRatings.Films;

        using var result = Trainer.Fit(films, Short with { SnapshotEvery = 100, Mean = mean });

        Assert.Equal([1, 100, 200], result.History.Snapshots.Select(s => s.Step));
        foreach (var snapshot in result.History.Snapshots)
        {
            var report = result.History.Steps.Single(s => s.Step == snapshot.Step);
            Assert.Equal(report.TrainRmse, Rmse(films, snapshot.Reconstruct()), 1e-4);
        }
    }

    [Fact]
    public void Early_stopping_ends_a_training_that_overfits_and_keeps_the_best_factors()
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.25, 1);
        using (kept)
        using (hidden)
        {
            using var result = Trainer.Fit(kept,
                new TrainingOptions
                {
                    LatentDim = 3, Lambda = 0, LearningRate = 0.01, ReportEvery = 20,
                    Validation = hidden, Patience = 5, Device = CPU
                });

            Assert.True(result.StoppedEarly);
            var best = result.History.Best!;
            Assert.Equal(best.Step + 5 * 20, Assert.IsType<TrainingStep>(result.History.Last).Step, 20.0);
            Assert.Equal(best.ValidationRmse!.Value, Rmse(hidden, result.Model.Reconstruct().ToMatrix()), 1e-4);
        }
    }

    [Fact]
    public void A_held_out_error_is_measured_but_never_trained_on()
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.25, 1);
        using (kept)
        using (hidden)
        {
            using var plain = Trainer.Fit(kept, Short);
            using var watched = Trainer.Fit(kept, Short with { Validation = hidden });

            Assert.Equal(plain.Model.A.ToMatrix(), watched.Model.A.ToMatrix());
            Assert.All(watched.History.Steps, s => Assert.NotNull(s.ValidationRmse));
            Assert.All(plain.History.Steps, s => Assert.Null(s.ValidationRmse));
        }
    }

    [Fact]
    public void A_diverging_training_stops_with_the_step_the_cause_and_the_remedy()
    {
        using var films = SampleRatings.Films;

        var error = Assert.Throws<TrainingDivergedException>(() =>
            Trainer.Fit(films, Short with { LearningRate = 1e20 }));

        Assert.InRange(error.Step, 2, 10);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("1E+20", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate = 1E+19", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_stops_before_its_next_step()
    {
        using var films = SampleRatings.Films;
        using var cancel = new CancellationTokenSource();
        var seen = new List<TrainingStep>();

        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(films, Short with
        {
            CancellationToken = cancel.Token,
            Progress = new Immediate<TrainingStep>(step => { seen.Add(step); if (step.Step == 100) cancel.Cancel(); }),
        }));

        Assert.Equal(100, seen[^1].Step);
    }

    public static TheoryData<TrainingOptions, string> Unusable() => new()
    {
        { Short with { LatentDim = 0 }, "LatentDim is 0; it must be at least 1" },
        { Short with { LatentDim = -1 }, "LatentDim is -1; it must be at least 1" },
        { Short with { LatentDim = 100_000_000 }, "LatentDim is 100000000; it must be at most 1000: more factors" },
        { Short with { Steps = -1 }, "Steps is -1; it must be at least 1" },
        { Short with { Steps = 0 }, "Steps is 0; it must be at least 1; FactorModel.Random gives the start" },
        { Short with { Mean = (Mean)9 }, "Mean is 9; it must be Raw, Centred or Biased" },
        { Short with { LearningRate = 0 }, "LearningRate is 0; it must be a number above 0" },
        { Short with { LearningRate = double.NaN }, "LearningRate is NaN" },
        { Short with { Lambda = -0.5 }, "Lambda is -0.5; it must be 0 or more" },
        { Short with { ReportEvery = 0 }, "ReportEvery is 0; it must be at least 1" },
        { Short with { SnapshotEvery = 0 }, "SnapshotEvery is 0; it must be at least 1" },
        { Short with { Patience = 3 }, "Patience is 3; it must be null unless Validation is given" },
        { Short with { Regularization = (Regularization)9 }, "Regularization is 9; it must be Norm or SquaredNorm" },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Unusable_options_are_refused_by_name_value_and_range(TrainingOptions options, string message)
    {
        using var films = SampleRatings.Films;

        var error = Assert.ThrowsAny<ArgumentException>(() => Trainer.Fit(films, options));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_ratings_of_other_users_are_refused()
    {
        using var films = SampleRatings.Films;
        using var other = RatingsMatrix.From(new float[,] { { 1, 2 } });

        var error = Assert.Throws<ArgumentException>("Validation", () =>
            Trainer.Fit(films, Short with { Validation = other }));

        Assert.Contains("same users and items", error.Message, StringComparison.Ordinal);
    }

    private static double Rmse(RatingsMatrix ratings, float[,] predictions)
    {
        var errors = from u in Enumerable.Range(0, ratings.UserCount)
                     from i in Enumerable.Range(0, ratings.ItemCount)
                     where ratings[u, i] is not null
                     select Math.Pow(predictions[u, i] - ratings[u, i]!.Value, 2);
        return Math.Sqrt(errors.Average());
    }
}
