using System.Diagnostics;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Watches one training: writes its history, keeps its snapshots, and remembers the best factors so far.</summary>
internal sealed class TrainingLog(TrainingOptions options, Device device, Checkpoint? checkpoint) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<TrainingStep> _steps = [];
    private readonly List<FactorSnapshot> _snapshots = [];
    private readonly RatingsMatrix? _validation = options.Validation?.To(device);
    private double _bestRmse = double.PositiveInfinity, _secondsBefore;
    private int _reportsWithoutImprovement;

    /// <summary>The factors with the lowest validation error so far; null unless early stopping was asked for.</summary>
    internal (Tensor A, Tensor B)? Best { get; private set; }

    /// <summary>True when the validation error has not improved for as many reports as the options allow.</summary>
    internal bool PatienceIsOver => options.Patience is { } patience && _reportsWithoutImprovement >= patience;

    /// <summary>Notes what a step measured, if this step is one to report or to keep.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="a">User factors, <c>[users × k]</c>, whose <c>grad</c> is this step's.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>, likewise.</param>
    /// <param name="loss">The loss of these factors.</param>
    internal void Record(int step, Tensor a, Tensor b, Objective.Terms loss)
    {
        using var noGradient = no_grad();
        if (IsDue(step, options.SnapshotEvery)) _snapshots.Add(FactorSnapshot.Take(step, a, b));
        if (!IsDue(step, options.ReportEvery)) return;
        var validationRmse = ValidationRmse(a, b);
        var report = new TrainingStep(step, loss.Data.item<float>(), loss.Penalty.item<float>(), GradientNorm(a, b), validationRmse, _secondsBefore + _clock.Elapsed.TotalSeconds);
        _steps.Add(report);
        if (options.Patience is not null && validationRmse is { } rmse) KeepIfBest(rmse, a, b);
        options.Progress?.Report(report);
    }

    /// <summary>Puts a training that was stopped back to where its checkpoint left it.</summary>
    /// <returns>The steps done; 0 where there is nothing to go on from.</returns>
    internal int Resume(OptimizerState optimizer)
    {
        if (checkpoint is null) return 0;
        var (step, reports) = checkpoint.Restore(optimizer.State, options.Steps);
        optimizer.ResumeAfter(step);
        _steps.AddRange(reports);
        _secondsBefore = reports.Count > 0 ? reports[^1].Seconds : 0;
        return step;
    }

    /// <summary>Writes the checkpoint after the update of a step that was reported.</summary>
    internal void Keep(int step, OptimizerState optimizer)
    {
        if (checkpoint is not null && IsDue(step, options.ReportEvery)) checkpoint.Save(step, optimizer.State, _steps);
    }

    /// <summary>True when this step is one to report or to keep.</summary>
    internal bool Wants(int step) => IsDue(step, options.ReportEvery) || IsDue(step, options.SnapshotEvery);

    internal TrainingHistory ToHistory() => new(_steps, _snapshots);

    public void Dispose()
    {
        _validation?.Dispose();
        ForgetBest();
    }

    private bool IsDue(int step, int? every) => every is { } n && (step == 1 || step % n == 0 || step == options.Steps);

    private double? ValidationRmse(Tensor a, Tensor b) =>
        _validation is null ? null : Math.Sqrt(Objective.MeanSquaredError(a, b, _validation).item<float>());

    private static double GradientNorm(Tensor a, Tensor b) =>
        Math.Sqrt(a.grad!.Squared().sum().Plus(b.grad!.Squared().sum()).item<float>());

    private void KeepIfBest(double rmse, Tensor a, Tensor b)
    {
        if (rmse >= _bestRmse)
        {
            _reportsWithoutImprovement++;
            return;
        }
        ForgetBest();
        (_bestRmse, _reportsWithoutImprovement) = (rmse, 0);
        Best = (a.detach().clone().DetachFromDisposeScope(), b.detach().clone().DetachFromDisposeScope());
    }

    private void ForgetBest()
    {
        Best?.A.Dispose();
        Best?.B.Dispose();
    }
}
