using System.Globalization;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>The numbers that a chapter prints, for tests that hold its text to them.</summary>
public static partial class PrintedNumbers
{
    /// <summary>All numbers of the first printed line of a cell that begins so.</summary>
    public static double[] Line(this ExecutedNotebook notebook, string cell, string start) =>
        Of(notebook.Printed(cell).Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>The numbers of every line of a cell that begins so.</summary>
    public static double[][] Lines(this ExecutedNotebook notebook, string cell, string start) =>
        [.. notebook.Printed(cell).Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal))
            .Select(Of)];

    /// <summary>What a chart says in words.</summary>
    public static string Chart(this ExecutedNotebook notebook, string cell) => notebook.Shown(cell, "text/plain")[^1];

    private static double[] Of(string line) =>
        [.. Number().Matches(line).Select(match => double.Parse(match.Value.Replace(",", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d{1,3}(,\d{3})+|-?\d+(\.\d+)?(E[+-]?\d+)?")]
    private static partial Regex Number();
}
