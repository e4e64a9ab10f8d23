using System.Text.RegularExpressions;
using Markdig.Syntax;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>What the gallery and the neighbours' links say of a chapter, read from its own first words.</summary>
internal sealed partial record ChapterSummary(Notebook Notebook, string TitleHtml, string LeadHtml, string? Minutes, bool Failed)
{
    private const int ShortestLead = 40;

    public string PageName => Notebook.Name + ".html";

    public static ChapterSummary Of(Notebook notebook, MathRenderer math)
    {
        var markdown = new ChapterMarkdown(math);
        var opening = string.Join("\n\n", notebook.Cells.Where(cell => cell.IsMarkdown).Take(2).Select(cell => cell.Source));
        var document = ChapterMarkdown.Parse(opening);
        var title = document.Descendants<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1)?.Inline;
        var lead = Lead(document)?.Inline;
        return new ChapterSummary(
            notebook,
            title is null ? System.Net.WebUtility.HtmlEncode(notebook.Name) : markdown.Render(title),
            lead is null ? "" : markdown.Render(lead),
            Duration().Match(opening) is { Success: true } minutes ? minutes.Groups["minutes"].Value : null,
            notebook.Cells.Any(cell => cell.Failed));
    }

    private static ParagraphBlock? Lead(MarkdownDocument document)
    {
        var paragraphs = document.Descendants<ParagraphBlock>().Where(block => block.Inline is not null).ToArray();
        return paragraphs.FirstOrDefault(block => IsLong(block) && TextOf(block).Contains("will learn", StringComparison.OrdinalIgnoreCase))
            ?? paragraphs.FirstOrDefault(IsLong)
            ?? paragraphs.FirstOrDefault();
    }

    private static bool IsLong(ParagraphBlock block) => TextOf(block).Length >= ShortestLead;

    private static string TextOf(ParagraphBlock block) => string.Concat(
        block.Inline!.Descendants<Markdig.Syntax.Inlines.LiteralInline>().Select(literal => literal.Content.ToString()));

    [GeneratedRegex(@"(?<minutes>\d+(?:\s*[–-]\s*\d+)?)\s*(?:minutes|min)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
