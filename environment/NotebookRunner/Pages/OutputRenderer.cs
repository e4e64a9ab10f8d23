using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>Shows a cell's outputs: HTML as it is, everything else escaped.</summary>
internal static partial class OutputRenderer
{
    public static string ToHtml(JsonNode output) => output.At("output_type").AsText() switch
    {
        "stream" => Preformatted($"output-stream {(output.At("name").AsText() == "stderr" ? "output-stderr" : "output-stdout")}",
            MultilineText.Read(output["text"])),
        "error" => Error(output),
        _ => Data(output.At("data")),
    };

    private static string Data(JsonNode? data)
    {
        if (data.At("text/html") is { } html)
            return $"<div class=\"output output-html\">{MultilineText.Read(html)}</div>\n";
        if (data.At("image/svg+xml") is { } svg)
            return $"<div class=\"output output-html\">{MultilineText.Read(svg)}</div>\n";
        return Preformatted("output-text", MultilineText.Read(data.At("text/plain") ?? (data as JsonObject)?.FirstOrDefault().Value));
    }

    private static string Error(JsonNode output)
    {
        var name = WebUtility.HtmlEncode(output.At("ename").AsText());
        var traceback = string.Join('\n', (output.At("traceback") as JsonArray ?? []).Select(line => line.AsText()));
        var text = traceback.Length > 0 ? traceback : output.At("evalue").AsText() ?? "";
        return $"<div class=\"output output-error\" role=\"note\"><p class=\"error-name\">{name}</p>\n" +
            $"<pre>{WebUtility.HtmlEncode(WithoutColours(text))}</pre></div>\n";
    }

    private static string Preformatted(string cssClass, string text) =>
        $"<pre class=\"output {cssClass}\" tabindex=\"0\">{WebUtility.HtmlEncode(WithoutColours(text))}</pre>\n";

    /// <summary>Without the escape sequences that terminals turn into colours.</summary>
    private static string WithoutColours(string text) => AnsiSequence().Replace(text, "");

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex AnsiSequence();
}
