using System.Text;

namespace MfNotebooks;

/// <summary>
/// The lab as HTML: one element, its data, and the script that fills it. Everything is inside, so that an output works
/// alone, offline, and when a saved notebook is opened again.
/// </summary>
/// <remarks>Knows nothing of the library: the runner compiles it too, for the lab's own page.</remarks>
internal static class LabHtml
{
    /// <summary>Composes the HTML.</summary>
    /// <param name="id">Names the element, and the lab's part of an address.</param>
    /// <param name="data">What to show, as JSON.</param>
    /// <param name="textHtml">What stands there where no script runs.</param>
    /// <param name="ownsAddress">True where the page is the lab's own: its address then follows what is done.</param>
    internal static string Render(string id, string data, string textHtml, bool ownsAddress = false) => $$"""
        <div data-mf-lab="{{id}}" class="mf-lab"{{(ownsAddress ? " data-address" : "")}}>{{textHtml}}</div>
        {{Script(id, data, MakesLab)}}
        """;

    private static string MakesLab => $$"""
        const model = {{Part("lab-model.js")}};
        const views = {{Part("lab-views.js")}};
        const pageTheme = {{Part("page-theme.js")}};
        const trainingOf = {{Part("lab-training.js")}};
        const keepingOf = {{Part("lab-keeping.js")}};
        const controlsOf = {{Part("lab-controls.js")}};
        const style = {{ForScript(Quote(Part("lab.css")))}};
        const lab = ({{Part("lab.js")}})({ model, views, pageTheme, trainingOf, keepingOf, controlsOf, style });
        """;

    /// <summary>A script that puts its <c>lab</c> into every element of an id that has none yet.</summary>
    internal static string Script(string id, string data, string makesLab) => $$"""
        <script>
        (() => {
        const data = {{ForScript(data)}};
        {{makesLab}}
        // A front end may run this before the element is on the page, and show one output in two places.
        const began = Date.now();
        (function wait() {
          const found = [...document.querySelectorAll('[data-mf-lab="{{id}}"]')].filter(host => !host.shadowRoot);
          for (const host of found) lab(host, data);
          if (found.length === 0 && Date.now() - began < 60000) setTimeout(wait, 50);
        })();
        })();
        </script>
        """;

    /// <summary>JSON is JavaScript once nothing in it can end the script element.</summary>
    internal static string ForScript(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal);

    /// <summary>A text as a script has it.</summary>
    internal static string Quote(string text) =>
        "\"" + text.ReplaceLineEndings("\\n").Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>One of the room's own files, or what it shares with the charts.</summary>
    internal static string Part(string name)
    {
        var resource = "MfNotebooks." + name;
        using var stream = typeof(LabHtml).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly carries no {resource}. Build it again.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Trim();
    }
}
