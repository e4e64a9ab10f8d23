using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace MfNotebooks.Runner.Pages;

/// <summary>A formula in a line of text.</summary>
internal sealed class MathInlineRenderer(MathRenderer math) : HtmlObjectRenderer<MathInline>
{
    protected override void Write(HtmlRenderer renderer, MathInline obj) =>
        renderer.Write(math.Render(obj.Content.ToString(), display: obj.DelimiterCount == 2));
}

/// <summary>A formula in a paragraph of its own; a long one scrolls in its box.</summary>
internal sealed class MathBlockRenderer(MathRenderer math) : HtmlObjectRenderer<MathBlock>
{
    protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
        renderer.Write("<div class=\"math-block\">").Write(math.Render(obj.Lines.ToString(), display: true)).WriteLine("</div>");
}

/// <summary>A code block with its colours.</summary>
internal sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock obj)
    {
        var language = obj is FencedCodeBlock fenced ? fenced.Info ?? "" : "";
        renderer
            .Write("<pre class=\"code\" tabindex=\"0\"><code>")
            .Write(CodeHighlighter.ToHtml(obj.Lines.ToString(), language))
            .WriteLine("</code></pre>");
    }
}

/// <summary>A table that scrolls in its own box when it is wider than the text.</summary>
internal sealed class ScrollingTableRenderer : HtmlTableRenderer
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        renderer.Write("<div class=\"table-scroll\" tabindex=\"0\">");
        base.Write(renderer, table);
        renderer.WriteLine("</div>");
    }
}
