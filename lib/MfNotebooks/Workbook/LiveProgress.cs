namespace MfNotebooks;

/// <summary>
/// Shows how a training is going while it runs: a bar and the newest numbers, updated in place. Where the engine cannot
/// update an output, it prints one line a report.
/// </summary>
/// <example><code>Trainer.Fit(ratings, new TrainingOptions { Progress = new LiveProgress(steps: 10_000)
/// })</code></example>
public sealed class LiveProgress : IProgress<TrainingStep>
{
    private readonly int _steps;
    private readonly EngineDisplay? _display;

    /// <summary>Shows an empty bar in the running cell.</summary>
    /// <param name="steps">The steps of the training, for the bar's length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    public LiveProgress(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
        _display = EngineDisplay.TryShow(new ProgressView(0, steps, "starting"));
    }

    /// <inheritdoc/>
    public void Report(TrainingStep value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var view = new ProgressView(value.Step, _steps, Describe(value));
        if (_display is not null) _display.Update(view);
        else Console.WriteLine(view);
    }

    private static string Describe(TrainingStep step)
    {
        var held = step.ValidationRmse is { } rmse ? Invariant($" · held-out RMSE {rmse:F3}") : "";
        return Invariant(
            $"loss {step.Loss:F4} · train RMSE {step.TrainRmse:F3}{held} · {step.Seconds:F1} s");
    }
}
