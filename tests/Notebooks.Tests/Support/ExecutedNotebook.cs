using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>A notebook with its outputs, as tests ask about them.</summary>
public sealed class ExecutedNotebook
{
    private readonly JsonObject json;

    private ExecutedNotebook(JsonObject json) => this.json = json;

    public JsonObject Json => json;

    public IEnumerable<JsonObject> Cells => json["cells"]!.AsArray().Select(cell => cell!.AsObject());

    public static ExecutedNotebook Load(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    /// <summary>The code cells: id and source.</summary>
    public IEnumerable<(string Id, string Source)> Code => Cells
        .Where(cell => (string?)cell["cell_type"] == "code")
        .Select(cell => ((string)cell["id"]!, Text(cell["source"])));

    public JsonObject Cell(string id) => Cells.Single(cell => (string?)cell["id"] == id);

    public JsonObject CellTagged(string tag) =>
        Cells.Single(cell => cell["metadata"]?["tags"]?.AsArray().Any(value => (string?)value == tag) == true);

    public IReadOnlyList<JsonNode> Outputs(string id) => [.. Cell(id)["outputs"]!.AsArray().Select(output => output!)];

    /// <summary>All that a cell printed on one stream.</summary>
    public string Printed(string id, string stream = "stdout") => string.Concat(Outputs(id)
        .Where(output => (string?)output["output_type"] == "stream" && (string?)output["name"] == stream)
        .Select(output => Text(output["text"])));

    /// <summary>A cell's shown values in one MIME type, its result included.</summary>
    public IReadOnlyList<string> Shown(string id, string mimeType) => [.. Outputs(id)
        .Where(output => output["data"]?[mimeType] is not null)
        .Select(output => Text(output["data"]![mimeType]))];

    /// <summary>The errors of a cell: name and message.</summary>
    public IReadOnlyList<string> Errors(string id) => [.. Outputs(id)
        .Where(output => (string?)output["output_type"] == "error")
        .Select(output => $"{output["ename"]}: {output["evalue"]}")];

    /// <summary>A text of a notebook, which is written whole or as its lines.</summary>
    public static string Text(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)node ?? "";
}
