using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MfNotebooks.Runner.Pages;

/// <summary>The Markdown of one chapter: rendered cell by cell, with heading ids that are unique on the page.</summary>
internal sealed partial class ChapterMarkdown(MathRenderer math)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .UseMathematics()
        .UseTaskLists()
        .Build();

    private readonly HashSet<string> ids = [];
    private readonly List<Heading> headings = [];

    /// <summary>The headings of everything rendered so far.</summary>
    public IReadOnlyList<Heading> Headings => headings;

    /// <summary>The document; Markdown that cannot be read is one block of text as it was written.</summary>
    public static MarkdownDocument Parse(string source) =>
        Markdown.Parse(Problem(source) is null ? source : "    " + source.ReplaceLineEndings("\n    "), Pipeline);

    /// <summary>Why Markdown cannot be read, or null.</summary>
    public static string? Problem(string source)
    {
        try
        {
            // Some of what can be parsed is still too deep to be written.
            Markdown.ToHtml(source, Pipeline);
            return null;
        }
        catch (ArgumentException e)
        {
            // Markdig says so of what is nested beyond any sense.
            return e.Message;
        }
    }

    public string ToHtml(string source)
    {
        var document = Parse(source);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = PageLink(link.Url);
        foreach (var heading in document.Descendants<HeadingBlock>())
            Register(heading);
        return Render(document);
    }

    /// <summary>Renders a part of a document, such as one paragraph.</summary>
    public string Render(MarkdownObject part)
    {
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new MathInlineRenderer(math));
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new MathBlockRenderer(math));
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new HighlightedCodeRenderer());
        renderer.ObjectRenderers.Replace<HtmlTableRenderer>(new ScrollingTableRenderer());
        renderer.Render(part);
        return html.ToString();
    }

    /// <summary>Chapters link to each other's notebooks; on the pages that means each other's pages.</summary>
    private static string? PageLink(string? url) => url is null ? null : NotebookLink().Replace(url, "${path}.html${fragment}");

    private void Register(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var wanted = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        var id = wanted;
        for (var n = 1; !ids.Add(id); n++)
            id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}-{n}");
        attributes.Id = id;
        headings.Add(new Heading(heading.Level, id, heading.Inline is null ? "" : Render(heading.Inline)));
    }

    [GeneratedRegex(@"^(?<path>(?![a-z]+:)[^#]*)\.ipynb(?<fragment>#.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NotebookLink();
}
