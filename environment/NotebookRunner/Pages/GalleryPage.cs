using System.Net;
using System.Text.Json.Nodes;
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
