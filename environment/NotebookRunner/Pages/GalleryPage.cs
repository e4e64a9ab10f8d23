using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>
/// The front page: a card a chapter, with a chart of it. The library marks its charts and its start-up card, which
/// brings the drawing script, by a class each; the runner knows no more of it than these two names.
/// </summary>
internal static class GalleryPage
{
    private const string ChartMark = "class=\"mf-chart\"", CardMark = "class=\"mf-card\"";

    public static string ToHtml(IReadOnlyList<ChapterSummary> chapters)
    {
        // Once for all pictures.
        var script = chapters.SelectMany(chapter => chapter.Notebook.Cells).SelectMany(Html)
            .FirstOrDefault(html => html.Contains(CardMark, StringComparison.Ordinal));
        var content = Asset.Fill("gallery.html", new Dictionary<string, string>
        {
            ["script"] = script is null ? "" : $"<div hidden>{script}</div>",
            ["cards"] = string.Concat(chapters.Select(Card)),
        });
        return PageShell.Around(content, "Matrix factorization, a workbook · MfNotebooks", "Skip to the chapters");
    }

    private static string Card(ChapterSummary chapter)
    {
        var (look, status) = chapter switch
        {
            { Failed: true } => (" card-failed", "✗ stopped at an error"),
            { MadeUp: not null } => (" card-made-up", "✓ ran to the end, on made-up ratings"),
            _ => ("", "✓ ran to the end"),
        };
        // What the chapter's own words say of MovieLens would not be true of this run.
        var lead = chapter.MadeUp is { } note
            ? $"This run had no MovieLens. {WebUtility.HtmlEncode(note)}"
            : chapter.LeadHtml;
        var minutes = chapter.Minutes is null ? "" : $"<span>{chapter.Minutes} minutes</span>";
        return $"""
            <li class="card{look}">
            {Picture(chapter.Notebook)}
            <span class="card-number">{string.Concat(chapter.Notebook.Name.TakeWhile(char.IsAsciiDigit))}</span>
            <h2><a href="{Uri.EscapeDataString(chapter.PageName)}">{chapter.TitleHtml}</a></h2>
            <p class="card-lead">{lead}</p>
            <p class="card-facts">{minutes}<span class="card-status">{status}</span></p>
            </li>

            """;
    }

    /// <summary>
    /// The chart of the cell tagged <c>cover</c>, else the chapter's first, drawn small. It is only to look at: the
    /// card's link lies over it.
    /// </summary>
    private static string Picture(Notebook notebook)
    {
        var chart = notebook.Cells.OrderByDescending(cell => cell.Tags.Contains(CellTags.Cover)).SelectMany(Html)
            .FirstOrDefault(html => html.Contains(ChartMark, StringComparison.Ordinal));
        return chart is null ? ""
            : $"<div class=\"card-picture\" aria-hidden=\"true\" inert><div class=\"card-canvas\">{chart}</div></div>";
    }

    private static IEnumerable<string> Html(Cell cell) => cell.IsCode
        ? cell.Outputs.Select(output => output.At("data", "text/html")).OfType<JsonNode>().Select(MultilineText.Read)
        : [];
}

/// <summary>What the gallery and the neighbours' links say of a chapter, read from its own words.</summary>
/// <param name="Notebook">The executed notebook.</param>
/// <param name="Links">Where its text leads to.</param>
/// <param name="TitleHtml">Its first heading.</param>
/// <param name="LeadHtml">Its first real paragraph.</param>
/// <param name="Minutes">How long it takes to read, in its own words; null where it does not say.</param>
/// <param name="Failed">Whether its run stopped at an error.</param>
/// <param name="MadeUp">The library's sentence where the run had no MovieLens; else null.</param>
internal sealed partial record ChapterSummary(
    Notebook Notebook, PageLinks Links, string TitleHtml, string LeadHtml, string? Minutes, bool Failed, string? MadeUp)
{
    private const int ShortestLead = 40;

    public string PageName => PageLinks.PageOf(Notebook.Name);

    public static ChapterSummary Of(Notebook notebook, string pages, MathRenderer math)
    {
        var markdown = new ChapterMarkdown(math);
        var links = new PageLinks(pages, notebook.Name);
        var first = notebook.Cells.Where(cell => cell.IsMarkdown).Take(2);
        var opening = string.Join("\n\n", first.Select(cell => cell.Source));
        var document = ChapterMarkdown.Parse(opening);
        var title = document.Descendants<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1)?.Inline;
        var lead = Lead(document)?.Inline;
        return new ChapterSummary(
            notebook,
            links,
            title is null ? WebUtility.HtmlEncode(notebook.Name) : links.Rewrite(markdown.Render(title), null),
            lead is null ? "" : links.Rewrite(Picture().Replace(markdown.Render(lead), ""), null),
            Duration().Match(opening) is { Success: true } minutes ? minutes.Groups["minutes"].Value : null,
            notebook.Cells.Any(cell => cell.Failed),
            MadeUpIn(notebook));
    }

    /// <summary>The sentence by which the library says that MovieLens could not be had.</summary>
    public static string? MadeUpIn(Notebook notebook) => notebook.CodeCells
        .Select(cell => MadeUpNote().Match(cell.PrintedText))
        .FirstOrDefault(note => note.Success)?.Groups["note"].Value;

    private static ParagraphBlock? Lead(MarkdownDocument document)
    {
        var paragraphs = document.Descendants<ParagraphBlock>().Where(block => block.Inline is not null).ToArray();
        var real = paragraphs.Where(block => TextOf(block).Length >= ShortestLead).ToArray();
        return real.FirstOrDefault(block => TextOf(block).Contains("will learn", StringComparison.OrdinalIgnoreCase))
            ?? real.FirstOrDefault()
            ?? paragraphs.FirstOrDefault();
    }

    private static string TextOf(ParagraphBlock block) => string.Concat(
        block.Inline!.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()));

    [GeneratedRegex(@"(?<minutes>\d+(?:\s*[–-]\s*\d+)?)\s*(?:minutes|min)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    /// <summary>A card has its chart, and room for words only.</summary>
    [GeneratedRegex("<img[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"^(?:Note: )?(?<note>These ratings are made up\b.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex MadeUpNote();
}
