using System.Diagnostics;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Fits a <see cref="BiasedFactorModel"/> by solving for all users with the items fixed, then for all items, in turn.</summary>
/// <remarks>
/// <para>
/// Minimized is, over the rated pairs only, <c>Σ (r_ui − μ − b_u − b_i − a_u·b_i)² + Σ_u w_u(λ_b b_u² + λ_f ‖a_u‖²) + Σ_i
/// w_i(λ_b b_i² + λ_f ‖b_i‖²)</c> with the weights w = 1 or w = n, see <see cref="Weighting"/>. With one side fixed, each row
/// of the other is a small least-squares problem of k + 1 unknowns with one exact solution, so the loss never rises.
/// </para>
/// <para>Source: Zhou, Wilkinson, Schreiber and Pan, "Large-Scale Parallel Collaborative Filtering for the Netflix Prize" (2008), section 3, with biases as one more factor whose partner is 1.</para>
/// </remarks>
public static class AlternatingLeastSquares
{
    /// <summary>Trains a model, in float32, on the CPU by all of its cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or the validation ratings do not fit.</exception>
    /// <exception cref="TrainingDivergedException">A system could not be solved in float32; the message names the remedy.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, AlternatingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new AlternatingOptions();
        options.Validate(ratings);
        SettingRange.RequireFitsInArray(options.LatentDim, AlternatingSide.MaxLatentDim(ratings));
        EstimateMemory(ratings, options).RequireFits();
        TorchBackend.Load();
        using var scope = NewDisposeScope();
        using var descent = new AlternatingDescent(ratings, options);
        var clock = Stopwatch.StartNew();
        for (var sweep = 1; sweep <= options.Sweeps; sweep++)
        {
            var rmse = descent.RunSweep();
            if (!double.IsFinite(rmse)) throw TrainingDivergedException.Unsolvable(sweep, options);
            options.Progress?.Report(TrainingEpoch.Measure(sweep, rmse, clock, descent.ToModel, options.Validation));
        }
        return descent.ToModel();
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside the ratings themselves.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, AlternatingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return AlternatingDescent.EstimateMemory(ratings, options ?? new AlternatingOptions());
    }
}
