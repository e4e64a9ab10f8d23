using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Trains many models of the same ratings at once: latent dimensions, λ values and seeds in little more than one training's time.</summary>
/// <remarks>
/// All models are one tensor, <c>[models × users + items × largest k]</c>, and each step of it is a step of every model.
/// Each run starts from the same random factors and takes the same steps as <see cref="Trainer.Fit"/> would alone.
/// </remarks>
/// <example>
/// <code>
/// using var sweep = Sweep.Fit(ratings, new SweepOptions { LatentDims = [1, 2, 3], Seeds = [0, 1, 2, 3] });
/// foreach (var run in sweep.Runs) Console.WriteLine($"{run.LatentDim} {run.Seed} {run.TrainRmse}");
/// </code>
/// </example>
public static class Sweep
{
    /// <summary>Trains every combination of the options.</summary>
    /// <param name="ratings">The ratings to learn from, <c>[users × items]</c>.</param>
    /// <param name="options">The settings; null for the script's one run.</param>
    /// <returns>One run per combination; dispose the result to free the models.</returns>
    /// <exception cref="ArgumentException">A list is empty, a setting is out of its range, the validation ratings do not fit, or so many models do not fit into memory.</exception>
    /// <exception cref="TrainingDivergedException">The loss of a run became infinite or not a number; the message names the run.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static SweepResult Fit(RatingsMatrix ratings, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new SweepOptions();
        var runs = options.ToRuns(ratings);
        RequireMemory(runs, ratings);
        using var scope = NewDisposeScope();
        var device = options.Device ?? Devices.Best();
        using var local = ratings.To(device);
        using var validation = options.Validation?.To(device);
        var lambdas = tensor(runs.Select(run => (float)run.Lambda).ToArray(), [runs.Count, 1, 1], device: device);
        using var gradient = new ClosedFormGradient(Starts(runs, local), local, options.Regularization, lambdas);
        Descend(gradient, runs, options);
        return new SweepResult([.. runs.Select((run, index) => Finish(run, gradient.A[index], gradient.B[index], local, validation))]);
    }

    /// <summary>Every run's random start, <c>[models × users + items × largest k]</c>; columns that a run does not use are zero.</summary>
    private static Tensor Starts(IReadOnlyList<TrainingOptions> runs, RatingsMatrix ratings)
    {
        var stack = zeros(runs.Count, ratings.UserCount + ratings.ItemCount, runs.Max(run => run.LatentDim), device: ratings.Device);
        for (var index = 0; index < runs.Count; index++)
        {
            using var scope = NewDisposeScope();
            using var start = FactorModel.Random(ratings, runs[index].LatentDim, runs[index].Seed);
            stack[index].narrow(1, 0, runs[index].LatentDim).copy_(cat([start.A, start.B]));
        }
        return stack;
    }

    private static void Descend(ClosedFormGradient gradient, IReadOnlyList<TrainingOptions> runs, SweepOptions options)
    {
        using var optimizer = OptimizerState.Start(Optimizer.Adam, [gradient.Stack], options.LearningRate);
        for (var step = 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            gradient.Compute();
            if (step % Trainer.CheckEvery == 0) RequireFinite(gradient, runs, step);
            optimizer.Step();
            if (step % Trainer.CheckEvery == 0) options.Progress?.Report(step);
        }
        gradient.Compute();
        RequireFinite(gradient, runs, options.Steps);
    }

    private static void RequireFinite(ClosedFormGradient gradient, IReadOnlyList<TrainingOptions> runs, int step)
    {
        var errors = gradient.Errors();
        var diverged = Array.FindIndex(errors, error => !float.IsFinite(error));
        if (diverged >= 0) throw TrainingDivergedException.InSweep(step, errors[diverged], runs[diverged]);
    }

    private static SweepRun Finish(TrainingOptions run, Tensor paddedA, Tensor paddedB, RatingsMatrix ratings, RatingsMatrix? validation)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (paddedA.narrow(1, 0, run.LatentDim).clone(), paddedB.narrow(1, 0, run.LatentDim).clone());
        var loss = new Objective(run.Regularization, run.Lambda).Evaluate(a, b, ratings);
        double? validationRmse = validation is null ? null : Math.Sqrt(Objective.MeanSquaredError(a, b, validation).item<float>());
        return new SweepRun(
            run.LatentDim, run.Lambda, run.Seed, loss.Total.item<float>(), Math.Sqrt(loss.Data.item<float>()), validationRmse,
            a.norm().item<float>(), b.norm().item<float>(), new FactorModel(a, b, ratings.Users, ratings.Items));
    }

    /// <summary>Refuses a sweep that cannot fit: better a sentence now than a machine that swaps.</summary>
    private static void RequireMemory(IReadOnlyList<TrainingOptions> runs, RatingsMatrix ratings)
    {
        // Factors, gradient, Adam's two moments, its scale and a product; the error, its square and a product.
        var factors = 6.0 * (ratings.UserCount + ratings.ItemCount) * runs.Max(run => run.LatentDim);
        var errors = 3.0 * ratings.UserCount * ratings.ItemCount;
        var needed = sizeof(float) * runs.Count * (factors + errors);
        var there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > there)
            throw new ArgumentException(FormattableString.Invariant($"A sweep of {runs.Count} models needs about {needed / 1e9:F1} GB; this machine has {there / 1e9:F1} GB. Sweep fewer values at a time, or train on fewer ratings."), nameof(ratings));
    }
}
