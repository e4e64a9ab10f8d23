using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The settings of a <see cref="Sweep"/>: each combination of mean, k, λ and seed makes a run.</summary>
public sealed record SweepOptions
{
    /// <summary>What the dot products are added to. Default only <see cref="Mean.Raw"/>, as in the script.</summary>
    public IReadOnlyList<Mean> Means { get; init; } = [Mean.Raw];

    /// <summary>The numbers of latent factors, k, each at least 1. Default only 2.</summary>
    public IReadOnlyList<int> LatentDims { get; init; } = [2];

    /// <summary>The weights of the penalty, λ, each 0 or more. Default only 0.001.</summary>
    public IReadOnlyList<double> Lambdas { get; init; } = [1e-3];

    /// <summary>The seeds of the random starts. Default only 0.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0];

    /// <summary>The number of steps of every run. Default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Adam's learning rate. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The form of the penalty. Default <see cref="MfNotebooks.Regularization.Norm"/>, the script's.</summary>
    public Regularization Regularization { get; init; } = Regularization.Norm;

    /// <summary>Held-out ratings of the same users and items, measured at the end; null for none.</summary>
    public RatingsMatrix? Validation { get; init; }

    /// <summary>Told the number of runs done, after each; null (the default) for silence.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the sweep with an <see cref="OperationCanceledException"/> before its next step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the runs of each mean, k and λ would be if they were trained alone, but for their seeds.</summary>
    /// <exception cref="ArgumentException">A list is empty, or a setting is out of its range.</exception>
    internal IReadOnlyList<TrainingOptions> WithoutSeeds(RatingsMatrix ratings)
    {
        RequireAny(Means, nameof(Means), "[Mean.Raw, Mean.Centred]");
        RequireAny(LatentDims, nameof(LatentDims), "[1, 2, 3]");
        RequireAny(Lambdas, nameof(Lambdas), "[0.001, 0.01]");
        RequireAny(Seeds, nameof(Seeds), "[0, 1, 2]");
        var settings = from mean in Means
                       from latentDim in LatentDims
                       from lambda in Lambdas
                       select new TrainingOptions
                       {
                           Mean = mean, LatentDim = latentDim, Lambda = lambda, Steps = Steps,
                           LearningRate = LearningRate, Regularization = Regularization, Validation = Validation,
                           Gradient = Gradient.ClosedForm, CancellationToken = CancellationToken,
                       };
        var list = settings.ToArray();
        foreach (var run in list) run.Validate(ratings);
        return list;
    }

    private static void RequireAny<T>(IReadOnlyList<T> values, string name, string example)
    {
        if (values is not { Count: > 0 })
            throw new ArgumentException(
                $"{name} is empty; a sweep needs at least one value, such as {name} = {example}.", name);
    }
}

/// <summary>One run of a <see cref="Sweep"/>: its settings, its factors, and what was measured on them.</summary>
/// <param name="LatentDim">The number of latent factors, k.</param>
/// <param name="Lambda">The weight of the penalty, λ.</param>
/// <param name="Seed">The seed of the random start.</param>
/// <param name="Loss">What was minimized: the mean squared error over the rated entries plus the penalty.</param>
/// <param name="TrainRmse">The root mean squared error over the rated entries, in stars.</param>
/// <param name="ValidationRmse">The RMSE over the held-out ratings; null where there are none.</param>
/// <param name="NormA">‖A‖, the Frobenius norm of the user factors.</param>
/// <param name="NormB">‖B‖, the Frobenius norm of the item factors.</param>
/// <param name="Model">The trained factors, on the CPU; the <see cref="SweepResult"/> disposes them.</param>
/// <remarks>
/// The measurements are of the final factors, after the last update: a <see cref="TrainingStep"/> measures before its
/// step's update.
/// </remarks>
public sealed record SweepRun(
    int LatentDim, double Lambda, int Seed, double Loss, double TrainRmse, double? ValidationRmse,
    double NormA, double NormB, FactorModel Model)
{
    /// <summary>What the dot products are added to.</summary>
    public Mean Mean { get; init; }
}

/// <summary>What a sweep gives back. Dispose it to free all its models.</summary>
/// <param name="Runs">By mean, latent dimension, λ and seed, each as the options list them.</param>
public sealed record SweepResult(IReadOnlyList<SweepRun> Runs) : IDisposable
{
    /// <summary>The run with the lowest validation error; the first of several.</summary>
    /// <remarks>
    /// Without held-out ratings it is the run with the lowest loss. That compares seeds fairly, but not latent
    /// dimensions or λ: more factors and a smaller λ nearly always reach a lower loss, and predict no better for it.
    /// </remarks>
    public SweepRun Best => Runs.MinBy(run => run.ValidationRmse ?? run.Loss)!;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var run in Runs) run.Model.Dispose();
    }
}

