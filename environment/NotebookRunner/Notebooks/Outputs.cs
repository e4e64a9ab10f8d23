using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>Writes what cells show into them, as nbformat 4.5 has it.</summary>
internal sealed class Outputs
{
    private readonly Dictionary<string, JsonObject> _displays = [];

    /// <summary>Text on a stream, stdout or stderr, right behind what stands there already.</summary>
    public static void AddStream(Cell cell, string stream, string text)
    {
        if (cell.Outputs.LastOrDefault() is JsonObject last
            && (string?)last["output_type"] == "stream" && (string?)last["name"] == stream)
        {
            MultilineText.Append((JsonArray)last["text"]!, text);
            return;
        }
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "stream",
            ["name"] = stream,
            ["text"] = MultilineText.Write(text),
        });
    }

    /// <summary>A value by MIME type: the cell's result, or a display that <see cref="Update"/> can change.</summary>
    public void AddDisplay(Cell cell, IReadOnlyDictionary<string, string> data, bool isResult, string? displayId)
    {
        var output = new JsonObject
        {
            ["output_type"] = isResult ? "execute_result" : "display_data",
            ["data"] = Data(data),
            ["metadata"] = new JsonObject(),
        };
        if (isResult)
            output["execution_count"] = cell.Json["execution_count"]?.DeepClone();
        if (displayId is not null)
            _displays[displayId] = output;
        cell.Outputs.Add(output);
    }

    /// <summary>Another value in the place of a display, in whichever cell it stands.</summary>
    public void Update(string displayId, IReadOnlyDictionary<string, string> data)
    {
        if (_displays.TryGetValue(displayId, out var shown))
            shown["data"] = Data(data);
    }

    public static void AddError(Cell cell, string name, string message, IEnumerable<string> traceback) =>
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = name,
            ["evalue"] = message,
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        });

    private static JsonObject Data(IReadOnlyDictionary<string, string> data) =>
        new(data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)MultilineText.Write(entry.Value))));
}
