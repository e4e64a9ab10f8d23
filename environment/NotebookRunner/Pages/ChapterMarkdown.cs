using System.Net;
using Jint;
using Jint.Runtime;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace MfNotebooks.Runner.Pages;

/// <summary>A heading for the table of contents; its text is HTML: formulas and code stand in headings too.</summary>
internal sealed record Heading(int Level, string Id, string Html);

/// <summary>The Markdown of one chapter: rendered cell by cell, with heading ids that are unique on the page.</summary>
internal sealed class ChapterMarkdown(MathRenderer math)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .UseMathematics()
        .UseTaskLists()
        .Build();

    private readonly HashSet<string> _ids = [];
    private readonly List<Heading> _headings = [];

    /// <summary>The headings of everything rendered so far.</summary>
    public IReadOnlyList<Heading> Headings => _headings;

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

    private void Register(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var wanted = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        var id = wanted;
        for (var n = 1; !_ids.Add(id); n++)
            id = $"{wanted}-{n}";
        attributes.Id = id;
        _headings.Add(new Heading(heading.Level, id, heading.Inline is null ? "" : Render(heading.Inline)));
    }

    /// <summary>A formula in a line of text; between double dollars, in a box where a long one scrolls.</summary>
    private sealed class MathInlineRenderer(MathRenderer math) : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            var isBlock = obj.DelimiterCount == 2;
            var formula = math.Render(obj.Content.ToString(), display: isBlock);
            renderer.Write(isBlock ? $"<span class=\"math-block\">{formula}</span>" : formula);
        }
    }

    /// <summary>A formula in a paragraph of its own; a long one scrolls in its box.</summary>
    private sealed class MathBlockRenderer(MathRenderer math) : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) => renderer
            .Write("<div class=\"math-block\">")
            .Write(math.Render(obj.Lines.ToString(), display: true))
            .WriteLine("</div>");
    }

    /// <summary>A code block with its colours.</summary>
    private sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj) => renderer
            .Write("<pre class=\"code\" tabindex=\"0\"><code>")
            .Write(CodeHighlighter.ToHtml(obj.Lines.ToString(), obj is FencedCodeBlock fenced ? fenced.Info ?? "" : ""))
            .WriteLine("</code></pre>");
    }

    /// <summary>A table that scrolls in its own box when it is wider than the text.</summary>
    private sealed class ScrollingTableRenderer : HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Table table)
        {
            renderer.Write("<div class=\"table-scroll\" tabindex=\"0\">");
            base.Write(renderer, table);
            renderer.WriteLine("</div>");
        }
    }
}

/// <summary>Turns TeX into MathML, which browsers draw without a script: Temml, run while the page is built.</summary>
internal sealed class MathRenderer
{
    /// <summary>
    /// Far deeper than formulas are; without a limit, braces in braces would overflow the stack and end the program.
    /// </summary>
    private const int DeepestCall = 400;

    private const string Call = "(tex, displayMode, throwOnError) => "
        + "temml.renderToString(tex, { displayMode, throwOnError, annotate: true })";

    private readonly Lazy<Jint.Engine> _engine = new(() =>
        new Jint.Engine(options => options.LimitRecursion(DeepestCall)).Execute(Asset.Read("temml.min.js")));

    /// <summary>The MathML; a formula that Temml cannot read is shown as it is written, marked as wrong.</summary>
    public string Render(string tex, bool display)
    {
        try
        {
            return Invoke(tex, display, throwOnError: false);
        }
        catch (RecursionDepthOverflowException)
        {
            return $"<span class=\"temml-error\">{WebUtility.HtmlEncode(tex)}</span>";
        }
    }

    /// <summary>What is wrong with a formula, or null.</summary>
    public string? Problem(string tex)
    {
        try
        {
            Invoke(tex, display: true, throwOnError: true);
            return null;
        }
        catch (JavaScriptException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
        catch (RecursionDepthOverflowException)
        {
            return "it is nested too deeply";
        }
    }

    private string Invoke(string tex, bool display, bool throwOnError) =>
        _engine.Value.Invoke(_engine.Value.Evaluate(Call), tex, display, throwOnError).AsString();
}
