using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The required fields of nbformat 4.5's schema, written out.</summary>
public static partial class NbFormat
{
    public static void AssertValid(JsonObject notebook)
    {
        Assert.Equal(4, (int?)notebook["nbformat"]);
        Assert.Equal(5, (int?)notebook["nbformat_minor"]);
        Assert.IsType<JsonObject>(notebook["metadata"]);
        var cells = Assert.IsType<JsonArray>(notebook["cells"]).Select(Assert.IsType<JsonObject>).ToArray();
        Assert.Equal(cells.Length, cells.Select(cell => (string?)cell["id"]).Distinct().Count());
        Assert.All(cells, AssertCell);
    }

    private static void AssertCell(JsonObject cell)
    {
        Assert.Matches(CellId(), (string?)cell["id"]);
        Assert.IsType<JsonObject>(cell["metadata"]);
        AssertMultiline(cell["source"]);
        if ((string?)cell["cell_type"] != "code")
        {
            Assert.Contains((string?)cell["cell_type"], new[] { "markdown", "raw" });
            AssertOnly(cell, "cell_type", "id", "metadata", "source");
            return;
        }
        AssertOnly(cell, "cell_type", "id", "metadata", "source", "outputs", "execution_count");
        Assert.True(cell.ContainsKey("execution_count"));
        Assert.All(Assert.IsType<JsonArray>(cell["outputs"]), output => AssertOutput(output!.AsObject()));
    }

    private static void AssertOutput(JsonObject output)
    {
        switch ((string?)output["output_type"])
        {
            case "stream":
                AssertOnly(output, "output_type", "name", "text");
                Assert.Contains((string?)output["name"], new[] { "stdout", "stderr" });
                AssertMultiline(output["text"]);
                break;
            case "display_data":
                AssertOnly(output, "output_type", "data", "metadata");
                AssertBundle(output);
                break;
            case "execute_result":
                AssertOnly(output, "output_type", "data", "metadata", "execution_count");
                Assert.NotNull((int?)output["execution_count"]);
                AssertBundle(output);
                break;
            default:
                AssertOnly(output, "output_type", "ename", "evalue", "traceback");
                Assert.Equal("error", (string?)output["output_type"]);
                Assert.All(Assert.IsType<JsonArray>(output["traceback"]), line => Assert.NotNull((string?)line));
                break;
        }
    }

    private static void AssertBundle(JsonObject output)
    {
        Assert.IsType<JsonObject>(output["metadata"]);
        Assert.All(Assert.IsType<JsonObject>(output["data"]), entry => AssertMultiline(entry.Value));
    }

    private static void AssertMultiline(JsonNode? node)
    {
        if (node is JsonArray lines)
            Assert.All(lines, line => Assert.NotNull((string?)line));
        else
            Assert.NotNull((string?)node);
    }

    private static void AssertOnly(JsonObject json, params string[] keys) =>
        Assert.Equal(keys.Order(StringComparer.Ordinal), json.Select(entry => entry.Key).Order(StringComparer.Ordinal));

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex CellId();
}
