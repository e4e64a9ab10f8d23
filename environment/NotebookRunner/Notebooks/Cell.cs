using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>The cell tags that mean something to the runner.</summary>
internal static class CellTags
{
    /// <summary>The cell whose variables <c>--set</c> may replace.</summary>
    public const string Parameters = "parameters";

    /// <summary>The cell that <c>--set</c> adds, named as papermill names it.</summary>
    public const string InjectedParameters = "injected-parameters";

    /// <summary>Jupyter's tag for a cell that is meant to fail: the run goes on after it.</summary>
    public const string RaisesException = "raises-exception";

    /// <summary>What this cell prints is repeated in the terminal after a successful run.</summary>
    public const string Terminal = "terminal";

    /// <summary>The gallery shows this cell's chart as the chapter's picture.</summary>
    public const string Cover = "cover";

    /// <summary>A reader's answer goes into this cell, and a check judges it.</summary>
    public const string Exercise = "exercise";
}

/// <summary>One cell of a notebook: a view on its JSON, so that what the runner does not know stays.</summary>
internal sealed class Cell(JsonObject json, int number)
{
    public JsonObject Json { get; } = json;

    /// <summary>Position in the notebook's file, from 1. An injected cell has its predecessor's.</summary>
    public int Number { get; } = number;

    public string Id => Json["id"].AsText() ?? "";

    public bool IsCode => Json["cell_type"].AsText() == "code";

    public bool IsMarkdown => Json["cell_type"].AsText() == "markdown";

    /// <summary>The language that an editor wrote into the cell; null where it follows its notebook.</summary>
    public string? Language =>
        Json.At("metadata", "polyglot_notebook", "kernelName").AsText()
        ?? Json.At("metadata", "dotnet_interactive", "language").AsText();

    public string Source
    {
        get => MultilineText.Read(Json["source"]);
        set => Json["source"] = MultilineText.Write(value);
    }

    public IReadOnlyList<string> Tags =>
        Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags
            ? [.. tags.Select(tag => tag?.ToString() ?? "")]
            : [];

    /// <summary>The outputs of a code cell; created when there are none yet.</summary>
    public JsonArray Outputs => (JsonArray)(Json["outputs"] as JsonArray ?? (Json["outputs"] = new JsonArray()));

    /// <summary>Takes out what a run left.</summary>
    public void Clear() => (Json["outputs"], Json["execution_count"]) = (new JsonArray(), null);

    /// <summary>All that the cell printed on standard output.</summary>
    public string PrintedText => string.Concat(Outputs
        .Where(output => output.At("output_type").AsText() == "stream" && output.At("name").AsText() == "stdout")
        .Select(output => MultilineText.Read(output.At("text"))));

    /// <summary>Whether an error ended the run here; one that the cell is there to show does not.</summary>
    public bool Failed => IsCode && !Tags.Contains(CellTags.RaisesException)
        && Outputs.Any(output => output.At("output_type").AsText() == "error");
}

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

/// <summary>C# as cells have it, with statements and directives on the outermost level.</summary>
internal static class CellSyntax
{
    /// <summary>Nobody writes deeper. Roslyn's parser has no limit of its own for types and ends the process.</summary>
    private const int DeepestBrackets = 200;

    private static readonly CSharpParseOptions Script = new(kind: SourceCodeKind.Script);

    /// <summary>The code's syntax, whatever is wrong in it; null where brackets stand in each other too deep.</summary>
    public static CompilationUnitSyntax? Parse(string code)
    {
        var depth = 0;
        foreach (var character in code)
        {
            depth += character switch { '(' or '[' or '{' or '<' => 1, ')' or ']' or '}' or '>' => -1, _ => 0 };
            if (depth > DeepestBrackets)
                return null;
        }
        return CSharpSyntaxTree.ParseText(code, Script).GetCompilationUnitRoot();
    }
}
