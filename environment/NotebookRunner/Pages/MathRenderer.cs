using System.Net;
using Jint;
using Jint.Runtime;

namespace MfNotebooks.Runner.Pages;

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
