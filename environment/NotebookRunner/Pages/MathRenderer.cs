using Jint;
using Jint.Runtime;

namespace MfNotebooks.Runner.Pages;

/// <summary>Turns TeX into MathML, which browsers draw without any script: Temml, run while the page is built.</summary>
internal sealed class MathRenderer
{
    private readonly Lazy<Jint.Engine> engine = new(() => new Jint.Engine().Execute(Asset.Read("temml.min.js")));

    /// <summary>The MathML; a formula that Temml cannot read is shown as it is written, marked as wrong.</summary>
    public string Render(string tex, bool display) => Call(tex, display, throwOnError: false);

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
    }

    private string Call(string tex, bool display, bool throwOnError)
    {
        var render = engine.Value.Evaluate(
            "(tex, displayMode, throwOnError) => temml.renderToString(tex, { displayMode, throwOnError, annotate: true })");
        return engine.Value.Invoke(render, tex, display, throwOnError).AsString();
    }
}
