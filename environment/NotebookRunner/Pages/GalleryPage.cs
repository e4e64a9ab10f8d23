namespace MfNotebooks.Runner.Pages;

/// <summary>The front page: a card a chapter.</summary>
internal static class GalleryPage
{
    public static string ToHtml(IReadOnlyList<ChapterSummary> chapters)
    {
        var content = Asset.Fill("gallery.html", new Dictionary<string, string>
        {
            ["script"] = ChapterPicture.ScriptOf(chapters.Select(chapter => chapter.Notebook)) is { } script ? $"<div hidden>{script}</div>" : "",
            ["cards"] = string.Concat(chapters.Select(Card)),
        });
        return PageShell.Around(content, "Matrix factorization, a workbook · MfNotebooks", "Skip to the chapters");
    }

    private static string Card(ChapterSummary chapter) => $"""
        <li class="card{(chapter.Failed ? " card-failed" : "")}">
        {Picture(chapter)}
        <span class="card-number">{Number(chapter)}</span>
        <h2><a href="{Uri.EscapeDataString(chapter.PageName)}">{chapter.TitleHtml}</a></h2>
        <p class="card-lead">{chapter.LeadHtml}</p>
        <p class="card-facts">{(chapter.Minutes is null ? "" : $"<span>{chapter.Minutes} minutes</span>")}<span class="card-status">{(chapter.Failed ? "✗ stopped at an error" : "✓ ran to the end")}</span></p>
        </li>

        """;

    /// <summary>The chapter's own chart, drawn small. It is only to look at: the card's link lies over it.</summary>
    private static string Picture(ChapterSummary chapter) => ChapterPicture.Of(chapter.Notebook) is { } chart
        ? $"<div class=\"card-picture\" aria-hidden=\"true\" inert><div class=\"card-canvas\">{chart}</div></div>"
        : "";

    /// <summary>Chapters carry their number in the file's name.</summary>
    private static string Number(ChapterSummary chapter) => string.Concat(chapter.Notebook.Name.TakeWhile(char.IsAsciiDigit));
}
