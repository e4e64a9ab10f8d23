using System.Globalization;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Golden;

/// <summary>The library against PyTorch's own numbers: every recorded run is trained again.</summary>
public class GoldenRunTests
{
    public static TheoryData<int> Runs() => [.. Enumerable.Range(0, GoldenRun.All.Count)];

    public static TheoryData<int, Gradient> RunsAndGradients() =>
        [.. from run in Enumerable.Range(0, GoldenRun.All.Count) from gradient in Enum.GetValues<Gradient>()
            select (run, gradient)];

    [Fact]
    public void There_are_six_recorded_runs() => Assert.Equal(6, GoldenRun.All.Count);

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_random_start_is_PyTorchs_to_six_digits(int index)
    {
        var run = GoldenRun.All[index];
        using var films = SampleRatings.Films;

        using var start = FactorModel.Random(films, run.LatentDim, run.Seed, CPU);

        AssertClose(run.Initial.A, start.A.ToMatrix(), 1e-6);
        AssertClose(run.Initial.B, start.B.ToMatrix(), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_gradient_at_step_1_is_PyTorchs(int index)
    {
        var run = GoldenRun.All[index];
        using var films = SampleRatings.Films;
        using var scope = NewDisposeScope();
        using var start = FactorModel.Random(films, run.LatentDim, run.Seed, CPU);
        var (a, b) = (start.A.requires_grad_(), start.B.requires_grad_());

        new Objective(Regularization.Norm, run.Regularization).Evaluate(a, b, films).Total.backward();

        AssertClose(run.GradientAtStep1.A, a.grad!.ToMatrix(), 1e-5);
        AssertClose(run.GradientAtStep1.B, b.grad!.ToMatrix(), 1e-5);
    }

    /// <summary>
    /// By autograd the losses agree to six digits, the worst of them to 8.6e-7 (k = 3, where the loss falls fast). In
    /// closed form sums are taken in another order, and ten thousand steps carry the last digits on: 1.1e-6.
    /// </summary>
    [Theory]
    [MemberData(nameof(RunsAndGradients))]
    public void Training_follows_PyTorch_to_its_end(int index, Gradient gradient)
    {
        var run = GoldenRun.All[index];
        using var films = SampleRatings.Films;

        using var result = Trainer.Fit(films, new TrainingOptions
        {
            LatentDim = run.LatentDim, Seed = run.Seed, Lambda = run.Regularization,
            LearningRate = run.LearningRate, Steps = run.Steps, Gradient = gradient, Device = CPU,
        });

        var tolerance = gradient == Gradient.Autograd ? 1e-6 : 1e-5;
        var losses = result.History.Steps.ToDictionary(s => s.Step, s => s.Loss);
        Assert.Equal(11, run.Loss.Count);
        foreach (var (step, loss) in run.Loss)
            Assert.Equal(loss, losses[int.Parse(step, CultureInfo.InvariantCulture)], loss * tolerance);
        AssertClose(run.Reconstruction, result.Model.Reconstruct().ToMatrix(), 1e-5);
    }

    private static void AssertClose(float[][] expected, float[,] actual, double tolerance)
    {
        Assert.Equal((expected.Length, expected[0].Length), (actual.GetLength(0), actual.GetLength(1)));
        for (var row = 0; row < expected.Length; row++)
            for (var column = 0; column < expected[row].Length; column++)
                Assert.Equal(expected[row][column], actual[row, column], tolerance);
    }
}
