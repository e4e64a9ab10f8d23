using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;

namespace MfNotebooks.Runner.Rules;

/// <summary>What makes a notebook a chapter: its title, its parameters, its links, formulas and solutions.</summary>
internal static partial class ChapterRules
{
    private static readonly MathRenderer Math = new();

    public static IEnumerable<Finding> Check(Notebook notebook)
    {
        var first = notebook.Cells is [var opening, ..] ? opening : null;
        if (first is null || !first.IsMarkdown || !first.Source.StartsWith("# ", StringComparison.Ordinal))
        {
            yield return new Finding(notebook.FileName, first, "the notebook does not open with its title",
                "begin the first Markdown cell with “# Title”");
        }
        var parameters = notebook.CodeCells.Count(cell => cell.Tags.Contains(CellTags.Parameters));
        if (parameters != 1)
        {
            yield return new Finding(notebook.FileName, null, $"it has {parameters} cells tagged {CellTags.Parameters}",
                "tag exactly one near the top");
        }
        foreach (var (place, cell) in notebook.Cells.Index().Where(cell => Guesses.IsPrompt(cell.Item)))
        {
            if (Guesses.AnswerEnd(notebook.Cells, place) is null)
            {
                yield return new Finding(notebook.FileName, cell, "nothing takes its guess up",
                    "put the code cell that answers it right behind it, and a Markdown cell after that");
            }
        }
        foreach (var cell in notebook.Cells.Where(cell => cell.IsMarkdown))
        {
            foreach (var (problem, remedy) in MarkdownProblems(notebook, cell))
                yield return new Finding(notebook.FileName, cell, problem, remedy);
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
