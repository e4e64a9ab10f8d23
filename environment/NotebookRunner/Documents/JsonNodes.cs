using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Documents;

/// <summary>Looks into JSON that anybody may have edited.</summary>
internal static class JsonNodes
{
    /// <summary>What stands at a path of names; null where the path leads to nothing, or through something that has no names.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject json ? json[name] : null;
        return node;
    }

    /// <summary>The node's text, or null when it is none.</summary>
    public static string? AsText(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
