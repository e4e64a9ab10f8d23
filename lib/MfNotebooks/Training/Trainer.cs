using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Fits a <see cref="FactorModel"/> to the rated entries of a matrix by gradient descent.</summary>
/// <remarks>
/// The loop reads like the PyTorch script that the workbook rebuilds, and with the same seed it gives the same numbers.
/// A user or item without ratings is trained like the others, but nothing was learned of it: the model forgets its row.
/// </remarks>
public static class Trainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from, <c>[users × items]</c>.</param>
    /// <param name="options">The settings; null for the script's.</param>
    /// <returns>The model and its history; dispose the result to free the model.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range or does not fit.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static TrainingResult Fit(RatingsMatrix ratings, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new TrainingOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        TorchBackend.Load();
        var (start, log) = (Start(ratings, options), new TrainingLog(options));
        var device = options.Device ?? Devices.Best();
        var (last, stoppedEarly) = options.Gradient == Gradient.ClosedForm
            ? DescendInClosedForm(start, ratings.ToTable(), options, log)
            : Descend(start, ratings, options, log, device);
        return new TrainingResult(ToModel(log.Best ?? last, ratings, options, device), log.ToHistory(), stoppedEarly);
    }

    /// <summary>The script's random start, which needs torch's generator.</summary>
    internal static FactorSnapshot Start(RatingsMatrix ratings, TrainingOptions options)
    {
        using var start = FactorModel.Random(ratings, options.LatentDim, options.Seed, CPU);
        return new FactorSnapshot(0, start.A.ToMatrix(), start.B.ToMatrix());
    }

    /// <summary>Factors with gradient, optimizer's memory and work space; cells with theirs.</summary>
    internal static MemoryEstimate EstimateMemory(RatingsMatrix ratings, TrainingOptions options) => new([
        ("factors and optimizer", 8L * sizeof(float) * (ratings.UserCount + ratings.ItemCount) * options.LatentDim),
        ("cells", 6L * sizeof(float) * ratings.UserCount * ratings.ItemCount),
    ]);

    private static (FactorSnapshot Last, bool StoppedEarly) Descend(
        FactorSnapshot start, RatingsMatrix given, TrainingOptions options, TrainingLog log, Device device)
    {
        using var outer = NewDisposeScope();
        using var ratings = given.To(device);
        var a = new Parameter(tensor(start.A, device: device));
        var b = new Parameter(tensor(start.B, device: device));
        int[] biasCounts = options.Mean == Mean.Biased ? [ratings.UserCount, ratings.ItemCount] : [];
        Tensor[] biases = [.. biasCounts.Select(count => new Parameter(zeros(count, device: device)))];
        var objective = new Objective(options.Regularization, options.Lambda, options.Mean);
        using var optimizer = new TensorOptimizer(options.Optimizer, [a, b, .. biases], options.LearningRate);
        for (var step = 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            var loss = objective.Evaluate(a, b, ratings, biases);
            var total = loss.Total;
            RequireFinite(total.item<float>(), step, options);
            total.backward();
            if (log.Wants(step))
                log.Record(Copy(step), loss.Data.item<float>(), loss.Penalty.item<float>(), optimizer.GradientNorm);
            if (log.PatienceIsOver) return (Copy(step), true);
            optimizer.Step();
        }
        return (Copy(options.Steps), false);

        FactorSnapshot Copy(int step) => new(step, a.ToMatrix(), b.ToMatrix(),
            options.Mean == Mean.Raw ? 0 : (float)ratings.Mean,
            biases.ElementAtOrDefault(0)?.ToArray(), biases.ElementAtOrDefault(1)?.ToArray());
    }

    /// <summary>The same descent without torch: every number as alone, beside whatever runs on other threads.</summary>
    internal static (FactorSnapshot Last, bool StoppedEarly) DescendInClosedForm(
        FactorSnapshot start, RatingsTable ratings, TrainingOptions options, TrainingLog? log = null)
    {
        var gradient = new RatedGradient(ratings, options, start);
        var optimizer = new PlainOptimizer(options.Optimizer, options.LearningRate, gradient.Numbers.Length);
        for (var step = 1; step <= options.Steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            gradient.Compute();
            RequireFinite(gradient.Data + gradient.Penalty, step, options);
            if (log?.Wants(step) == true)
                log.Record(gradient.ToSnapshot(step), gradient.Data, gradient.Penalty, gradient.GradientNorm);
            if (log?.PatienceIsOver == true) return (gradient.ToSnapshot(step), true);
            optimizer.Step(gradient.Numbers, gradient.Gradient);
        }
        return (gradient.ToSnapshot(options.Steps), false);
    }

    private static void RequireFinite(float loss, int step, TrainingOptions options)
    {
        if (!float.IsFinite(loss))
            throw TrainingDivergedException.Descending("step", step, loss, options.LearningRate, options.Lambda);
    }

    /// <summary>Makes the model, once its numbers are looked at: a step's loss is measured before its update.</summary>
    internal static FactorModel ToModel(
        FactorSnapshot factors, RatingsMatrix ratings, TrainingOptions options, Device device)
    {
        RequireFinite(factors.ToPlainModel().IsFinite ? 0 : float.PositiveInfinity, options.Steps, options);
        using var scope = NewDisposeScope();
        var isRated = ratings.Mask.cpu();
        var (isKnownUser, isKnownItem) = (isRated.any(1), isRated.any(0));
        return new FactorModel(tensor(factors.A).mul(isKnownUser.unsqueeze(1)).to(device),
            tensor(factors.B).mul(isKnownItem.unsqueeze(1)).to(device),
            ratings.Users, ratings.Items, factors.Mean, factors.UserBias, factors.ItemBias)
        {
            Settings = options.Describe(),
        };
    }
}

