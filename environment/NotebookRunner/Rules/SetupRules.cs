using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Rules;

/// <summary>The one way in: two cells, the same in every notebook, and no line for the engine anywhere else.</summary>
internal static partial class SetupRules
{
    private static readonly string[] WayIn =
        ["#!import ../lib/MfNotebooks/bin/workbook.csx", "Workbook.Start()"];

    public static IEnumerable<Finding> Check(Notebook notebook)
    {
        var cells = notebook.CodeCells.ToArray();
        foreach (var (index, expected) in WayIn.Index())
        {
            if (cells.ElementAtOrDefault(index) is var cell && cell?.Source != expected)
            {
                yield return new Finding(notebook.FileName, cell, $"code cell {index + 1} is not the one way in",
                    $"write {expected} and nothing else");
            }
        }
        foreach (var cell in cells.Skip(1))
        {
            foreach (Match line in EngineLine().Matches(cell.Source))
            {
                yield return new Finding(notebook.FileName, cell, $"{line.Value.Trim()} stands in a cell",
                    "leave it out: workbook.csx names every package and file");
            }
        }
    }

    [GeneratedRegex("""^\s*#(r\b|!import\b).*""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex EngineLine();
}
