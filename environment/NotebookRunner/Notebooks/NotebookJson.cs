using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>Looks into JSON that anybody may have edited.</summary>
internal static class JsonNodes
{
    /// <summary>
    /// What stands at a path of names; null where the path leads to nothing, or through something that has no names.
    /// </summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject json ? json[name] : null;
        return node;
    }

    /// <summary>The node's text, or null when it is none.</summary>
    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>nbformat writes long text either as one string or as a list of lines that keep their line ends.</summary>
internal static class MultilineText
{
    public static string Read(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line.AsText())),
        null => "",
        _ => node.AsText() ?? node.ToJsonString(),
    };

    /// <summary>As a list of lines, the form that front ends write and that diffs well.</summary>
    public static JsonArray Write(string text)
    {
        var lines = new JsonArray();
        Append(lines, text);
        return lines;
    }

    /// <summary>Adds text to such a list, in a time that does not grow with what is there already.</summary>
    public static void Append(JsonArray lines, string text)
    {
        if (lines.Count > 0 && lines[^1].AsText() is { } last && !last.EndsWith('\n'))
        {
            lines.RemoveAt(lines.Count - 1);
            text = last + text;
        }
        for (var start = 0; start < text.Length;)
        {
            var newline = text.IndexOf('\n', start);
            var end = newline < 0 ? text.Length : newline + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
    }
}
