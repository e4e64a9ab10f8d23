using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>One chapter as a page that needs nothing but itself.</summary>
internal static partial class ChapterPage
{
    public static string ToHtml(ChapterSummary chapter, ChapterSummary? previous, ChapterSummary? next, MathRenderer math)
    {
        var markdown = new ChapterMarkdown(math);
        var body = new StringBuilder();
        foreach (var cell in chapter.Notebook.Cells)
            body.Append(cell.IsMarkdown ? Prose(cell, markdown) : cell.IsCode ? Code(cell) : "");
        var content = Asset.Fill("chapter.html", new Dictionary<string, string>
        {
            ["contents"] = Contents(markdown.Headings),
            ["body"] = body.ToString(),
            ["pager"] = Link(previous, "prev", "Previous chapter") + Link(next, "next", "Next chapter"),
        });
        var title = WebUtility.HtmlEncode(PlainText(chapter.TitleHtml));
        return PageShell.Around(content, $"{title} · MfNotebooks", "Skip to the chapter");
    }

    private static string Prose(Cell cell, ChapterMarkdown markdown) =>
        $"<section class=\"prose\">\n{markdown.ToHtml(cell.Source)}</section>\n";

    private static string Code(Cell cell)
    {
        var label = cell.Json["execution_count"]?.ToString();
        var outputs = string.Concat(cell.Outputs.Select(output => OutputRenderer.ToHtml(output!)));
        var title = label is null ? "Code cell, not run" : $"Code cell {label}";
        return $"""
            <section class="cell" id="{WebUtility.HtmlEncode("cell-" + cell.Id)}" aria-label="{title}">
            <div class="cell-code"><span class="cell-label" aria-hidden="true">[{label ?? " "}]</span><pre class="code" tabindex="0"><code>{CodeHighlighter.ToHtml(cell.Source, "csharp")}</code></pre></div>
            {(outputs.Length == 0 ? "" : $"<div class=\"outputs\">\n{outputs}</div>\n")}</section>

            """;
    }

    private static string Contents(IReadOnlyList<Heading> headings) => string.Concat(headings
        .Where(heading => heading.Level is 2 or 3)
        .Select(heading => $"<li class=\"toc-{(heading.Level == 2 ? "section" : "subsection")}\"><a href=\"#{WebUtility.HtmlEncode(heading.Id)}\">{WithoutLinks(heading.Html)}</a></li>\n"));

    private static string Link(ChapterSummary? chapter, string relation, string label) => chapter is null
        ? ""
        : $"<a class=\"pager-{relation}\" rel=\"{relation}\" href=\"{Uri.EscapeDataString(chapter.PageName)}\"><span>{label}</span>{WithoutLinks(chapter.TitleHtml)}</a>\n";

    private static string PlainText(string html) => WebUtility.HtmlDecode(Tag().Replace(html, ""));

    /// <summary>A heading that holds a link itself cannot stand inside another link.</summary>
    private static string WithoutLinks(string html) => LinkTag().Replace(html, "");

    [GeneratedRegex("<[^>]+>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("</?a\\b[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex LinkTag();
}
