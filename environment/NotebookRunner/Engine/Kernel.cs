using System.Text.Json;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>The helpers that every cell has in scope, under the engine's own names.</summary>
public static class Kernel
{
#pragma warning disable IDE1006 // The engine spells it with a small letter.
    /// <summary>Shows a value as an output of the cell.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);
#pragma warning restore IDE1006

    /// <summary>Marks text as HTML, so that it is shown as it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) =>
        Javascript($"const style = document.createElement('style'); style.textContent = {JsonSerializer.Serialize(content)}; document.head.appendChild(style);");

    /// <summary>Runs a script in the page.</summary>
    public static void Javascript(string scriptContent) =>
        HTML($"<script type=\"text/javascript\">{scriptContent}</script>").Display("text/html");

    /// <summary>Refused: a headless run has no reader to ask.</summary>
    public static Task<string> GetInputAsync(string prompt = "") => throw NobodyToAsk(nameof(GetInputAsync));

    /// <summary>Refused: a headless run has no reader to ask.</summary>
    public static Task<string> GetPasswordAsync(string prompt = "") => throw NobodyToAsk(nameof(GetPasswordAsync));

    private static NotSupportedException NobodyToAsk(string method) =>
        new($"{method} waits for a reader, and a headless run has none. Make the value a parameter and pass it with --set.");
}
