using System.Numerics;
using System.Runtime.InteropServices;
using MfNotebooks.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

/// <summary>
/// Training without autograd against training with it; against PyTorch's numbers it is held by <see
/// cref="GoldenRunTests"/>.
/// </summary>
public class ClosedFormTests
{
    private static readonly TrainingOptions Short =
        new() { Steps = 200, ReportEvery = 50, Device = CPU, Gradient = Gradient.ClosedForm };

    [Theory]
    [InlineData(Regularization.Norm, 0, 2, Mean.Raw)]
    [InlineData(Regularization.Norm, 0.1, 1, Mean.Raw)]
    [InlineData(Regularization.Norm, 1e-3, 3, Mean.Raw)]
    [InlineData(Regularization.SquaredNorm, 0, 1, Mean.Raw)]
    [InlineData(Regularization.SquaredNorm, 0.1, 2, Mean.Raw)]
    [InlineData(Regularization.SquaredNorm, 1e-3, 3, Mean.Raw)]
    [InlineData(Regularization.Norm, 0.1, 2, Mean.Centred)]
    [InlineData(Regularization.SquaredNorm, 1e-3, 9, Mean.Centred)]
    [InlineData(Regularization.Norm, 0.1, 2, Mean.Biased)]
    [InlineData(Regularization.Norm, 0, 1, Mean.Biased)]
    [InlineData(Regularization.SquaredNorm, 0.01, 2, Mean.Biased)]
    public void Every_report_is_that_of_autograd(Regularization regularization, double lambda, int latentDim, Mean mean)
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.2, 3);
        using (kept)
        using (hidden)
        {
            var options = Short with
            {
                Steps = 1_000,
                Regularization = regularization,
                Lambda = lambda,
                LatentDim = latentDim,
                Seed = 4,
                Validation = hidden,
                Mean = mean
            };
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
            Assert.Equal(automatic.Model.Mean, closed.Model.Mean);
            Assert.Equal(mean == Mean.Raw ? 0 : (float)kept.Mean, closed.Model.Mean);
            Assert.Equal(mean == Mean.Biased, closed.Model.HasBiases);
            for (var row = 0; row < 6; row++)
            {
                Assert.Equal(automatic.Model.UserBias[row], closed.Model.UserBias[row], 1e-3);
                Assert.Equal(automatic.Model.ItemBias[row], closed.Model.ItemBias[row], 1e-3);
                Assert.Equal(mean == Mean.Biased, closed.Model.UserBias[row] != 0);
            }
        }
    }

    [Theory]
    [InlineData(Regularization.Norm, 0, Mean.Raw)]
    [InlineData(Regularization.Norm, 0.5, Mean.Raw)]
    [InlineData(Regularization.SquaredNorm, 0.5, Mean.Raw)]
    [InlineData(Regularization.Norm, 0.5, Mean.Centred)]
    [InlineData(Regularization.Norm, 0.5, Mean.Biased)]
    [InlineData(Regularization.SquaredNorm, 0.5, Mean.Biased)]
    public void The_gradient_is_autograds(Regularization regularization, double lambda, Mean mean)
    {
        using var films = SampleRatings.Films;
        foreach (var latentDim in (int[])[1, 3, 8, 19])
        {
            using var start = FactorModel.Random(films, latentDim, seed: 5);
            AssertSameGradient(films, start.A, start.B, new Objective(regularization, lambda, mean));
        }
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

    [Theory]
    [InlineData(Mean.Raw)]
    [InlineData(Mean.Biased)]
    public void The_gradient_agrees_with_a_case_worked_by_hand(Mean mean)
    {
        // A = [3; 4], B = [1; 2]: products 3, 6, 4, 8. Rated are 2, 5 and 4, so the errors are 1, 1 and 0, and n = 3;
        // with
        // μ = 11/3 each of them is so much higher.
        using var ratings = RatingsMatrix.From(new float[,] { { 2, 5 }, { 4, 0 } });
        using var a = tensor(new float[,] { { 3 }, { 4 } });
        using var b = tensor(new float[,] { { 1 }, { 2 } });
        var gradient = Prepare(ratings, a, b, Regularization.Norm, 0.1, mean);

        gradient.Compute();

        // ‖A‖ = 5. ∂A = 2/3·[e₁·1 + e₂·2; e₃·1] + 0.1·[3; 4]/5; ∂B = 2/3·[e₁·3 + e₃·4; e₂·3] + 0.1·[1; 2]/√5.
        double[] e = mean == Mean.Raw ? [1, 1, 0] : [1 + 11.0 / 3, 1 + 11.0 / 3, 11.0 / 3];
        double[] expected =
        [
            2.0 / 3 * (e[0] + 2 * e[1]) + 0.06, 2.0 / 3 * e[2] + 0.08,
            2.0 / 3 * (3 * e[0] + 4 * e[2]) + 0.1 / Math.Sqrt(5), 2.0 / 3 * 3 * e[1] + 0.2 / Math.Sqrt(5),
        ];
        var actual = Numbers(gradient, rows: 2, latentDim: 1);
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], actual[i], 1e-5);
        if (mean != Mean.Biased) return;
        Assert.Equal([2.0 / 3 * (e[0] + e[1]), 2.0 / 3 * e[2], 2.0 / 3 * (e[0] + e[2]), 2.0 / 3 * e[1]], actual[4..]
            .Select(x => (double)x), Near);
        Assert.Equal(e.Sum(x => x * x) / 3, gradient.Data, 1e-5);
        Assert.Equal(0.1 * (5 + Math.Sqrt(5)), gradient.Penalty, 1e-6);
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
            var options = new TrainingOptions
            {
                LatentDim = 3, Lambda = 0, LearningRate = 0.01, ReportEvery = 20,
                SnapshotEvery = 30, Validation = hidden, Patience = 5, Device = CPU
            };
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
    [InlineData(1)]
    [InlineData(1_000)]
    public void A_diverging_training_stops_in_the_step_in_which_it_happens_as_autograd_does(int reportEvery)
    {
        using var films = SampleRatings.Films;
        var options = Short with { Steps = 5_000, ReportEvery = reportEvery, LearningRate = 1e20 };

        var error = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(films, options));
        var automatic = Assert.Throws<TrainingDivergedException>(() =>
            Trainer.Fit(films, options with { Gradient = Gradient.Autograd }));

        Assert.Equal(automatic.Step, error.Step);
        Assert.Contains(FormattableString.Invariant($"in step {error.Step}."), error.Message, StringComparison.Ordinal);
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
            Progress = new Immediate<TrainingStep>(step =>
                { seen.Add(step.Step); if (step.Step == 100) cancel.Cancel(); }),
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
        Tensor[] biases = objective.Mean == Mean.Biased
            ? [zeros(ratings.UserCount).requires_grad_(), zeros(ratings.ItemCount).requires_grad_()] : [];
        var loss = objective.Evaluate(a, b, ratings, biases);
        loss.Total.backward();
        var gradient = Prepare(ratings, startA, startB, objective.Regularization, objective.Lambda, objective.Mean);

        gradient.Compute();

        var expected = new[] { a, b }.Concat(biases)
            .SelectMany(part => part.grad!.to_type(ScalarType.Float32).data<float>().ToArray()).ToArray();
        Assert.Equal(expected.Select(x => (double)x), Numbers(gradient, ratings.UserCount, (int)startA.shape[1])
            .Select(x => (double)x), Near);
        Assert.Equal(loss.Data.item<float>(), gradient.Data, loss.Data.item<float>() * 1e-5);
        Assert.Equal(loss.Penalty.item<float>(), gradient.Penalty, loss.Penalty.item<float>() * 1e-5);
        Assert.Equal(Math.Sqrt(expected.Sum(x => (double)x * x)), gradient.GradientNorm, 1e-4);
    }

    private static RatedGradient Prepare(RatingsMatrix ratings, Tensor a, Tensor b, Regularization regularization,
        double lambda, Mean mean) => new(
        ratings.ToTable(),
        new TrainingOptions
        {
            LatentDim = (int)a.shape[1], Regularization = regularization, Lambda = lambda,
            Mean = mean
        },
        new FactorSnapshot(0, a.ToMatrix(), b.ToMatrix()));

    /// <summary>
    /// The gradient without what fills its vectors up: A, B, and where there are any the biases; both sides have as
    /// many rows.
    /// </summary>
    private static float[] Numbers(RatedGradient gradient, int rows, int latentDim)
    {
        var all = MemoryMarshal.Cast<Vector<float>, float>(gradient.Gradient).ToArray();
        int Filled(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var (width, biases) = (Filled(latentDim), 2 * rows * Filled(latentDim));
        var numbers = Enumerable.Range(0, 2 * rows).SelectMany(row => all[(row * width)..(row * width + latentDim)]);
        return biases == all.Length ? [.. numbers]
            : [.. numbers, .. all[biases..(biases + rows)],
                .. all[(biases + Filled(rows))..(biases + Filled(rows) + rows)]];
    }

    private static bool Near(double expected, double actual) =>
        Math.Abs(expected - actual) < 1e-5 * Math.Max(1, Math.Abs(expected));
}
