using System.Net;
using System.Reflection;

namespace MfNotebooks;

/// <summary>
/// Shows how a training or an evaluation is going while it runs: a bar and the newest numbers, updated in place. Where
/// the engine cannot update an output, it prints one line a report.
/// </summary>
/// <example><code>
/// Trainer.Fit(ratings, new TrainingOptions { Progress = new LiveProgress(10_000) })
/// ImplicitLeastSquares.Fit(table, new ImplicitOptions { Sweeps = 10, Progress = new LiveProgress(10) })
/// Evaluate.Lists(folds, progress: new LiveProgress(folds.Length * Evaluate.ListModels.Count))
/// </code></example>
public sealed class LiveProgress
    : IProgress<TrainingStep>, IProgress<TrainingEpoch>, IProgress<ListRound>, IProgress<EvaluationRow>
{
    private readonly int _total;
    private readonly EngineDisplay? _display;
    private int _rows;

    /// <summary>Shows an empty bar in the running cell.</summary>
    /// <param name="total">
    /// The steps, rounds or epochs of the training, or splits × models of the evaluation: the bar's length.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="total"/> is below 1.</exception>
    public LiveProgress(int total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        _total = total;
        _display = EngineDisplay.TryShow(new ProgressView("", 0, total, "starting"));
    }

    /// <inheritdoc/>
    public void Report(TrainingStep value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Show("step", value.Step,
            Invariant($"loss {value.Loss:F4} · ") + Errors(value.TrainRmse, value.ValidationRmse, value.Seconds));
    }

    /// <inheritdoc/>
    public void Report(TrainingEpoch value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Show("round", value.Epoch, Errors(value.TrainRmse, value.ValidationRmse, value.Seconds));
    }

    /// <inheritdoc/>
    public void Report(ListRound value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Show("round", value.Round, Invariant($"{value.Seconds:F1} s"));
    }

    /// <summary>Counts the row: an evaluation's rows carry no number.</summary>
    public void Report(EvaluationRow value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Show("model", ++_rows, value.ToString());
    }

    private static string Errors(double train, double? validation, double seconds) =>
        Invariant($"train RMSE {train:F3}")
            + (validation is { } heldOut ? Invariant($" · held-out RMSE {heldOut:F3}") : "")
            + Invariant($" · {seconds:F1} s");

    private void Show(string unit, int done, string text)
    {
        var view = new ProgressView(unit + " ", done, _total, text);
        if (_display is not null) _display.Update(view);
        else Console.WriteLine(view);
    }
}

/// <summary>One state of a progress display.</summary>
/// <param name="Unit">What is counted, and a space; empty before the first report.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Text">The newest numbers.</param>
internal sealed record ProgressView(string Unit, int Done, int Total, string Text)
{
    public override string ToString() => Invariant($"{Unit}{Done,6:N0} of {Total:N0}  {Text}");

    public string ToHtml() => Invariant($"""
        <div class="mf-progress" style="font:13px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums">
        <progress value="{Done}" max="{Total}" aria-label="progress" style="width:16em;vertical-align:middle">
        </progress>&ensp;{Unit}{Done:N0} of {Total:N0}&ensp;{WebUtility.HtmlEncode(Text)}</div>
        """);
}

/// <summary>Shows something in the running cell and updates it later, where the engine can do that.</summary>
/// <remarks>
/// Reached by name, so that the library needs no engine. It goes through
/// <c>KernelInvocationContext.Current.Display</c>, because <c>display(x).Update(y)</c> is broken in the engine's last
/// version.
/// </remarks>
internal sealed class EngineDisplay
{
    private const string ContextName = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private readonly object _displayed;
    private readonly MethodInfo _update;

    private EngineDisplay(object displayed, MethodInfo update) => (_displayed, _update) = (displayed, update);

    /// <summary>Shows a value in the cell that is running; null where there is no engine or it cannot update.</summary>
    internal static EngineDisplay? TryShow(object value)
    {
        var context = FindType(ContextName)?.GetProperty("Current",
            BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        var display = FindType(ContextName + "Extensions")?.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(m => m.Name == "Display" && m.GetParameters().Length == 3
                && m.GetParameters()[1].ParameterType == typeof(object));
        if (context is null || display is null) return null;
        var displayed = display.Invoke(null, [context, value, Array.Empty<string>()]);
        var update = displayed?.GetType().GetMethod("Update", [typeof(object)]);
        return update is null ? null : new EngineDisplay(displayed!, update);
    }

    /// <summary>Puts another value in the place of the one shown.</summary>
    internal void Update(object value) => _update.Invoke(_displayed, [value]);

    private static Type? FindType(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name))
            .FirstOrDefault(type => type is not null);
}
