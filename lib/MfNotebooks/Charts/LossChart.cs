using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>The loss over the steps of a training: total, data term and penalty; a button switches between a logarithmic and a linear axis.</summary>
    /// <param name="history">The training's history; the curve has as many points as it has reports.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The history is empty.</exception>
    public static GenericChart Loss(TrainingHistory history, string title = "Loss during training")
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Last is not { } last) throw new ArgumentException("The history has no steps: train for at least one step.", nameof(history));
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Line chart of the loss over {last.Step} steps. It falls from {history.Steps[0].Loss:0.###} to {last.Loss:0.####}: data term {last.DataLoss:0.####}, penalty {last.Penalty:0.####}.");
        var layout = Figure.Layout(title, description, 440,
            ("xaxis", new { title = new { text = "step" } }),
            ("yaxis", new { title = new { text = "loss (stars²)" }, type = "log", dtick = 1 }),
            ("updatemenus", new[] { ScaleButtons() }), ("hovermode", "x unified"),
            ("legend", new { orientation = "h", x = 0, y = 1.02, yanchor = "bottom" }), ("margin", new { l = 60, r = 20, t = 90, b = 50 }));
        return Figure.Chart(layout, LossLines(history));
    }

    private static IEnumerable<Trace> LossLines(TrainingHistory history)
    {
        yield return Line(history, "total loss", s => s.Loss, Theme.Blue, "solid", 3);
        yield return Line(history, "data term: mean squared error", s => s.DataLoss, Theme.Orange, "dash", 2);
        yield return Line(history, "penalty: λ × norms", s => s.Penalty, Theme.Green, "dot", 2);
        if (history.Best is not null)
            yield return Line(history, "held-out mean squared error", s => s.ValidationRmse * s.ValidationRmse, Theme.Purple, "dashdot", 2);
    }

    private static Trace Line(TrainingHistory history, string name, Func<TrainingStep, double?> value, string color, string dash, int width) =>
        Figure.Trace("scatter",
            ("mode", "lines"), ("name", name), ("x", history.Steps.Select(s => s.Step)), ("y", history.Steps.Select(value)),
            ("line", new { color, dash, width }), ("hovertemplate", "%{y:.4f}"));

    private static object ScaleButtons() => new
    {
        type = "buttons", direction = "right", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom", showactive = true,
        buttons = new[] { ScaleButton("log scale", "log", 1), ScaleButton("linear scale", "linear", null) },
    };

    private static object ScaleButton(string label, string type, int? tickDistance) =>
        new { label, method = "relayout", args = new[] { new Dictionary<string, object?> { ["yaxis.type"] = type, ["yaxis.dtick"] = tickDistance } } };
}
