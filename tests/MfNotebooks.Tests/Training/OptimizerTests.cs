using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class OptimizerTests
{
    [Theory]
    [InlineData(Gradient.Autograd)]
    [InlineData(Gradient.ClosedForm)]
    public void One_step_of_gradient_descent_is_the_learning_rate_times_the_gradient(Gradient gradient)
    {
        // One user, one item, k = 1, squared norm: L = (a·b − 4)² + 0.5·(a² + b²), so ∂a = 2(a·b − 4)·b + a, and ∂b
        // alike.
        using var ratings = RatingsMatrix.From(new float[,] { { 4 } });
        using var start = FactorModel.Random(ratings, 1, seed: 3);
        var (a, b) = (start.A.item<float>(), start.B.item<float>());

        using var result = Trainer.Fit(ratings, new TrainingOptions
        {
            LatentDim = 1, Steps = 1, Seed = 3, Lambda = 0.5, Regularization = Regularization.SquaredNorm,
            LearningRate = 0.01, Optimizer = Optimizer.Sgd, Gradient = gradient, Device = CPU,
        });

        Assert.Equal(a - 0.01 * (2 * (a * b - 4) * b + a), result.Model.A.item<float>(), 1e-6);
        Assert.Equal(b - 0.01 * (2 * (a * b - 4) * a + b), result.Model.B.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(Gradient.Autograd)]
    [InlineData(Gradient.ClosedForm)]
    public void The_first_step_of_Adam_is_the_learning_rate_against_the_sign_of_the_gradient(Gradient gradient)
    {
        using var films = SampleRatings.Films;
        using var start = FactorModel.Random(films, 2);

        using var result = Trainer.Fit(films,
            new TrainingOptions { Steps = 1, LearningRate = 0.01, Gradient = gradient, Device = CPU });

        foreach (var (before, after) in start.A.ToMatrix().Cast<float>().Zip(result.Model.A.ToMatrix().Cast<float>()))
            Assert.Equal(0.01, Math.Abs(after - before), 1e-5);
    }

    [Theory]
    [InlineData(Regularization.Norm)]
    [InlineData(Regularization.SquaredNorm)]
    public void Gradient_descent_takes_the_same_way_with_both_gradients_and_goes_down_at_every_step(
        Regularization regularization)
    {
        using var films = SampleRatings.Films;
        var options = new TrainingOptions
        {
            Steps = 500, ReportEvery = 1, Regularization = regularization,
            LearningRate = 0.05, Optimizer = Optimizer.Sgd, Device = CPU
        };
        using var automatic = Trainer.Fit(films, options);
        using var closed = Trainer.Fit(films, options with { Gradient = Gradient.ClosedForm });

        foreach (var (a, c) in automatic.History.Steps.Zip(closed.History.Steps)) Assert.Equal(a.Loss, c.Loss,
            a.Loss * 1e-4);
        foreach (var (earlier, later) in closed.History.Steps.Zip(closed.History.Steps.Skip(1))) Assert.True(
            later.Loss < earlier.Loss + 1e-6);
    }

    [Theory]
    [InlineData(Gradient.Autograd, Optimizer.Adam, Regularization.Norm, Mean.Raw)]
    [InlineData(Gradient.Autograd, Optimizer.Sgd, Regularization.SquaredNorm, Mean.Raw)]
    [InlineData(Gradient.Autograd, Optimizer.Adam, Regularization.SquaredNorm, Mean.Biased)]
    [InlineData(Gradient.ClosedForm, Optimizer.Adam, Regularization.SquaredNorm, Mean.Biased)]
    [InlineData(Gradient.ClosedForm, Optimizer.Sgd, Regularization.Norm, Mean.Raw)]
    public async Task Trainings_beside_each_other_survive_garbage_collections_and_agree_to_the_bit(Gradient gradient,
        Optimizer optimizer, Regularization regularization, Mean mean)
    {
        var factors = await GarbageCollections.Beside(() =>
        {
            using var films = SampleRatings.Films;
            using var result = Trainer.Fit(films, new TrainingOptions
            {
                Steps = 600, ReportEvery = 5, SnapshotEvery = 7, Validation = films,
                Gradient = gradient, Optimizer = optimizer, Regularization = regularization, Mean = mean, Device = CPU,
            });
            return result.Model.Reconstruct().ToMatrix();
        });

        Assert.All(factors, a => Assert.Equal(factors[0], a));
    }

    [Fact]
    public void Unknown_choices_are_refused()
    {
        using var films = SampleRatings.Films;

        var gradient = Assert.ThrowsAny<ArgumentException>(() =>
            Trainer.Fit(films, new TrainingOptions { Gradient = (Gradient)7 }));
        var optimizer = Assert.ThrowsAny<ArgumentException>(() =>
            Trainer.Fit(films, new TrainingOptions { Optimizer = (Optimizer)8 }));

        Assert.Contains("Gradient is 7; it must be Autograd or ClosedForm", gradient.Message, StringComparison.Ordinal);
        Assert.Contains("Optimizer is 8; it must be Adam or Sgd", optimizer.Message, StringComparison.Ordinal);
    }
}
