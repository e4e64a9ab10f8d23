using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Documents;

/// <summary>One cell of a notebook: a view on its JSON, so that what the runner does not know stays as it was.</summary>
internal sealed class Cell(JsonObject json, int number)
{
    public JsonObject Json { get; } = json;

    /// <summary>Position in the notebook's file, from 1. A cell that the runner injects has its predecessor's.</summary>
    public int Number { get; } = number;

    public string Id => Json["id"].AsText() ?? "";

    public bool IsCode => Json["cell_type"].AsText() == "code";

    public bool IsMarkdown => Json["cell_type"].AsText() == "markdown";

    public string Source => MultilineText.Read(Json["source"]);

    public IReadOnlyList<string> Tags =>
        Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags
            ? [.. tags.Select(tag => tag?.ToString() ?? "")]
            : [];

    /// <summary>The outputs of a code cell; created when there are none yet.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is JsonArray outputs)
                return outputs;
            var created = new JsonArray();
            Json["outputs"] = created;
            return created;
        }
    }

    /// <summary>All that the cell printed on standard output.</summary>
    public string PrintedText => string.Concat(Outputs
        .Where(output => output.At("output_type").AsText() == "stream" && output.At("name").AsText() == "stdout")
        .Select(output => MultilineText.Read(output.At("text"))));

    /// <summary>Whether an error ended the run here; one that the cell is there to show does not.</summary>
    public bool Failed => IsCode && !Tags.Contains(CellTags.RaisesException) && Outputs.Any(output => output.At("output_type").AsText() == "error");
}
