namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// The loss over the steps of a training: total, data term and penalty, and the held-out error where there is one,
    /// with its lowest point marked. What is 0 at every step, such as the penalty at λ = 0, is left out.
    /// </summary>
    /// <param name="history">The training's history; the curve has as many points as it has reports.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The history is empty.</exception>
    public static ChartView Loss(TrainingHistory history, string title = "Loss during training")
    {
        ArgumentNullException.ThrowIfNull(history);
        var last = history.Last ?? throw new ArgumentException(
            "The history has no steps: train for at least one step.", nameof(history));
        Curve[] heldOutCurve = history.Best is null ? []
            : [Over(history, "held-out mean squared error", s => s.ValidationRmse * s.ValidationRmse)];
        Curve[] curves =
        [
            Over(history, "total loss", s => s.Loss), Over(history, "data term: mean squared error", s => s.DataLoss),
            Over(history, "penalty: λ × norms", s => s.Penalty), .. heldOutCurve,
        ];
        var heldOut = history.Best is { } b
            ? Invariant($" The held-out error is lowest at step {b.Step:N0}: RMSE {b.ValidationRmse:0.###}.") : "";
        var description =
            $"Line chart of the loss over {Counted.Of(last.Step, "step")}. "
            + Invariant($"It goes from {history.Steps[0].Loss:0.###} to {last.Loss:0.####}: ")
            + Invariant($"data term {last.DataLoss:0.####}, penalty {last.Penalty:0.####}.{heldOut}");
        var panel = new LinePanel("loss (stars²)", [.. curves.Where(curve => curve.Points.Any(p => p.Y > 0))])
        {
            IsLog = true,
            Best = history.Best is { } best ? new(best.Step, best.ValidationRmse!.Value * best.ValidationRmse.Value,
                Invariant($"best held-out: step {best.Step:N0}")) : null,
        };
        return new LinePlot(title, "step", [panel]).ToChart(description);
    }

    /// <summary>
    /// The total loss of several trainings over each other; each has a colour and a dash of its own, and a ring where
    /// it ends. The rings differ in size, so that equal ends are seen too.
    /// </summary>
    /// <param name="runs">The trainings' histories, each with what to call it.</param>
    /// <exception cref="ArgumentException">There is no run, or one has an empty history.</exception>
    public static ChartView Race(params (string Name, TrainingHistory History)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Length == 0)
            throw new ArgumentException("There are no runs. Give at least one, such as (\"Adam\", result.History).",
                nameof(runs));
        foreach (var (name, history) in runs)
            if (history?.Last is null)
                throw new ArgumentException($"The run '{name}' has no steps: train it for at least one step.",
                    nameof(runs));
        var results = runs.Select(run => Invariant($"{run.Name}: {run.History.Last!.Loss:0.####} after ")
            + Counted.Of(run.History.Last.Step, "step"));
        var winner = runs.MinBy(run => run.History.Last!.Loss).Name;
        var description =
            $"Line chart of the total loss of {Counted.Of(runs.Length, "training")} over the steps. In the end: "
            + Invariant($"{string.Join("; ", results)}. Lowest: {winner}.");
        Curve[] curves = [.. runs.Select(run => Over(run.History, run.Name, s => s.Loss))];
        var panel = new LinePanel("loss (stars²)", curves) { IsLog = true, HasEnds = true };
        return new LinePlot("Total loss, training against training", "step", [panel]).ToChart(description);
    }

    private static Curve Over(TrainingHistory history, string name, Func<TrainingStep, double?> value) =>
        new(name, history.Steps.Where(s => value(s) is not null).Select(s => (s.Step, value(s)!.Value)))
        {
            Style = CurveStyle.Line,
        };
}
