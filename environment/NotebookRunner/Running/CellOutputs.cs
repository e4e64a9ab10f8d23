using System.Text.Json.Nodes;
using MfNotebooks.Runner.Documents;
using MfNotebooks.Runner.Protocol;

namespace MfNotebooks.Runner.Running;

/// <summary>Writes what the host reports into a notebook's cells, as nbformat 4.5 has it.</summary>
internal sealed class CellOutputs
{
    private readonly Dictionary<string, JsonObject> displays = [];

    public static void Clear(Notebook notebook)
    {
        foreach (var cell in notebook.CodeCells)
        {
            cell.Outputs.Clear();
            cell.Json["execution_count"] = null;
        }
    }

    public void Add(Cell cell, HostEvent message)
    {
        switch (message)
        {
            case StreamWritten stream:
                AddStream(cell, stream);
                break;
            case Displayed display:
                AddDisplay(cell, display);
                break;
            case DisplayUpdated update when displays.TryGetValue(update.DisplayId, out var shown):
                shown["data"] = Data(update.Data);
                break;
            case CellFailed failure:
                cell.Outputs.Add(Error(failure));
                break;
        }
    }

    private static void AddStream(Cell cell, StreamWritten stream)
    {
        if (cell.Outputs.LastOrDefault() is JsonObject last && (string?)last["output_type"] == "stream" && (string?)last["name"] == stream.Name)
        {
            MultilineText.Append((JsonArray)last["text"]!, stream.Text);
            return;
        }
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "stream",
            ["name"] = stream.Name,
            ["text"] = MultilineText.Write(stream.Text),
        });
    }

    private void AddDisplay(Cell cell, Displayed display)
    {
        var output = new JsonObject
        {
            ["output_type"] = display.IsResult ? "execute_result" : "display_data",
            ["data"] = Data(display.Data),
            ["metadata"] = new JsonObject(),
        };
        if (display.IsResult)
            output["execution_count"] = cell.Json["execution_count"]?.DeepClone();
        if (display.DisplayId is not null)
            displays[display.DisplayId] = output;
        cell.Outputs.Add(output);
    }

    private static JsonObject Error(CellFailed failure) => new()
    {
        ["output_type"] = "error",
        ["ename"] = failure.Name,
        ["evalue"] = failure.Message,
        ["traceback"] = new JsonArray([.. failure.Traceback.Select(line => (JsonNode)line)]),
    };

    private static JsonObject Data(IReadOnlyDictionary<string, string> data) =>
        new(data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)MultilineText.Write(entry.Value))));
}
