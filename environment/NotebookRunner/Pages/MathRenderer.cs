using System.Net;
using Jint;
using Jint.Runtime;

namespace MfNotebooks.Runner.Pages;

/// <summary>Turns TeX into MathML, which browsers draw without any script: Temml, run while the page is built.</summary>
internal sealed class MathRenderer
{
    /// <summary>Far deeper than formulas are; without a limit, braces in braces would overflow the stack and end the program.</summary>
    private const int DeepestCall = 400;

    private readonly Lazy<Jint.Engine> engine = new(() => new Jint.Engine(options => options.LimitRecursion(DeepestCall)).Execute(Asset.Read("temml.min.js")));

    /// <summary>The MathML; a formula that Temml cannot read is shown as it is written, marked as wrong.</summary>
    public string Render(string tex, bool display)
    {
        try
        {
            return Call(tex, display, throwOnError: false);
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
            Call(tex, display: true, throwOnError: true);
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

    private string Call(string tex, bool display, bool throwOnError)
    {
        var render = engine.Value.Evaluate(
            "(tex, displayMode, throwOnError) => temml.renderToString(tex, { displayMode, throwOnError, annotate: true })");
        return engine.Value.Invoke(render, tex, display, throwOnError).AsString();
    }
}
