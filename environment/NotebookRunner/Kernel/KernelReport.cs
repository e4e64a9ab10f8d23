using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace MfNotebooks.Runner.Kernel;

/// <summary>Turns what the kernel says of a cell into messages for the runner, and keeps them to a size.</summary>
internal sealed partial class KernelReport(Action<KernelMessage> send)
{
    /// <summary>What one cell may print, in characters. More is no longer read, and pages grow with it.</summary>
    private const int MostPrinted = 1_000_000;

    /// <summary>What one cell may show, in characters. Once a notebook plotly.js is among it, with 4 million.</summary>
    private const int MostShown = 32_000_000;

    /// <summary>Plain text beside HTML is a fallback: long ones say nothing that the HTML does not.</summary>
    private const int LongestFallback = 2_000;

    private readonly HashSet<string> _displays = new(StringComparer.Ordinal);
    private string _folder = "", _file = "";
    private int _printed, _shown;
    private string? _error;
    private bool _lostUpdate;

    /// <summary>A new cell begins; the compiler knows it under the name of a file.</summary>
    public void Begin(string file)
    {
        (_file, _folder) = (file, Path.GetDirectoryName(file) + Path.DirectorySeparatorChar);
        (_printed, _shown, _error, _lostUpdate) = (0, 0, null, false);
    }

    public void Add(KernelEvent kernelEvent)
    {
        switch (kernelEvent)
        {
            case DisplayedValueProduced { Value: InstallPackagesMessage packages } shown:
                send(new RestoreStarted(string.Join(", ", packages.InstallingPackages)));
                Show(shown, isResult: false, shown.ValueId);
                break;
            case DisplayedValueUpdated { Value: InstallPackagesMessage packages } update:
                Restored(packages, update);
                break;
            case ReturnValueProduced result:
                Show(result, isResult: true, displayId: null);
                break;
            case DisplayedValueProduced shown:
                Show(shown, isResult: false, shown.ValueId);
                break;
            case DisplayedValueUpdated update when _displays.Contains(update.ValueId):
                send(new DisplayUpdated(update.ValueId, Within(DataOf(update))));
                break;
            case DisplayedValueUpdated:
                _lostUpdate = true;
                break;
            case StandardOutputValueProduced output:
                Print("stdout", TextOf(output));
                break;
            case StandardErrorValueProduced output:
                Print("stderr", TextOf(output));
                break;
            case DiagnosticsProduced diagnostics:
                Complain(diagnostics);
                break;
            case ErrorProduced error:
                _error ??= error.Message;
                break;
        }
    }

    public CellFailed FailureOf(CommandFailed failed) => failed.Exception switch
    {
        null => new CellFailed(CellFailed.KernelError, ProjectFile().Replace(failed.Message, "") + HomeRemedy(failed)),
        { InnerException: CompilationErrorException compilation } => NotCompiled(compilation),
        CompilationErrorException compilation => NotCompiled(compilation),
        var thrown => FailureOf(thrown),
    };

    /// <summary>The package manager works below the home folder, and of a read-only one says nothing useful.</summary>
    private static string HomeRemedy(CommandFailed failed) =>
        failed.Message.Contains(".packagemanagement", StringComparison.Ordinal)
            ? "\nPackages are restored below the home folder: make it writable, or set HOME to a folder that is."
            : "";

