using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Problem = (MfNotebooks.Runner.Notebooks.Cell? Cell, string Text, string Remedy);

namespace MfNotebooks.Runner.Rules;

/// <summary>Something that a notebook's form has wrong, and what to do about it.</summary>
internal sealed record Finding(string File, Cell? Cell, string Problem, string Remedy)
{
    public override string ToString()
    {
        var place = Cell is null ? "" : $" cell {Cell.Number} ({Cell.Id}):";
        return $"{File}:{place} {Problem} — {Remedy}";
    }
}

/// <summary>All rules for committed notebooks (DESIGN, section 4).</summary>
internal static class NotebookRules
{
    /// <summary>Every finding in a set of notebooks, in reading order.</summary>
    public static IEnumerable<Finding> Check(IReadOnlyList<string> files) => files.SelectMany(Check);

    private static IEnumerable<Finding> Check(string file)
    {
        return Problems().Select(found => new Finding(Path.GetFileName(file), found.Cell, found.Text, found.Remedy));

        Problem[] Problems()
        {
            try
            {
                var text = Notebook.ReadText(file);
                var notebook = Notebook.Parse(file, text);
                return
                [
                    .. FileRules.Check(notebook.Json, text), .. CellRules.Check(notebook),
                    .. SetupRules.Check(notebook), .. ChapterRules.Check(notebook),
                ];
            }
            catch (NotebookException e)
            {
                return [(null, e.Problem, e.Remedy)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [(null, $"it cannot be read ({e.Message})", "make it readable")];
            }
        }
    }
}

/// <summary>The file's form and the metadata by which front ends choose the kernel.</summary>
internal static class FileRules
{
    private const string Kernel = ".net-csharp";
    private const string Language = "polyglot-notebook";

    public static IEnumerable<Problem> Check(JsonObject json, string text)
    {
        if (text.StartsWith(Notebook.ByteOrderMark))
            yield return (null, "begins with a byte order mark, which Jupyter refuses", "save it as UTF-8 without one");
        if (text.Contains('\r'))
            yield return (null, "has CRLF line ends", "save it with LF");
        if (!text.EndsWith("}\n", StringComparison.Ordinal))
            yield return (null, "does not end with one newline", "add it, or remove the lines below the last }");
        if (!IsIndentedByTwo(text))
            yield return (null, "is not JSON indented by two spaces", "format it: jq --indent 2 . FILE");
        if (json["nbformat_minor"]?.ToString() != "5")
            yield return (null, $"has nbformat 4.{json["nbformat_minor"]}",
                "write nbformat_minor 5 and give each cell an id");
        if (NameIn("kernelspec") is var kernel && kernel != Kernel)
            yield return (null, $"has the kernelspec name {kernel ?? "(none)"}", $"write {Kernel}");
        if (NameIn("language_info") is var language && language != Language)
            yield return (null, $"has the language_info name {language ?? "(none)"}", $"write {Language}");
        if (json.At("metadata", "polyglot_notebook", "kernelInfo") is not JsonObject)
            yield return (null, "has no metadata.polyglot_notebook.kernelInfo", "copy it from another chapter");

        string? NameIn(string section) => json.At("metadata", section, "name")?.ToString();
    }

    // Strings hold no raw newlines in JSON, so every line's indentation is the structure's.
    private static bool IsIndentedByTwo(string text)
    {
        var lines = text.Split('\n');
        return lines.Length > 2
            && lines[1].StartsWith("  \"", StringComparison.Ordinal)
            && lines.All(line => (line.Length - line.TrimStart(' ').Length) % 2 == 0 && !line.StartsWith('\t'));
    }
}

/// <summary>The one way in: two cells, the same in every notebook, and no line for the engine anywhere else.</summary>
internal static partial class SetupRules
{
    private static readonly string[] WayIn =
        ["#!import ../lib/MfNotebooks/bin/workbook.csx", "Workbook.Start()"];

    public static IEnumerable<Problem> Check(Notebook notebook)
    {
        var cells = notebook.CodeCells.ToArray();
        foreach (var (index, expected) in WayIn.Index())
        {
            if (cells.ElementAtOrDefault(index) is var cell && cell?.Source != expected)
            {
                yield return (cell, $"code cell {index + 1} is not the one way in",
                    $"write {expected} and nothing else");
            }
        }
        foreach (var cell in cells.Skip(1))
        {
            foreach (Match line in EngineLine().Matches(cell.Source))
            {
                yield return (cell, $"{line.Value.Trim()} stands in a cell",
                    "leave it out: workbook.csx names every package and file");
            }
        }
    }

