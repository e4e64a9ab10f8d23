using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Engines;

/// <summary>What a cell leaves for its reader: what it printed, and what it showed, in HTML where it can.</summary>
public sealed partial record CellOutput(string Printed, IReadOnlyList<string> Shown)
{
    /// <summary>How many charts of the workbook are among it.</summary>
    public int Charts => Shown.Count(html => html.Contains("class=\"mf-chart\"", StringComparison.Ordinal));

    /// <summary>A cell of an executed notebook.</summary>
    public static CellOutput Of(ExecutedNotebook notebook, string cell) => new(
        notebook.Printed(cell),
        [.. notebook.Outputs(cell).Where(output => output["data"] is not null).Select(output =>
            ExecutedNotebook.Text(output["data"]!["text/html"] ?? output["data"]!["text/plain"]))]);

    /// <summary>
    /// The same for every machine and run: without the seconds that something took, which "… s" tells, "… times the
    /// time", or the last column of a table ("fit s", "seconds"); and of a chart over seconds only its text
    /// alternative, without numbers.
    /// </summary>
    public IReadOnlyList<string> WithoutTimes => [.. Shown.Prepend(Printed).Select(WithoutTime)];

    private static string WithoutTime(string shown)
    {
        if (shown.Contains("\"text\":\"seconds", StringComparison.Ordinal))
            return Number().Replace(Alternative().Match(shown).Value, "#");
        return Seconds().Replace(TimeColumn().IsMatch(shown) ? Last().Replace(shown, " #") : shown, " # s");
    }

    [GeneratedRegex(@" *\d+(\.\d+)?( s\b| times the time)")]
    private static partial Regex Seconds();

    [GeneratedRegex(@" (fit s|seconds)\n")]
    private static partial Regex TimeColumn();

    [GeneratedRegex(@" +(\d+\.\d\d?|\d{3,})$", RegexOptions.Multiline)]
    private static partial Regex Last();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("aria-label=\".*?\"")]
    private static partial Regex Alternative();
}