    /// <summary>
    /// An exception that the cell threw, with its frames down to the cell's own and not the engine's below.
    /// </summary>
    public CellFailed FailureOf(Exception exception)
    {
        var thrown = exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            ? exception.InnerException ?? exception
            : exception;
        var frames = UserFrames(thrown);
        var line = frames.Select(frame => CellFrame().Match(frame)).LastOrDefault(match => match.Success);
        var (name, message) = (thrown.GetType().FullName ?? thrown.GetType().Name, FirstWords(thrown.Message));
        return new CellFailed(name, message, [$"{name}: {message}", .. frames],
            line is null ? null : int.Parse(line.Groups["line"].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>What went wrong in a cell that the kernel calls a success; null when nothing did.</summary>
    /// <param name="imported">The exception that an imported file ended with.</param>
    public CellFailed? LateProblem(Exception? imported) =>
        _error is not null ? new CellFailed(CellFailed.KernelError, WithoutFile(_error))
        : imported is not null ? FailureOf(imported)
        : _lostUpdate ? new CellFailed("LostUpdate",
            "Update does not work on what display(…), .Display() and .DisplayAs() return: it changes nothing " +
            "in Jupyter and adds a second output in VS Code. Show the value with " +
            "KernelInvocationContext.Current.Display(…) and update that.")
        : null;

    /// <summary>The dots that the engine adds to a list of packages while it waits say nothing that lasts.</summary>
    private void Restored(InstallPackagesMessage packages, DisplayedValueUpdated update)
    {
        if (packages.InstallingPackages.Count > 0)
            return;
        send(new DisplayUpdated(update.ValueId, DataOf(update)));
        send(new RestoreFinished());
    }

    private void Show(DisplayEvent display, bool isResult, string? displayId)
    {
        if (displayId is not null)
            _displays.Add(displayId);
        send(new Displayed(Within(DataOf(display)), isResult, displayId));
    }

    private Dictionary<string, string> Within(Dictionary<string, string> data)
    {
        var size = data.Values.Sum(text => text.Length);
        if (_shown + size > MostShown)
        {
            return new Dictionary<string, string>
            {
                [PlainTextFormatter.MimeType] = string.Create(CultureInfo.InvariantCulture,
                    $"(Left out: with it this cell would show more than {MostShown / 1_000_000} million characters; " +
                    $"it has {size:N0} itself. Show less of it.)"),
            };
        }
        _shown += size;
        return data;
    }

    private static Dictionary<string, string> DataOf(DisplayEvent display)
    {
        var data = display.FormattedValues.DistinctBy(value => value.MimeType)
            .ToDictionary(value => value.MimeType, value => value.Value);
        if (data.ContainsKey(HtmlFormatter.MimeType) && !data.ContainsKey(PlainTextFormatter.MimeType))
            data[PlainTextFormatter.MimeType] = Fallback(display.Value);
        return data;
    }

    private static string Fallback(object? value)
    {
        var text = Formatter.ToDisplayString(value, PlainTextFormatter.MimeType);
        return text.Length <= LongestFallback ? text : Excerpt.First(text, LongestFallback) + "…";
    }

    private void Print(string stream, string text)
    {
        if (_printed > MostPrinted)
            return;
        text = text.Replace("\r", "", StringComparison.Ordinal);
        if (text.Length == 0)
            return;
        var left = MostPrinted - _printed;
        _printed += text.Length;
        if (text.Length <= left)
        {
            send(new StreamWritten(stream, text));
            return;
        }
        _printed = MostPrinted + 1;
        send(new StreamWritten(stream, $"{Excerpt.First(text, left)}{(left > 0 ? "\n" : "")}" +
            $"(Cut here: a cell may print {Counted.Of(MostPrinted, "character")}; the rest is left out.)\n"));
    }

    /// <summary>
    /// Warnings and errors of the compiler. Two warnings are about versions of the packages among each other: the SDK
    /// silences them everywhere, and no reader could do anything about them.
    /// </summary>
    private void Complain(DiagnosticsProduced produced)
    {
        foreach (var diagnostic in produced.Diagnostics)
        {
            if (diagnostic.Severity < DiagnosticSeverity.Warning || diagnostic.Code is "CS1701" or "CS1702")
                continue;
            var place = diagnostic.LinePositionSpan.Start;
            var severity = diagnostic.Severity.ToString().ToLowerInvariant();
            Print("stderr",
                $"({place.Line + 1},{place.Character + 1}): {severity} {diagnostic.Code}: {diagnostic.Message}\n");
        }
    }

    private static CellFailed NotCompiled(CompilationErrorException exception)
    {
        var errors = exception.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        var lines = errors.Select(Describe).ToArray();
        var message = string.Join('\n', lines);
        return new CellFailed(CellFailed.CompilationError, message, lines, PlaceOf(errors[0]).Line + 1);
    }

    private static string Describe(RoslynDiagnostic diagnostic) =>
        $"({PlaceOf(diagnostic).Line + 1},{PlaceOf(diagnostic).Character + 1}): error {diagnostic.Id}: " +
        diagnostic.GetMessage(CultureInfo.InvariantCulture);

    private static Microsoft.CodeAnalysis.Text.LinePosition PlaceOf(RoslynDiagnostic diagnostic) =>
        diagnostic.Location.GetLineSpan().StartLinePosition;

    private string[] UserFrames(Exception exception)
    {
        var frames = (exception.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(frame => frame.TrimEnd('\r').Replace(_folder, "", StringComparison.Ordinal))
            .Where(frame => !frame.StartsWith("---", StringComparison.Ordinal))
            .ToArray();
        return frames[..(Array.FindLastIndex(frames, frame => CellFrame().IsMatch(frame)) + 1)];
    }

    private string WithoutFile(string message) => message.Replace(_file, "", StringComparison.Ordinal);

    private static string TextOf(DisplayEvent output) => output.FormattedValues.FirstOrDefault()?.Value ?? "";

    /// <summary>Native torch puts a stack of its own behind what went wrong.</summary>
    private static string FirstWords(string message)
    {
        var stack = message.IndexOf("\nException raised from", StringComparison.Ordinal);
        return stack < 0 ? message : message[..stack];
    }

    [GeneratedRegex(""" in cell \d+:line (?<line>\d+)$""", RegexOptions.CultureInvariant)]
    private static partial Regex CellFrame();

    [GeneratedRegex("""\S*Project\.fsproj : """, RegexOptions.CultureInvariant)]
    private static partial Regex ProjectFile();
}
