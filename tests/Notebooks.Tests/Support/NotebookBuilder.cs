using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>Writes small notebooks in the form in which the workbook's are committed.</summary>
public sealed class NotebookBuilder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly JsonArray cells = [];

    public NotebookBuilder Markdown(string id, string source) => Add(id, source, []);

    /// <summary>A prompt that takes a guess of this kind: a JSON value.</summary>
    public NotebookBuilder Prompt(string id, string source, string kind) =>
        Add(id, source, new JsonObject { ["mfnotebooks"] = new JsonObject { ["guess"] = JsonNode.Parse(kind) } });

    private NotebookBuilder Add(string id, string source, JsonObject metadata)
    {
        cells.Add(new JsonObject
        {
            ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = metadata,
            ["source"] = source
        });
        return this;
    }

    public NotebookBuilder Code(string id, string source, params string[] tags)
    {
        var metadata = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
        };
        if (tags.Length > 0)
            metadata["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]);
        cells.Add(new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = id,
            ["metadata"] = metadata,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        });
        return this;
    }

    public string ToText() => new JsonObject
    {
        ["cells"] = cells.DeepClone(),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject
            {
                ["display_name"] = ".NET (C#)", ["language"] = "C#",
                ["name"] = ".net-csharp"
            },
            ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
            ["polyglot_notebook"] = new JsonObject
            {
                ["kernelInfo"] =
                new JsonObject { ["defaultKernelName"] = "csharp" }
            },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString(Indented) + "\n";
}
