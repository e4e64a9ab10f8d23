using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Documents;

/// <summary>nbformat writes long text either as one string or as a list of lines that keep their line ends.</summary>
internal static class MultilineText
{
    public static string Read(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        null => "",
        _ => (string?)node ?? "",
    };

    /// <summary>As a list of lines, the form that front ends write and that diffs well.</summary>
    public static JsonArray Write(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var newline = text.IndexOf('\n', start);
            var end = newline < 0 ? text.Length : newline + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }
}
