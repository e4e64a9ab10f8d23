using System.Net;
using System.Reflection;

namespace MfNotebooks;

/// <summary>
/// Shows how a training is going while it runs: a bar and the newest numbers, updated in place. Where the engine cannot
/// update an output, it prints one line a report.
/// </summary>
/// <example><code>
/// Trainer.Fit(ratings, new TrainingOptions { Progress = new LiveProgress(steps: 10_000) })
/// </code></example>
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
        return Invariant($"loss {step.Loss:F4} · train RMSE {step.TrainRmse:F3}{held} · {step.Seconds:F1} s");
    }
}

/// <summary>One state of a progress display.</summary>
/// <param name="Step">The step reached.</param>
/// <param name="Steps">The steps in all.</param>
/// <param name="Text">The newest numbers.</param>
internal sealed record ProgressView(int Step, int Steps, string Text)
{
    public override string ToString() => Invariant($"step {Step,6:N0} of {Steps:N0}  {Text}");

    public string ToHtml() => Invariant($"""
        <div class="mf-progress" style="font:13px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums">
        <progress value="{Step}" max="{Steps}" aria-label="training progress" style="width:16em;vertical-align:middle">
        </progress>&ensp;step {Step:N0} of {Steps:N0}&ensp;{WebUtility.HtmlEncode(Text)}</div>
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
