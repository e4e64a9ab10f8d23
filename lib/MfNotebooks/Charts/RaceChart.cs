using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// The total loss of several trainings over each other; each has a colour and a dash of its own, and a dot where it
    /// ends. Buttons switch between a logarithmic and a linear axis.
    /// </summary>
    /// <param name="runs">The trainings' histories, each with what to call it.</param>
    /// <exception cref="ArgumentException">There is no run, or one has an empty history.</exception>
    public static ChartView Race(params (string Name, TrainingHistory History)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Length == 0) throw new ArgumentException("There are no runs. Give at least one, such as (\"Adam\", result.History).", nameof(runs));
        foreach (var (name, history) in runs)
            if (history?.Last is null) throw new ArgumentException($"The run '{name}' has no steps: train it for at least one step.", nameof(runs));
        var results = runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Name}: {run.History.Last!.Loss:0.####} after {run.History.Last.Step:N0} steps"));
        var winner = runs.MinBy(run => run.History.Last!.Loss).Name;
        var description = $"Line chart of the total loss of {runs.Length.ToString(CultureInfo.InvariantCulture)} trainings over their steps. At their ends: {string.Join("; ", results)}. Lowest: {winner}.";
        var layout = Figure.Layout("Total loss, training against training", description, 440, LossAxes());
        return Figure.Chart(layout, runs.SelectMany((run, index) => RaceLine(run.Name, run.History, index)));
    }

    private static IEnumerable<Trace> RaceLine(string name, TrainingHistory history, int index)
    {
        var last = history.Last!;
        yield return LossLine(history, name, s => s.Loss, index, 2);
        yield return Figure.Trace("scatter",
            ("mode", "markers"), ("name", Figure.Escape(name)), ("showlegend", false), ("x", new[] { last.Step }), ("y", new[] { last.Loss }),
            ("marker", new { size = 9, color = Theme.Color(index) }), ("cliponaxis", false), ("hoverinfo", "skip"));
    }
}
