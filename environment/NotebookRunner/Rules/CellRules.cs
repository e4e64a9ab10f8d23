using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Rules;

/// <summary>What holds for every cell on its own.</summary>
internal static partial class CellRules
{
    private const int LongestCell = 20;
    private const int LongestLine = 100;

    public static IEnumerable<Finding> Check(Notebook notebook)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var setup = notebook.CodeCells.FirstOrDefault();
        return notebook.Cells.SelectMany(cell => IdProblems(cell, ids)
            .Concat(cell.IsCode ? CodeProblems(cell) : [])
            .Concat(cell.IsCode && cell != setup ? LongLines(cell.Source) : [])
            .Select(found => new Finding(notebook.FileName, cell, found.Problem, found.Remedy)));
    }

    private static IEnumerable<(string Problem, string Remedy)> IdProblems(Cell cell, HashSet<string> ids)
    {
        if (!ValidId().IsMatch(cell.Id))
        {
            yield return ($"its id “{cell.Id}” is not 1 to 64 letters, digits, - and _",
                "give it a name that says what the cell does");
        }
        else if (!ids.Add(cell.Id))
            yield return ("another cell has the same id", "rename one of them");
    }

    private static IEnumerable<(string Problem, string Remedy)> CodeProblems(Cell cell)
    {
        if (cell.Json.At("metadata", "dotnet_interactive", "language")?.ToString() != "csharp")
            yield return ("metadata.dotnet_interactive.language is not csharp", "add it, as in the other cells");
        if (cell.Json.At("metadata", "polyglot_notebook", "kernelName")?.ToString() != "csharp")
            yield return ("metadata.polyglot_notebook.kernelName is not csharp", "add it, as in the other cells");
        if (cell.Outputs.Count > 0)
            yield return ("it is committed with outputs", "clear all outputs");
        if (cell.Json["execution_count"] is not null)
            yield return ("it is committed with an execution count", "clear all outputs");
        var lines = cell.Source.TrimEnd('\n').Split('\n').Length;
        if (lines > LongestCell)
            yield return ($"it has {lines} lines, more than {LongestCell}", "split it, or move work into the library");
        foreach (var problem in Directives.ProblemsIn(cell.Source))
            yield return ($"line {problem.Line}, {problem}", "remove the line");
        foreach (var (line, type) in Nesting.IsSane(cell.Source) ? AnnotatedReferences(cell.Source) : [])
        {
            yield return ($"line {line}: {type}? is a reference type with a ?, and every engine warns of it (CS8632)",
                $"write {type}, which can be null in a cell");
        }
    }

    /// <summary>The lines of code that a reader would have to scroll sideways for.</summary>
    internal static IEnumerable<(string Problem, string Remedy)> LongLines(string code) =>
        from line in code.Split('\n').Index()
        where line.Item.Length > LongestLine
        select ($"line {line.Index + 1} of its code has {line.Item.Length} characters, more than {LongestLine}",
            "break it, or name a part of it");

    /// <summary>
    /// Classes, arrays and functions with a ? behind them. Nullable structs, such as int?, are something else.
    /// </summary>
    private static IEnumerable<(int Line, string Type)> AnnotatedReferences(string code) =>
        from type in CSharpSyntaxTree.ParseText(Nesting.IsSane(code) ? code : "", Script).GetRoot()
            .DescendantNodes().OfType<NullableTypeSyntax>()
        where IsReference(type.ElementType)
        select (type.GetLocation().GetLineSpan().StartLinePosition.Line + 1, type.ElementType.ToString());

    private static bool IsReference(TypeSyntax type) => type is ArrayTypeSyntax or GenericNameSyntax
        || (type is PredefinedTypeSyntax predefined
            && (SyntaxKind)predefined.Keyword.RawKind is SyntaxKind.StringKeyword or SyntaxKind.ObjectKeyword);

    private static readonly CSharpParseOptions Script = new(kind: SourceCodeKind.Script);

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidId();
}
