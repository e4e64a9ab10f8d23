using System.Text.RegularExpressions;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Rules;

/// <summary>The one way in: two cells, the same in every notebook, and no reference anywhere else.</summary>
internal static partial class SetupRules
{
    private const string Import = "#!import ../lib/MfNotebooks/bin/workbook.csx";
    private const string Start = "Workbook.Start()";

    public static IEnumerable<Finding> Check(Notebook notebook)
    {
        var cells = notebook.CodeCells.Take(2).ToArray();
        foreach (var (index, expected) in new[] { Import, Start }.Index())
        {
            var cell = cells.ElementAtOrDefault(index);
            if (cell?.Source != expected)
                yield return new Finding(notebook.FileName, cell, $"code cell {index + 1} is not the one way in", $"write {expected} and nothing else");
        }
        foreach (var cell in notebook.CodeCells)
        {
            foreach (Match reference in Reference().Matches(cell.Source))
                yield return new Finding(notebook.FileName, cell, $"{reference.Value.Trim()} stands in a cell", "leave it out: workbook.csx names every package");
        }
    }

    [GeneratedRegex("""^\s*#r\b.*""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