    [GeneratedRegex("""^\s*#(r\b|!import\b).*""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex EngineLine();
}

/// <summary>What holds for every cell on its own.</summary>
internal static partial class CellRules
{
    private const int LongestCell = 20;
    private const int LongestLine = 100;

    public static IEnumerable<Problem> Check(Notebook notebook)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var setup = notebook.CodeCells.FirstOrDefault();
        return notebook.Cells.SelectMany(cell => IdProblems(cell, ids)
            .Concat(cell.IsCode ? CodeProblems(cell) : [])
            .Concat(cell.IsCode && cell != setup ? LongLines(cell.Source) : [])
            .Select(found => (Problem)(cell, found.Problem, found.Remedy)));
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
            yield return ($"line {problem.Line}, {problem}", "mend the line or remove it");
        foreach (var (line, type) in AnnotatedReferences(cell.Source))
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
        from type in CellSyntax.Parse(code)?.DescendantNodes().OfType<NullableTypeSyntax>() ?? []
        where IsReference(type.ElementType)
        select (type.GetLocation().GetLineSpan().StartLinePosition.Line + 1, type.ElementType.ToString());

    private static bool IsReference(TypeSyntax type) => type is ArrayTypeSyntax or GenericNameSyntax
        || (type is PredefinedTypeSyntax predefined
            && (SyntaxKind)predefined.Keyword.RawKind is SyntaxKind.StringKeyword or SyntaxKind.ObjectKeyword);

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidId();
}

/// <summary>What makes a notebook a chapter: its title, its parameters, its links, formulas and solutions.</summary>
internal static partial class ChapterRules
{
    private static readonly MathRenderer Math = new();

    public static IEnumerable<Problem> Check(Notebook notebook)
    {
        var first = notebook.Cells is [var opening, ..] ? opening : null;
        if (first is null || !first.IsMarkdown || !first.Source.StartsWith("# ", StringComparison.Ordinal))
        {
            yield return (first, "the notebook does not open with its title",
                "begin the first Markdown cell with “# Title”");
        }
        var parameters = notebook.CodeCells.Count(cell => cell.Tags.Contains(CellTags.Parameters));
        if (parameters != 1)
        {
            yield return (null, $"it has {parameters} cells tagged {CellTags.Parameters}",
                "tag exactly one near the top");
        }
        foreach (var (place, cell) in notebook.Cells.Index().Where(cell => Guesses.IsPrompt(cell.Item)))
        {
            if (Guesses.AnswerEnd(notebook.Cells, place) is null)
            {
                yield return (cell, "nothing takes its guess up",
                    "put the code cell that answers it right behind it, and Markdown without a heading after that");
            }
        }
        foreach (var cell in notebook.Cells.Where(cell => cell.IsMarkdown))
        {
            foreach (var (problem, remedy) in MarkdownProblems(notebook, cell))
                yield return (cell, problem, remedy);
        }
    }

    private static IEnumerable<(string Problem, string Remedy)> MarkdownProblems(Notebook notebook, Cell cell)
    {
        if (ChapterMarkdown.Problem(cell.Source) is { } unreadable)
            yield return ($"its Markdown cannot be read: {unreadable}", "write it with less inside each other");
        var document = ChapterMarkdown.Parse(cell.Source);
        foreach (var url in document.Descendants<LinkInline>().Select(link => link.Url ?? ""))
        {
            if (LocalPath().Match(url) is { Success: true } local
                && !File.Exists(Path.Combine(notebook.Folder, Uri.UnescapeDataString(local.Value))))
                yield return ($"the link {url} leads to no file", "correct it");
        }
        var formulas = document.Descendants<MathInline>().Select(math => math.Content.ToString())
            .Concat(document.Descendants<MathBlock>().Select(math => math.Lines.ToString()));
        foreach (var tex in formulas)
        {
            if (Math.Problem(tex) is { } problem)
                yield return ($"the formula {tex.Trim()} cannot be read: {problem}", "correct its TeX");
        }
        foreach (var code in document.Descendants<FencedCodeBlock>().Where(block => block.Info == "csharp"))
        {
            foreach (var problem in CellRules.LongLines(code.Lines.ToString()))
                yield return problem;
        }
        foreach (Match solution in Solution().Matches(cell.Source))
        {
            if (!solution.Value.Contains("```csharp", StringComparison.Ordinal))
                yield return ("a folded solution holds no ```csharp code", "add it: tests run every solution");
        }
    }

    [GeneratedRegex(@"^(?![a-zA-Z][\w+.-]*:)[^#]+", RegexOptions.CultureInvariant)]
    private static partial Regex LocalPath();

    [GeneratedRegex(@"<details>\s*<summary>[^<]*Solution[\s\S]*?</details>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Solution();
}
