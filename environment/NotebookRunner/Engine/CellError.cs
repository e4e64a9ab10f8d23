using System.Reflection;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace MfNotebooks.Runner.Engine;

/// <summary>Turns what went wrong in a cell into the report that a reader gets.</summary>
internal static partial class CellError
{
    public static CellFailed From(CompilationErrorException error)
    {
        var errors = error.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        var lines = errors.Select(Describe).ToArray();
        return new CellFailed("CompilationError", string.Join('\n', lines), lines, LineOf(errors[0]));
    }

    public static CellFailed From(IReadOnlyList<DirectiveProblem> problems)
    {
        var lines = problems.Select(problem => $"line {problem.Line}: {problem}").ToArray();
        return new CellFailed("UnsupportedDirective", string.Join('\n', lines), lines, problems[0].Line);
    }

    /// <summary>An exception that the cell threw, with its frames down to the cell's own and not the engine's below.</summary>
    public static CellFailed From(Exception exception)
    {
        var thrown = exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            ? exception.InnerException ?? exception
            : exception;
        var frames = UserFrames(thrown);
        var line = frames.Select(frame => CellFrame().Match(frame)).LastOrDefault(match => match.Success)?.Groups["line"].Value;
        return new CellFailed(
            thrown.GetType().FullName ?? thrown.GetType().Name,
            thrown.Message,
            [$"{thrown.GetType().FullName}: {thrown.Message}", .. frames],
            line is null ? null : int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string[] UserFrames(Exception exception)
    {
        var frames = (exception.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(frame => frame.TrimEnd('\r'))
            .Where(frame => !frame.StartsWith("---", StringComparison.Ordinal))
            .ToArray();
        var last = Array.FindLastIndex(frames, frame => CellFrame().IsMatch(frame));
        return frames[..(last + 1)];
    }

    private static string Describe(Diagnostic diagnostic) =>
        $"({LineOf(diagnostic)},{diagnostic.Location.GetLineSpan().StartLinePosition.Character + 1}): " +
        $"error {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    private static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1;

    [GeneratedRegex(""" in cell \d+:line (?<line>\d+)$""", RegexOptions.CultureInvariant)]
    private static partial Regex CellFrame();
}
