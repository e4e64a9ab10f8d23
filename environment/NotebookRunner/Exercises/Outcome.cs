using System.Globalization;
using MfNotebooks.Runner.Kernel;

namespace MfNotebooks.Runner.Exercises;

/// <summary>What became of a piece of code.</summary>
/// <param name="Result">Its value as text, when it ended well and has one.</param>
/// <param name="Problem">What went wrong; null when it ended well.</param>
/// <param name="DoesNotCompile">Whether it did not even begin.</param>
internal sealed record Outcome(string? Result, string? Problem = null, bool DoesNotCompile = false)
{
    public static Outcome Of(CellFailed failure)
    {
        var where = failure.Line is { } line ? $"line {line.ToString(CultureInfo.InvariantCulture)}: " : "";
        return failure.Name == CellFailed.CompilationError
            ? new Outcome(null, failure.Message, DoesNotCompile: true)
            : new Outcome(null, failure.Name == CellFailed.UnsupportedDirective ? failure.Message : where + failure.Description);
    }
}
