using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// The loss over the steps of a training: total, data term and penalty, and the held-out error where there is one,
    /// with its lowest point marked. Buttons switch between a logarithmic and a linear axis.
    /// </summary>
    /// <param name="history">The training's history; the curve has as many points as it has reports.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The history is empty.</exception>
    public static ChartView Loss(TrainingHistory history, string title = "Loss during training")
    {
        ArgumentNullException.ThrowIfNull(history);
        var last = LastOf(history, nameof(history));
        var best = history.Best is { } step ? BestStep(step, step.Step < last.Step / 2) : null;
        var heldOut = history.Best is { } b ? string.Create(CultureInfo.InvariantCulture, $" The held-out error is lowest at step {b.Step:N0}: RMSE {b.ValidationRmse:0.###}.") : "";
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Line chart of the loss over {last.Step:N0} steps. It goes from {history.Steps[0].Loss:0.###} to {last.Loss:0.####}: data term {last.DataLoss:0.####}, penalty {last.Penalty:0.####}.{heldOut}");
        var layout = Figure.Layout(title, description, 440,
            [.. LossAxes(), .. BestMark.Attributes(best)]);
        return Figure.Chart(layout, best is null ? LossLines(history) : [.. LossLines(history), best.Star]);
    }

    private static IEnumerable<Trace> LossLines(TrainingHistory history)
    {
        yield return LossLine(history, "total loss", s => s.Loss, 0, 3);
        yield return LossLine(history, "data term: mean squared error", s => s.DataLoss, 1, 2);
        yield return LossLine(history, "penalty: λ × norms", s => s.Penalty, 2, 2);
        if (history.Best is not null)
            yield return LossLine(history, "held-out mean squared error", s => s.ValidationRmse * s.ValidationRmse, 3, 2);
    }

    private static Trace LossLine(TrainingHistory history, string name, Func<TrainingStep, double?> value, int style, int width) =>
        Figure.Trace("scatter",
            ("mode", "lines"), ("name", Figure.Escape(name)), ("x", history.Steps.Select(s => s.Step)), ("y", history.Steps.Select(value)),
            ("line", Theme.Line(style, width)), ("hovertemplate", "%{y:.4f}"));

    private static BestMark BestStep(TrainingStep best, bool isLeft) =>
        new(best.Step, best.ValidationRmse!.Value * best.ValidationRmse.Value, string.Create(CultureInfo.InvariantCulture, $"best held-out: step {best.Step:N0}"), isLeft);

    /// <summary>What a chart of losses over steps needs beside its title.</summary>
    private static (string Name, object? Value)[] LossAxes() =>
    [
        ("xaxis", new { title = new { text = "step" }, tickformat = "," }), ("yaxis", new { title = new { text = "loss (stars²)" }, type = "log", dtick = 1, exponentformat = "none" }),
        ("updatemenus", new[] { ScaleButtons() }), ("hovermode", "x unified"), ("legend", Figure.LegendBelow),
        ("margin", new { l = 60, r = 20, t = 90, b = 90 }),
    ];

    private static object ScaleButtons() => new
    {
        type = "buttons", direction = "right", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom", showactive = true,
        buttons = new[] { ScaleButton("log scale", "log", 1), ScaleButton("linear scale", "linear", null) },
    };

    private static object ScaleButton(string label, string type, int? tickDistance) =>
        new { label, method = "relayout", args = new[] { new Dictionary<string, object?> { ["yaxis.type"] = type, ["yaxis.dtick"] = tickDistance } } };

    private static TrainingStep LastOf(TrainingHistory history, string parameter) =>
        history.Last ?? throw new ArgumentException("The history has no steps: train for at least one step.", parameter);
}
