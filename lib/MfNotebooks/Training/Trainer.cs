using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Fits a <see cref="FactorModel"/> to the rated entries of a matrix by gradient descent.</summary>
/// <remarks>
/// The loop reads like the PyTorch script that the workbook rebuilds, and with the same seed it gives the same numbers.
/// Adam: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.
/// </remarks>
public static class Trainer
{
    /// <summary>Every how many steps a training without autograd makes sure that it has not diverged.</summary>
    internal const int CheckEvery = 100;

    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from, <c>[users × items]</c>.</param>
    /// <param name="options">The settings; null for the script's.</param>
    /// <returns>The model and its history; dispose the result to free the model.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range, or the validation ratings do not fit.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is of another training, or damaged.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static TrainingResult Fit(RatingsMatrix ratings, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new TrainingOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        using var scope = NewDisposeScope();
        var device = options.Device ?? Devices.Best();
        using var local = ratings.To(device);
        using var start = FactorModel.Random(ratings, options.LatentDim, options.Seed, device);
        var checkpoint = options.CheckpointFile is { } path ? new Checkpoint(path, options.Describe(ratings, device)) : null;
        using var log = new TrainingLog(options, device, checkpoint);
        var (a, b, stoppedEarly) = options.Gradient == Gradient.ClosedForm
            ? DescendInClosedForm(start, local, options, log)
            : Descend(start, local, options, log);
        (a, b) = log.Best ?? (a, b);
        // The loss of a step is measured before its update: nobody has looked at what the last one made.
        if (options.Steps > 0 && NotFinite(Objective.MeanSquaredError(a, b, local)) is { } value) throw TrainingDivergedException.InStep(options.Steps, value, options);
        var model = new FactorModel(a.detach().clone(), b.detach().clone(), ratings.Users, ratings.Items);
        return new TrainingResult(model, log.ToHistory(), stoppedEarly);
    }

    /// <summary>The factors with their gradient, the optimizer's memory and work space; and the cells with theirs.</summary>
    private static MemoryEstimate EstimateMemory(RatingsMatrix ratings, TrainingOptions options) => new(
    [
        ("factors and optimizer", 8L * sizeof(float) * (ratings.UserCount + ratings.ItemCount) * options.LatentDim),
        ("cells", 6L * sizeof(float) * ratings.UserCount * ratings.ItemCount),
    ]);

    private static (Tensor A, Tensor B, bool StoppedEarly) Descend(FactorModel start, RatingsMatrix ratings, TrainingOptions options, TrainingLog log)
    {
        var a = new Parameter(start.A.clone(), requires_grad: true);
        var b = new Parameter(start.B.clone(), requires_grad: true);
        var objective = new Objective(options.Regularization, options.Lambda);
        using var optimizer = OptimizerState.Start(options.Optimizer, [a, b], options.LearningRate);
        for (var step = log.Resume(optimizer) + 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            var loss = objective.Evaluate(a, b, ratings);
            var total = loss.Total;
            if (NotFinite(total) is { } value) throw TrainingDivergedException.InStep(step, value, options);
            total.backward();
            log.Record(step, a, b, loss);
            if (log.PatienceIsOver) return (a, b, true);
            optimizer.Step();
            log.Keep(step, optimizer);
        }
        return (a, b, false);
    }

    /// <summary>The same descent without autograd: the loss is computed only where somebody looks at it.</summary>
    private static (Tensor A, Tensor B, bool StoppedEarly) DescendInClosedForm(FactorModel start, RatingsMatrix ratings, TrainingOptions options, TrainingLog log)
    {
        var objective = new Objective(options.Regularization, options.Lambda);
        using var gradient = new ClosedFormGradient(cat([start.A, start.B]), ratings, options.Regularization, tensor((float)options.Lambda, device: ratings.Device));
        var (a, b) = (gradient.A, gradient.B);
        using var optimizer = OptimizerState.Start(options.Optimizer, [gradient.Stack], options.LearningRate);
        for (var step = log.Resume(optimizer) + 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            gradient.Compute();
            if (log.Wants(step) || step % CheckEvery == 0)
            {
                using var scope = NewDisposeScope();
                var loss = objective.Evaluate(a, b, ratings);
                if (NotFinite(loss.Total) is { } value) throw TrainingDivergedException.ByStep(step, value, options);
                log.Record(step, a, b, loss);
            }
            if (log.PatienceIsOver) return (a, b, true);
            optimizer.Step();
            log.Keep(step, optimizer);
        }
        return (a, b, false);
    }

    private static float? NotFinite(Tensor loss)
    {
        var value = loss.item<float>();
        return float.IsFinite(value) ? null : value;
    }
}
