using System.Text.RegularExpressions;

namespace MfNotebooks.Runner.Pages;

/// <summary>What all pages share: the head with its styles and scripts, the bar on top.</summary>
internal static class PageShell
{
    /// <summary>Puts content, which is HTML, into a whole page that needs nothing but itself.</summary>
    public static string Around(string content, string titleHtml, string skipText) =>
        Asset.Fill("page.html", new Dictionary<string, string>
        {
            ["title"] = titleHtml,
            ["style"] = Asset.Read("page.css"),
            ["theme"] = Asset.Read("theme.js"),
            ["script"] = Asset.Read("guess.js") + Asset.Read("page.js"),
            ["skip"] = skipText,
            ["content"] = content,
        });
}

/// <summary>The files that pages are made of, embedded in the program.</summary>
internal static partial class Asset
{
    public static string Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Fills the <c>{{places}}</c> of a template; the values are HTML already.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(Read(template), place => values[place.Groups["name"].Value]);

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