/// <summary>Trains many models of the same ratings: means, latent dimensions, λ values and seeds.</summary>
/// <remarks>
/// The runs share nothing, so all cores work on them, and each ends with the same bits as <see cref="Trainer.Fit"/>
/// with <see cref="Gradient.ClosedForm"/> gives alone.
/// </remarks>
public static class Sweep
{
    /// <summary>Trains every combination of the options.</summary>
    /// <param name="ratings">The ratings to learn from, <c>[users × items]</c>.</param>
    /// <param name="options">The settings; null for the script's one run.</param>
    /// <returns>One run per combination; dispose the result to free the models.</returns>
    /// <exception cref="ArgumentException">A list is empty, a setting out of range or unfit.</exception>
    /// <exception cref="TrainingDivergedException">The loss of a run became infinite or NaN.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than so many models take.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static SweepResult Fit(RatingsMatrix ratings, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new SweepOptions();
        var settings = options.WithoutSeeds(ratings);
        EstimateMemory(ratings, settings, options.Seeds.Count).RequireFits();
        var runs = settings.SelectMany(run => options.Seeds.Select(seed => run with { Seed = seed })).ToArray();
        var (table, validation) = (ratings.ToTable(), options.Validation?.ToTable());
        // Torch draws the starts and keeps the models, all on this thread; between, there is none of it.
        var factors = runs.Select(run => Trainer.Start(ratings, run)).ToArray();
        Descend(factors, table, runs, options.Progress);
        return new SweepResult([.. runs.Zip(factors, (run, last) => Measure(run, last, ratings, table, validation))]);
    }

    private static MemoryEstimate EstimateMemory(
        RatingsMatrix ratings, IReadOnlyList<TrainingOptions> settings, int seeds)
    {
        var factors = ((long)ratings.UserCount + ratings.ItemCount) * settings.Sum(run => (long)run.LatentDim);
        var largest = settings.MaxBy(run => run.LatentDim)!;
        return new MemoryEstimate([
            ("starts and models", 2 * sizeof(float) * seeds * factors),
            ("runs at work", Environment.ProcessorCount * Trainer.EstimateMemory(ratings, largest).Bytes),
        ]);
    }

    /// <summary>Puts the trained factors in the place of the starts.</summary>
    private static void Descend(
        FactorSnapshot[] factors, RatingsTable ratings, TrainingOptions[] runs, IProgress<int>? progress)
    {
        var (faults, done, order) = (new Exception?[runs.Length], 0, new Lock());
        // Once a run fails no later one begins, and all earlier ones end: the first fault is the same every time.
        Parallel.For(0, runs.Length, (n, loop) =>
        {
            try
            {
                factors[n] = Trainer.DescendInClosedForm(factors[n], ratings, runs[n]).Last;
                lock (order) progress?.Report(++done);
            }
            catch (Exception fault)
            {
                faults[n] = fault;
                loop.Break();
            }
        });
        var first = Array.FindIndex(faults, fault => fault is not null);
        if (first < 0) return;
        if (faults[first] is TrainingDivergedException diverged)
        {
            var (run, which) = (runs[first], Invariant($"Lambda = {runs[first].Lambda}"));
            throw new TrainingDivergedException($"In the run with Mean = {run.Mean}, "
                + $"LatentDim = {run.LatentDim}, {which}, Seed = {run.Seed}: {diverged.Message}", diverged.Step);
        }
        ExceptionDispatchInfo.Throw(faults[first]!);
    }

    private static SweepRun Measure(
        TrainingOptions run, FactorSnapshot last, RatingsMatrix ratings, RatingsTable table, RatingsTable? validation)
    {
        var plain = last.ToPlainModel();
        var rmse = RatingErrors.Of(plain, table).Rmse;
        double? validationRmse = validation is null ? null : RatingErrors.Of(plain, validation).Rmse;
        double[] norms = [Norm(plain.A), Norm(plain.B), Norm(last.UserBias ?? []), Norm(last.ItemBias ?? [])];
        var isSquared = run.Regularization == Regularization.SquaredNorm;
        var loss = rmse * rmse + run.Lambda * norms.Sum(norm => isSquared ? norm * norm : norm);
        var model = Trainer.ToModel(last, ratings, run, CPU);
        return new SweepRun(run.LatentDim, run.Lambda, run.Seed, loss, rmse, validationRmse, norms[0], norms[1], model)
        {
            Mean = run.Mean,
        };
    }

    private static double Norm(Array part) => Math.Sqrt(part.Cast<float>().Sum(x => (double)x * x));
}
