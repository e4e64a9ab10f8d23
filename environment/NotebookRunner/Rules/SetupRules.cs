using System.Text.RegularExpressions;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Rules;

/// <summary>The set-up cell: first, the same everywhere, and the only place for references.</summary>
internal static partial class SetupRules
{
    public static IEnumerable<Finding> Check(Notebook notebook, Cell? setup)
    {
        var first = notebook.CodeCells.FirstOrDefault();
        if (first is not null && first.Source != setup?.Source)
            yield return new Finding(notebook.FileName, first, "the set-up cell differs from the first notebook's", "copy that one");
        foreach (var cell in notebook.CodeCells)
        {
            foreach (Match reference in Reference().Matches(cell.Source))
            {
                if (cell != first)
                    yield return new Finding(notebook.FileName, cell, $"{reference.Value.Trim()} stands outside the set-up cell", "move it there");
                else if (!Allowed().IsMatch(reference.Value))
                    yield return new Finding(notebook.FileName, cell, $"{reference.Value.Trim()} is not one of the workbook's references", "use TorchSharp, Plotly.NET, Plotly.NET.CSharp and the library only");
            }
        }
    }

    [GeneratedRegex("""^\s*#r\s+"[^"]*"?""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("""#r\s+"(nuget:\s*(TorchSharp-(cpu|cuda-linux|cuda-windows)|Plotly\.NET|Plotly\.NET\.CSharp)\s*,\s*[\w.-]+|\.\./lib/MfNotebooks/bin/MfNotebooks\.dll)\s*"$""", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
