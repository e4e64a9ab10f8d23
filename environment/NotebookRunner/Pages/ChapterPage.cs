using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>One chapter as a page that needs nothing but itself.</summary>
internal static partial class ChapterPage
{
    public static string ToHtml(
        ChapterSummary chapter, ChapterSummary? previous, ChapterSummary? next, MathRenderer math)
    {
        var markdown = new ChapterMarkdown(math);
        var body = Body(chapter, markdown);
        var content = Asset.Fill("chapter.html", new Dictionary<string, string>
        {
            ["contents"] = Contents(markdown.Headings),
            ["body"] = body,
            ["pager"] = Link(previous, "prev", "Previous chapter") + Link(next, "next", "Next chapter"),
        });
        var title = WebUtility.HtmlEncode(WebUtility.HtmlDecode(Tag().Replace(chapter.TitleHtml, "")));
        return PageShell.Around(content, $"{title} · MfNotebooks", "Skip to the chapter");
    }

    /// <summary>The cells in order; what answers a prompt stands in a part of its own, which can be folded.</summary>
    private static string Body(ChapterSummary chapter, ChapterMarkdown markdown)
    {
        var body = new StringBuilder(Notice(chapter));
        int? answerEnd = null;
        foreach (var (place, cell) in chapter.Notebook.Cells.Index())
        {
            var (folded, open) = place == answerEnd ? Guesses.SplitTakeUp(cell) : ("", cell.Source);
            if (place == answerEnd)
                body.Append(Text(folded)).Append("</div>\n");
            if (cell.IsMarkdown && open.Length > 0)
                body.Append(Text(open));
            else if (cell.IsCode)
                body.Append(Code(cell));
            var nextEnd = Guesses.IsPrompt(cell) ? Guesses.AnswerEnd(chapter.Notebook.Cells, place) : null;
            if (nextEnd is not null)
                body.Append(Guesses.Field(cell)).Append("<div class=\"answer\" id=\"" + Guesses.IdOf(cell) + "\">\n");
            answerEnd = nextEnd ?? answerEnd;

            string Text(string source) => Prose(chapter.Links.Rewrite(markdown.ToHtml(source), cell));
        }
        return body.ToString();
    }

    /// <summary>Before anything else: the chapter's text speaks of MovieLens, and this run had none.</summary>
    private static string Notice(ChapterSummary chapter) => chapter.MadeUp is not { } note
        ? ""
        : $"""
            <p class="notice" role="note"><strong>This page does not show MovieLens.</strong>
            {WebUtility.HtmlEncode(note)}
            Where the text tells of real films and people, the pictures and tables show made-up ones.</p>

            """;

    private static string Prose(string html) => $"<section class=\"prose\">\n{html}</section>\n";

    private static string Code(Cell cell)
    {
        var label = cell.Json["execution_count"]?.ToString();
        var title = label is null ? "Code cell, not run" : $"Code cell {label}";
        var code = CodeHighlighter.ToHtml(cell.Source, "csharp");
        var outputs = string.Concat(cell.Outputs.Select(output => OutputRenderer.ToHtml(output!)));
        return $"""
            <section class="cell" id="{WebUtility.HtmlEncode("cell-" + cell.Id)}" aria-label="{title}">
            <div class="cell-code"><span class="cell-label" aria-hidden="true">[{label ?? " "}]</span>
            <pre class="code" tabindex="0"><code>{code}</code></pre></div>
            {(outputs.Length == 0 ? "" : $"<div class=\"outputs\">\n{outputs}</div>\n")}</section>

            """;
    }

    private static string Contents(IReadOnlyList<Heading> headings) => string.Concat(headings
        .Where(heading => heading.Level is 2 or 3)
        .Select(heading => $"<li class=\"toc-{(heading.Level == 2 ? "section" : "subsection")}\">"
            + $"<a href=\"#{WebUtility.HtmlEncode(heading.Id)}\">{WithoutLinks(heading.Html)}</a></li>\n"));

    private static string Link(ChapterSummary? chapter, string relation, string label) => chapter is null
        ? ""
        : $"<a class=\"pager-{relation}\" rel=\"{relation}\" href=\"{Uri.EscapeDataString(chapter.PageName)}\">"
            + $"<span>{label}</span>{WithoutLinks(chapter.TitleHtml)}</a>\n";

