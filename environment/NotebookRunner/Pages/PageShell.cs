namespace MfNotebooks.Runner.Pages;

/// <summary>What all pages share: the head with its styles and scripts, the bar on top.</summary>
internal static class PageShell
{
    /// <summary>Puts content, which is HTML, into a whole page that needs nothing but itself.</summary>
    public static string Around(string content, string titleHtml, string skipText) => Asset.Fill("page.html", new Dictionary<string, string>
    {
        ["title"] = titleHtml,
        ["style"] = Asset.Read("page.css"),
        ["theme"] = Asset.Read("theme.js"),
        ["script"] = Asset.Read("page.js"),
        ["skip"] = skipText,
        ["content"] = content,
    });
}
