using System.Diagnostics;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Fits a <see cref="BiasedFactorModel"/> to a table of ratings with Adam, a few ratings at a time.</summary>
/// <remarks>
/// <para>
/// Minimized is, over the rated pairs only, <c>Σ (r_ui − μ − b_u − b_i − a_u·b_i)² + λ_b(b_u² + b_i²) +
/// (λ_f + λ₀/n_u)‖a_u‖² + (λ_f + λ₀/n_i)‖b_i‖²</c> (Koren, Bell and Volinsky 2009, equation 5). The penalty of a row comes
/// with each of its n ratings, so λ_f weighs as <c>n λ_f</c> (Zhou, Wilkinson, Schreiber and Pan 2008, "weighted-λ") and λ₀ as it is.
/// </para>
/// <para>Memory grows with the ratings and with users + items, never with their product. A user or item without ratings gets zeros.</para>
/// </remarks>
public static class MinibatchTrainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or the validation ratings do not fit.</exception>
    /// <exception cref="TrainingDivergedException">The error became infinite or not a number in an epoch; the message names the remedy.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is of another training, or damaged.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, MinibatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new MinibatchOptions();
        options.Validate();
        ValidatedEpoch.Require(ratings, options.Validation);
        SettingRange.RequireFitsInArray(options.LatentDim, MinibatchDescent.MaxLatentDim(ratings));
        EstimateMemory(ratings, options).RequireFits();
        TorchBackend.Load();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var descent = new MinibatchDescent(ratings, options);
        var clock = Stopwatch.StartNew();
        for (var epoch = descent.Resume() + 1; epoch <= options.Epochs; epoch++)
        {
            var rmse = descent.RunEpoch(options.LearningRate * Math.Pow(options.LearningRateDecay, epoch - 1));
            if (!double.IsFinite(rmse)) throw Diverged(epoch, rmse);
            descent.Keep(epoch);
            options.Progress?.Report(ValidatedEpoch.Measure(epoch, rmse, clock, descent.ToModel, options.Validation));
        }
        var model = descent.ToModel();
        // An epoch's error is measured before its steps: nobody has looked at what the last one made.
        return model.IsFinite ? model : throw Diverged(options.Epochs, double.PositiveInfinity);

        TrainingDivergedException Diverged(int epoch, double rmse) =>
            TrainingDivergedException.ByStep(epoch * descent.StepsPerEpoch, (float)rmse, new TrainingOptions { LearningRate = options.LearningRate });
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside the ratings themselves.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, MinibatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return MinibatchDescent.EstimateMemory(ratings, options ?? new MinibatchOptions());
    }
}
