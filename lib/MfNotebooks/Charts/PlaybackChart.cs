using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>A playback holds at most this many states and numbers: more would be slow to load, and no easier to follow.</summary>
    private const int MostStates = 101, MostNumbers = 100_000;

    private const double MatrixShare = 0.53, LossBegins = 0.66;

    /// <summary>
    /// The training as a film: a slider and a play button over the snapshots. The matrix that the factors make stands
    /// beside the loss up to that step. Cells that nobody rated are outlined.
    /// </summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="history">A history with snapshots. Of many, about a hundred are shown, evenly spread.</param>
    /// <exception cref="ArgumentException">The history has no snapshots, or they are of other users and items.</exception>
    public static ChartView Playback(RatingsMatrix ratings, TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(history);
        var frames = FramesOf(ratings, history);
        var panel = PredictedPanel(ratings, "Predicted (A·Bᵀ)", frames[0].Cells) with { Scale = ColorScale.Stars(ratings) with { HasBar = false } };
        var row = new HeatmapRow(panel) { Width = MatrixShare, Above = StateSlider.Height };
        var lossSoFar = row.TraceOf(1);
        var slider = new StateSlider([.. frames.Select((_, n) => PlaybackState(frames, n))], 0, lossSoFar, lossSoFar + 1) { Active = 0, Left = 0.34, HasTickLabels = false };
        var (first, last) = (frames[0].Report, frames[^1].Report);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"A heatmap of the predictions for {ratings.UserCount} users by {ratings.ItemCount} items beside a line chart of the loss, with a slider over {frames.Count} steps. From step {first.Step:N0} to step {last.Step:N0} the loss goes from {first.Loss:0.###} to {last.Loss:0.####}.");
        return row.ToChart(PlaybackTitle, description, PlaybackLoss(frames),
            [("sliders", slider.ToSliders()), ("updatemenus", new[] { PlayButtons() }), .. PlaybackAxes(frames)]);
    }

    private const string PlaybackTitle = "Training, step by step";

    private sealed record Frame(int Step, TrainingStep Report, float[,] Cells)
    {
        /// <summary>Names the report's own step where none was written at the snapshot's.</summary>
        internal string Label => string.Create(CultureInfo.InvariantCulture,
            $"step {Step:N0} · loss {Report.Loss:0.00##}{(Report.Step == Step ? "" : $" (step {Report.Step:N0})")}");
    }

    private static List<Frame> FramesOf(RatingsMatrix ratings, TrainingHistory history)
    {
        LastOf(history, nameof(history));
        var (snapshots, cells) = (history.Snapshots, CellCount(ratings));
        if (snapshots.Count == 0)
            throw new ArgumentException("The history has no snapshots. Train with snapshots, such as new TrainingOptions { SnapshotEvery = 100, ReportEvery = 100 }.", nameof(history));
        if (snapshots[0].A.GetLength(0) != ratings.UserCount || snapshots[0].B.GetLength(0) != ratings.ItemCount)
            throw new ArgumentException(FormattableString.Invariant(
                $"The snapshots are of {snapshots[0].A.GetLength(0)} users and {snapshots[0].B.GetLength(0)} items, the ratings of {ratings.UserCount} and {ratings.ItemCount}. Give the ratings that the training used."), nameof(history));
        var count = Math.Min(snapshots.Count, Math.Clamp(MostNumbers / cells, 2, MostStates));
        return [.. Enumerable.Range(0, count).Select(n => snapshots[count == 1 ? 0 : n * (snapshots.Count - 1) / (count - 1)]).Select(FrameOf)];

        Frame FrameOf(FactorSnapshot snapshot) =>
            new(snapshot.Step, history.Steps.LastOrDefault(s => s.Step <= snapshot.Step) ?? history.Steps[0], Rounded(snapshot.Reconstruct()));
    }

    private static SliderState PlaybackState(List<Frame> frames, int n)
    {
        var past = frames.Take(n + 1).Select(f => f.Report).ToArray();
        return new(frames[n].Label, PlaybackTitle,
            ("z", [frames[n].Cells, null, null]),
            ("x", [null, past.Select(r => r.Step), new[] { past[^1].Step }]),
            ("y", [null, past.Select(r => Rounded(r.Loss)), new[] { Rounded(past[^1].Loss) }]));
    }

    /// <summary>The loss up to the step, the point that moves, and the whole curve in faint grey.</summary>
    private static IEnumerable<Trace> PlaybackLoss(List<Frame> frames)
    {
        var (first, all) = (frames[0].Report, frames.Select(f => f.Report).ToArray());
        return
        [
            Curve([first], "loss so far", ("mode", "lines"), ("line", Theme.Line(0, 3))),
            Curve([first], "this step", ("mode", "markers"), ("marker", new { size = 11, color = Theme.Orange, line = new { color = "white", width = 1 } }), ("cliponaxis", false)),
            Curve(all, "whole training", ("mode", "lines"), ("line", new { color = Theme.Grey, width = 1 }), ("opacity", 0.6)),
        ];

        static Trace Curve(TrainingStep[] reports, string name, params (string Name, object? Value)[] style) => Figure.Trace("scatter",
            [.. style, ("name", name), ("x", reports.Select(r => r.Step)), ("y", reports.Select(r => Rounded(r.Loss))),
             ("hovertemplate", "step %{x:,}<br>loss %{y:.4f}<extra></extra>"), ("xaxis", "x2"), ("yaxis", "y2")]);
    }

    private static (string Name, object? Value)[] PlaybackAxes(List<Frame> frames) =>
    [
        ("xaxis2", new { domain = new[] { LossBegins, 1 }, anchor = "y2", title = new { text = "step" }, tickformat = ",", range = new[] { 0, Math.Max(1, frames[^1].Step) }, nticks = 5 }),
        ("yaxis2", new { anchor = "x2", title = new { text = "loss (stars²)", standoff = 4 }, type = "log", dtick = 1, exponentformat = "none" }),
    ];

    private static object PlayButtons() => new
    {
        type = "buttons", direction = "right", x = 0, xanchor = "left", y = 1, yanchor = "bottom", pad = new { b = 34, t = 0 }, showactive = false,
        buttons = new[] { new { label = "▶ play", name = "play", method = "skip" }, new { label = "❚❚ pause", name = "pause", method = "skip" } },
    };

    /// <summary>As many digits as a picture shows: they are most of what a slider weighs.</summary>
    private static float[,] Rounded(float[,] cells) => Figure.Cells(cells.GetLength(0), cells.GetLength(1), (u, i) => MathF.Round(cells[u, i], 2));

    private static double Rounded(double loss) => double.Parse(loss.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
