using MfNotebooks.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

/// <summary>Training without autograd against training with it; against PyTorch's numbers it is held by <see cref="GoldenRunTests"/>.</summary>
public class ClosedFormTests
{
    private static readonly TrainingOptions Short = new() { Steps = 200, ReportEvery = 50, Device = CPU, Gradient = Gradient.ClosedForm };

    [Theory]
    [InlineData(Regularization.Norm, 0, 2)]
    [InlineData(Regularization.Norm, 0.1, 1)]
    [InlineData(Regularization.Norm, 1e-3, 3)]
    [InlineData(Regularization.SquaredNorm, 0, 1)]
    [InlineData(Regularization.SquaredNorm, 0.1, 2)]
    [InlineData(Regularization.SquaredNorm, 1e-3, 3)]
    public void Every_report_is_that_of_autograd(Regularization regularization, double lambda, int latentDim)
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.2, 3);
        using (kept)
        using (hidden)
        {
            var options = Short with { Steps = 3_000, Regularization = regularization, Lambda = lambda, LatentDim = latentDim, Seed = 4, Validation = hidden };
            using var closed = Trainer.Fit(kept, options);
            using var automatic = Trainer.Fit(kept, options with { Gradient = Gradient.Autograd });

            Assert.Equal(automatic.History.Steps.Select(s => s.Step), closed.History.Steps.Select(s => s.Step));
            foreach (var (a, c) in automatic.History.Steps.Zip(closed.History.Steps))
            {
                Assert.Equal(a.Loss, c.Loss, a.Loss * 1e-4);
                Assert.Equal(a.DataLoss, c.DataLoss, a.DataLoss * 1e-4);
                Assert.Equal(a.GradientNorm, c.GradientNorm, a.GradientNorm * 1e-2);
                Assert.Equal(a.ValidationRmse!.Value, c.ValidationRmse!.Value, 1e-3);
            }
        }
    }

    [Theory]
    [InlineData(Regularization.Norm, 0)]
    [InlineData(Regularization.Norm, 0.5)]
    [InlineData(Regularization.SquaredNorm, 0.5)]
    public void The_gradient_is_autograds(Regularization regularization, double lambda)
    {
        using var films = SampleRatings.Films;
        using var start = FactorModel.Random(films, 3, seed: 5);
        AssertSameGradient(films, start.A, start.B, new Objective(regularization, lambda));
    }

    [Fact]
    public void Where_all_factors_are_zero_the_norm_adds_nothing_just_as_in_autograd()
    {
        using var films = SampleRatings.Films;
        using var start = FactorModel.Random(films, 2);
        using var zero = zeros_like(start.A);
        AssertSameGradient(films, zero, start.B, new Objective(Regularization.Norm, 0.5));
        AssertSameGradient(films, zero, start.B, new Objective(Regularization.Norm, 0));
    }

    [Fact]
    public void The_gradient_agrees_with_a_case_worked_by_hand()
    {
        // A = [3; 4], B = [1; 2]: predictions 3, 6, 4, 8. Rated are 2, 5 and 4, so the errors are 1, 1 and 0, and n = 3.
        using var ratings = RatingsMatrix.From(new float[,] { { 2, 5 }, { 4, 0 } });
        using var scope = NewDisposeScope();
        var stack = tensor(new float[,] { { 3 }, { 4 }, { 1 }, { 2 } });
        using var gradient = new ClosedFormGradient(stack, ratings, Regularization.Norm, tensor(0.1f));

        gradient.Compute();

        // ‖A‖ = 5. ∂A = 2/3·[1·1 + 1·2; 0] + 0.1·[3; 4]/5; ∂B = 2/3·[1·3; 1·3] + 0.1·[1; 2]/√5.
        float[] expected = [2.06f, 0.08f, 2 + 0.1f / 2.2360680f, 2 + 0.2f / 2.2360680f];
        var actual = stack.grad!.data<float>().ToArray();
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        using var films = SampleRatings.Films;
        using var first = Trainer.Fit(films, Short);
        using var second = Trainer.Fit(films, Short);

        Assert.Equal(first.Model.A.ToMatrix(), second.Model.A.ToMatrix());
        Assert.Equal(first.Model.B.ToMatrix(), second.Model.B.ToMatrix());
    }

    [Fact]
    public void Snapshots_and_early_stopping_are_those_of_autograd()
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.25, 1);
        using (kept)
        using (hidden)
        {
            var options = new TrainingOptions { LatentDim = 3, Lambda = 0, LearningRate = 0.01, ReportEvery = 20, SnapshotEvery = 30, Validation = hidden, Patience = 5, Device = CPU };
            using var automatic = Trainer.Fit(kept, options);
            using var closed = Trainer.Fit(kept, options with { Gradient = Gradient.ClosedForm });

            Assert.True(closed.StoppedEarly);
            Assert.Equal(automatic.History.Last!.Step, closed.History.Last!.Step);
            Assert.Equal(automatic.History.Best!.Step, closed.History.Best!.Step);
            Assert.Equal(automatic.History.Snapshots.Select(s => s.Step), closed.History.Snapshots.Select(s => s.Step));
            Assert.Equal(automatic.History.Snapshots[^1].A[0, 0], closed.History.Snapshots[^1].A[0, 0], 1e-4);
            Assert.Equal(automatic.Model.Predict(0, 0), closed.Model.Predict(0, 0), 1e-3);
        }
    }

    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1_000, 100, 100)]
    public void A_diverging_training_is_noticed_at_a_report_or_within_a_hundred_steps(int reportEvery, int earliest, int latest)
    {
        using var films = SampleRatings.Films;

        var error = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(films, Short with { Steps = 5_000, ReportEvery = reportEvery, LearningRate = 1e20 }));

        Assert.InRange(error.Step, earliest, latest);
        Assert.Contains(FormattableString.Invariant($"by step {error.Step}."), error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate = 1E+19", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_stops_before_its_next_step()
    {
        using var films = SampleRatings.Films;
        using var cancel = new CancellationTokenSource();
        var seen = new List<int>();

        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(films, Short with
        {
            CancellationToken = cancel.Token,
            Progress = new Immediate<TrainingStep>(step => { seen.Add(step.Step); if (step.Step == 100) cancel.Cancel(); }),
        }));

        Assert.Equal([1, 50, 100], seen);
    }

    [Fact]
    public void A_full_training_leaves_no_tensors_behind_but_the_models_two()
    {
        using var films = SampleRatings.Films;
        using var held = films.WithHidden(0.2, 0).Hidden;
        var options = Short with { Steps = 1_000, Validation = held, Patience = 1_000, SnapshotEvery = 100 };
        Trainer.Fit(films, options).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var result = Trainer.Fit(films, options);
        Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(films, options with { LearningRate = 1e20 }));

        Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        result.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void AssertSameGradient(RatingsMatrix ratings, Tensor startA, Tensor startB, Objective objective)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (startA.clone().requires_grad_(), startB.clone().requires_grad_());
        objective.Evaluate(a, b, ratings).Total.backward();
        using var gradient = new ClosedFormGradient(cat([startA, startB]), ratings, objective.Regularization, tensor((float)objective.Lambda));

        gradient.Compute();

        AssertClose(a.grad!.ToMatrix(), gradient.A.grad!.ToMatrix());
        AssertClose(b.grad!.ToMatrix(), gradient.B.grad!.ToMatrix());
        AssertClose(cat([a.grad!, b.grad!]).ToMatrix(), gradient.Stack.grad!.ToMatrix());
    }

    private static void AssertClose(float[,] expected, float[,] actual)
    {
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(0), actual.GetLength(1)));
        foreach (var (e, a) in expected.Cast<float>().Zip(actual.Cast<float>())) Assert.Equal(e, a, 1e-5);
    }
}
