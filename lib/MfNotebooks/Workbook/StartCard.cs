using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>
/// What <see cref="Workbook.Start"/> found: one line a topic. Shown as HTML it also brings plotly.js to the page.
/// </summary>
public sealed class StartCard
{
    private readonly string _plotly;

    private StartCard(IReadOnlyList<(string Topic, string Finding)> lines, IReadOnlyList<string> problems,
        string plotly) =>
        (Lines, Problems, _plotly) = (lines, problems, plotly);

    /// <summary>The findings, such as ("device", "cpu: …").</summary>
    public IReadOnlyList<(string Topic, string Finding)> Lines { get; }

    /// <summary>What is missing, each with what to do; empty when all is well.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>True when nothing is missing.</summary>
    public bool IsReady => Problems.Count == 0;

    internal static StartCard Create(string? chartProblem, string? torchProblem)
    {
        var lines = new List<(string, string)>
        {
            ("versions", $"MfNotebooks {typeof(StartCard).Assembly.GetName().Version?.ToString(3)} · "
                + $".NET {Environment.Version} · {RuntimeInformation.RuntimeIdentifier}"),
        };
        if (torchProblem is null) lines.AddRange(TorchLines());
        string?[] problems = [torchProblem, chartProblem is null ? null
            : $"Charts cannot be shown. {chartProblem.Trim()}", LibraryAge.Problem()];
        return new StartCard(lines, [.. problems.OfType<string>()], PlotlyScript());
    }

    /// <summary>The card as text.</summary>
    public override string ToString() => string.Join('\n',
        Lines.Select(line => $"{line.Topic,-9} {line.Finding}").Prepend(Heading)
            .Concat(Problems.Select(p => $"! {p}")));

    /// <summary>The card as HTML, with plotly.js for the charts of the page.</summary>
    public string ToHtml()
    {
        var rows = string.Concat(Lines.Select(line =>
            $"<div><dt>{WebUtility.HtmlEncode(line.Topic)}</dt><dd>{WebUtility.HtmlEncode(line.Finding)}</dd></div>"));
        var problems = string.Concat(
            Problems.Select(p => $"<p role=\"alert\"><strong>To do:</strong> {WebUtility.HtmlEncode(p)}</p>"));
        return $$"""
            <style>
            .mf-card { border: 1px solid rgba(128,128,128,.35); border-radius: 6px; padding: .6em 1em;
                max-width: 52em; font: 13px/1.5 system-ui, sans-serif;
                border-left: 4px solid {{(IsReady ? Theme.Green : Theme.Orange)}}; }
            .mf-card dl { margin: .3em 0 0; } .mf-card dl > div { display: flex; gap: 1em; }
            .mf-card dt { flex: 0 0 5em; opacity: .7; } .mf-card dd { margin: 0; overflow-wrap: anywhere; }
            .mf-card p { white-space: pre-line; margin: .5em 0 0; }
            </style>
            <section class="mf-card"><strong>{{Heading}}</strong><dl>{{rows}}</dl>{{problems}}</section>
            {{_plotly}}
            """;
    }

    private string Heading => IsReady ? "The workbook is ready" : "The workbook started, but something is missing";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IEnumerable<(string, string)> TorchLines()
    {
        var backend = TorchBackend.Load();
        var adapted = backend.IsPatchedCopy ? " · bridge adapted to this system's older libstdc++" : "";
        yield return ("torch",
            $"TorchSharp {TorchBackend.TorchSharpVersion} · libtorch {backend.LibtorchVersion}{adapted}");
        yield return ("device", Devices.Describe());
        yield return ("threads", Invariant(
            $"{TorchSharp.torch.get_num_threads()} of {Environment.ProcessorCount}: ")
            + "small tensors are fastest on one; torch.set_num_threads(n) changes it");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string PlotlyScript() => ChartHtml.PlotlyScript();
}

/// <summary>Whether the library that runs is the one that its sources make now.</summary>
internal static class LibraryAge
{
    /// <summary>
    /// What to do when a source is newer than the library built from it; null when all is well or there are no sources.
    /// </summary>
    internal static string? Problem() => Problem(typeof(LibraryAge).Assembly.Location);

    /// <param name="library">The full path of the library, <c>…/lib/MfNotebooks/bin/MfNotebooks.dll</c>.</param>
    internal static string? Problem(string library)
    {
        if (!File.Exists(library) || Path.GetDirectoryName(Path.GetDirectoryName(library)) is not { } folder
            || !File.Exists(Path.Combine(folder, "MfNotebooks.csproj"))) return null;
        var newest = Directory.EnumerateDirectories(folder)
            .Where(room => Path.GetFileName(room) is not ("bin" or "obj"))
            .SelectMany(room => Directory.EnumerateFiles(room, "*", SearchOption.AllDirectories))
            .MaxBy(File.GetLastWriteTimeUtc);
        return newest is not null && File.GetLastWriteTimeUtc(newest) > File.GetLastWriteTimeUtc(library)
            ? $"The library is older than its source {Path.GetRelativePath(folder, newest)}. Run dotnet build in the "
                + "repository's folder and restart the kernel."
            : null;
    }
}