    /// <summary>A heading that holds a link itself cannot stand inside another link.</summary>
    private static string WithoutLinks(string html) => LinkTag().Replace(html, "");

    [GeneratedRegex("<[^>]+>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("</?a\\b[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex LinkTag();
}

/// <summary>Shows a cell's outputs: HTML and pictures as they are, everything else escaped.</summary>
internal static partial class OutputRenderer
{
    private const int LongestText = 200_000, WidestPage = 100, Phone = 40;

    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    public static string ToHtml(JsonNode output) => output.At("output_type").AsText() switch
    {
        "stream" => Preformatted("output-stream output-" + Stream(output), MultilineText.Read(output["text"])),
        "error" => Error(output),
        _ => Data(output.At("data")),
    };

    private static string Stream(JsonNode output) => output.At("name").AsText() == "stderr" ? "stderr" : "stdout";

    private static string Data(JsonNode? data)
    {
        if ((data.At("text/html") ?? data.At("image/svg+xml")) is { } html)
            return $"<div class=\"output output-html\">{MultilineText.Read(html)}</div>\n";
        var text = MultilineText.Read(data.At("text/plain") ?? (data as JsonObject)?.FirstOrDefault().Value);
        if (Pictures.FirstOrDefault(type => data.At(type) is not null) is not { } picture)
            return Preformatted("output-text", text);
        var alternative = data.At("text/plain") is null ? "A picture" : WebUtility.HtmlEncode(text);
        var content = MultilineText.Read(data.At(picture)).ReplaceLineEndings("");
        var image = $"<img alt=\"{alternative}\" src=\"data:{picture};base64,{content}\">";
        return $"<div class=\"output output-html\">{image}</div>\n";
    }

    private static string Error(JsonNode output)
    {
        var name = WebUtility.HtmlEncode(output.At("ename").AsText());
        var traceback = string.Join('\n', (output.At("traceback") as JsonArray ?? []).Select(line => line.AsText()));
        var text = traceback.Length > 0 ? traceback : output.At("evalue").AsText() ?? "";
        return $"<div class=\"output output-error\" role=\"note\"><p class=\"error-name\">{name}</p>\n" +
            $"<pre>{WebUtility.HtmlEncode(AnsiSequence().Replace(text, ""))}</pre></div>\n";
    }

    private static string Preformatted(string cssClass, string text)
    {
        if (text.Length > LongestText)
        {
            var rest = Counted.Of(text.Length - LongestText, "more character");
            text = Excerpt.First(text, LongestText)
                + $"\n… and {rest}, which are in the executed notebook\n";
        }
        var html = WithSentences(Overwritten().Replace(AnsiSequence().Replace(text, ""), ""));
        return $"<pre class=\"output {cssClass}\" tabindex=\"0\">{html}</pre>\n";
    }

    /// <summary>
    /// Lines of a table stay lines and scroll. A sentence among them wraps where the page is too narrow, and so does
    /// the rest of a line that is too long for any page, under where it began: a name, and behind it a list.
    /// </summary>
    private static string WithSentences(string text)
    {
        var html = new StringBuilder();
        foreach (Match line in Line().Matches(text))
        {
            var encoded = WebUtility.HtmlEncode(line.Value);
            var gaps = Gap().Matches(line.Value);
            var start = gaps.Count == 0 ? 0 : gaps[0].Index + gaps[0].Length;
            html.Append(gaps.Count == 0 && line.Length > Phone ? $"<span class=\"sentence\">{encoded}</span>"
                : gaps.Count is 1 or 2 && line.Length > WidestPage && start < Phone
                    ? $"<span class=\"sentence\" style=\"--start:{start}ch\">{encoded}</span>"
                : encoded);
        }
        return html.ToString();
    }

    /// <summary>What a terminal writes over, as progress does that ends its lines with a carriage return.</summary>
    [GeneratedRegex(@"^[^\n]*\r(?=[^\n\r])", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Overwritten();

    [GeneratedRegex(@"[^\n]*\n|[^\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    /// <summary>What parts the columns of a table.</summary>
    [GeneratedRegex(@"(?<=\S) {2,}(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Gap();

    /// <summary>The escape sequences that terminals turn into colours.</summary>
    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex AnsiSequence();
}
