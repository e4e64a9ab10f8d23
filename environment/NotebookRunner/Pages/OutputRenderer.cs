using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Pages;

/// <summary>Shows a cell's outputs: HTML as it is, everything else escaped.</summary>
internal static partial class OutputRenderer
{
    public static string ToHtml(JsonNode output) => (string?)output["output_type"] switch
    {
        "stream" => Preformatted($"output-stream {((string?)output["name"] == "stderr" ? "output-stderr" : "output-stdout")}",
            MultilineText.Read(output["text"])),
        "error" => Error(output),
        _ => Data(output["data"]),
    };

    private static string Data(JsonNode? data)
    {
        if (data?["text/html"] is { } html)
            return $"<div class=\"output output-html\">{MultilineText.Read(html)}</div>\n";
        if (data?["image/svg+xml"] is { } svg)
            return $"<div class=\"output output-html\">{MultilineText.Read(svg)}</div>\n";
        return Preformatted("output-text", MultilineText.Read(data?["text/plain"] ?? data?.AsObject().FirstOrDefault().Value));
    }

    private static string Error(JsonNode output)
    {
        var name = WebUtility.HtmlEncode((string?)output["ename"]);
        var traceback = string.Join('\n', output["traceback"]!.AsArray().Select(line => (string?)line));
        var text = traceback.Length > 0 ? traceback : (string?)output["evalue"] ?? "";
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
