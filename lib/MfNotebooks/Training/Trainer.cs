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
    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from, <c>[users × items]</c>.</param>
    /// <param name="options">The settings; null for the script's.</param>
    /// <returns>The model and its history; dispose the result to free the model.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range, or the validation ratings do not fit.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static TrainingResult Fit(RatingsMatrix ratings, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new TrainingOptions();
        options.Validate(ratings);
        using var scope = NewDisposeScope();
        var device = options.Device ?? Devices.Best();
        using var local = ratings.To(device);
        using var start = FactorModel.Random(ratings, options.LatentDim, options.Seed, device);
        var a = new Parameter(start.A.clone(), requires_grad: true);
        var b = new Parameter(start.B.clone(), requires_grad: true);
        using var log = new TrainingLog(options, device);
        var stoppedEarly = Descend(a, b, local, options, log);
        var (bestA, bestB) = log.Best ?? (a, b);
        var model = new FactorModel(bestA.detach().clone(), bestB.detach().clone(), ratings.Users, ratings.Items);
        return new TrainingResult(model, log.ToHistory(), stoppedEarly);
    }

    private static bool Descend(Parameter a, Parameter b, RatingsMatrix ratings, TrainingOptions options, TrainingLog log)
    {
        var objective = new Objective(options.Regularization, options.Lambda);
        using var optimizer = new Adam([a, b], options.LearningRate);
        for (var step = 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            var loss = objective.Evaluate(a, b, ratings);
            var total = loss.Total;
            RequireFinite(total, step, options);
            total.backward();
            log.Record(step, a, b, loss);
            if (log.PatienceIsOver) return true;
            optimizer.Step();
        }
        return false;
    }

    private static void RequireFinite(Tensor loss, int step, TrainingOptions options)
    {
        var value = loss.item<float>();
        if (!float.IsFinite(value)) throw new TrainingDivergedException(step, value, options);
    }
}
