using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The settings of a <see cref="Sweep"/>: every latent dimension with every λ and every seed makes a run.</summary>
public sealed record SweepOptions
{
    /// <summary>The numbers of latent factors, k, each at least 1. Default only 2.</summary>
    public IReadOnlyList<int> LatentDims { get; init; } = [2];

    /// <summary>The weights of the penalty, λ, each 0 or more. Default only 0.001.</summary>
    public IReadOnlyList<double> Lambdas { get; init; } = [1e-3];

    /// <summary>The seeds of the random starts. Default only 0.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0];

    /// <summary>The number of steps of every run. Default 10,000. 0 leaves the random starts as they are.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Adam's learning rate. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The form of the penalty. Default <see cref="MfNotebooks.Regularization.Norm"/>, the script's.</summary>
    public Regularization Regularization { get; init; } = Regularization.Norm;

    /// <summary>Held-out ratings of the same users and items, measured at the end and never trained on; null (the default) for none.</summary>
    public RatingsMatrix? Validation { get; init; }

    /// <summary>Where to train; null (the default) for the best device of the machine.</summary>
    public Device? Device { get; init; }

    /// <summary>Told the number of steps done, every 100 steps; null (the default) for silence.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the sweep with an <see cref="OperationCanceledException"/> before its next step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What each run would be if it were trained alone, in the order of <see cref="SweepResult.Runs"/>.</summary>
    /// <exception cref="ArgumentException">A list is empty, or a setting is out of its range.</exception>
    internal IReadOnlyList<TrainingOptions> ToRuns(RatingsMatrix ratings)
    {
        RequireAny(LatentDims, nameof(LatentDims), "[1, 2, 3]");
        RequireAny(Lambdas, nameof(Lambdas), "[0.001, 0.01]");
        RequireAny(Seeds, nameof(Seeds), "[0, 1, 2]");
        var runs = from latentDim in LatentDims
                   from lambda in Lambdas
                   from seed in Seeds
                   select new TrainingOptions
                   {
                       LatentDim = latentDim, Lambda = lambda, Seed = seed, Steps = Steps, LearningRate = LearningRate,
                       Regularization = Regularization, Validation = Validation, Device = Device, Gradient = Gradient.ClosedForm,
                   };
        var list = runs.ToArray();
        foreach (var run in list) run.Validate(ratings);
        return list;
    }

    private static void RequireAny<T>(IReadOnlyList<T> values, string name, string example)
    {
        if (values is not { Count: > 0 })
            throw new ArgumentException($"{name} is empty; a sweep needs at least one value, such as {name} = {example}.", name);
    }
}