/// <summary>Watches one training: writes its history, keeps snapshots, remembers the best factors.</summary>
internal sealed class TrainingLog(TrainingOptions options)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<TrainingStep> _steps = [];
    private readonly List<FactorSnapshot> _snapshots = [];
    private readonly RatingsTable? _validation = options.Validation?.ToTable();
    private double _bestRmse = double.PositiveInfinity;
    private int _reportsWithoutImprovement;

    /// <summary>The factors with the lowest validation error so far; null without early stopping.</summary>
    internal FactorSnapshot? Best { get; private set; }

    /// <summary>True when the validation error has not improved for as many reports as the options allow.</summary>
    internal bool PatienceIsOver => options.Patience is { } patience && _reportsWithoutImprovement >= patience;

    /// <summary>True when this step is one to report or to keep.</summary>
    internal bool Wants(int step) => IsDue(step, options.ReportEvery) || IsDue(step, options.SnapshotEvery);

    /// <summary>Notes what was measured before a step's update, as a report, a snapshot or both.</summary>
    internal void Record(FactorSnapshot factors, double data, double penalty, double gradientNorm)
    {
        if (IsDue(factors.Step, options.SnapshotEvery)) _snapshots.Add(factors);
        if (!IsDue(factors.Step, options.ReportEvery)) return;
        double? rmse = _validation is null ? null : RatingErrors.Of(factors.ToPlainModel(), _validation).Rmse;
        var report = new TrainingStep(factors.Step, data, penalty, gradientNorm, rmse, _clock.Elapsed.TotalSeconds);
        _steps.Add(report);
        if (options.Patience is not null) KeepIfBest(rmse!.Value, factors);
        options.Progress?.Report(report);
    }

    internal TrainingHistory ToHistory() => new(_steps, _snapshots);

    private bool IsDue(int step, int? every) => every is { } n && (step == 1 || step % n == 0 || step == options.Steps);

    private void KeepIfBest(double rmse, FactorSnapshot factors)
    {
        _reportsWithoutImprovement++;
        if (rmse < _bestRmse) (_bestRmse, Best, _reportsWithoutImprovement) = (rmse, factors, 0);
    }
}
