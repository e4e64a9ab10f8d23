using System.Text.Json.Nodes;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Commands;

/// <summary>The <c>--set name=value</c> of a command line: checked against the notebooks before anything runs.</summary>
internal sealed class ParameterAssignments
{
    private readonly Dictionary<string, string> values = [];

    public ParameterAssignments(IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"--set {assignment}: write it as --set name=value");
            values[assignment[..equals].Trim()] = assignment[(equals + 1)..];
        }
    }

    /// <summary>Gives every notebook the values that it has parameters for.</summary>
    /// <exception cref="UsageException">No notebook has such a parameter, or the value is of another type.</exception>
    public void Inject(IReadOnlyList<Notebook> notebooks)
    {
        if (values.Count == 0)
            return;
        var declared = notebooks.ToDictionary(notebook => notebook, ParametersOf);
        if (values.Keys.FirstOrDefault(name => !declared.Values.Any(cell => cell.Any(p => p.Name == name))) is { } unknown)
            throw new UsageException($"--set {unknown}: there is no such parameter.\n{Available(declared)}");
        foreach (var (notebook, parameters) in declared)
            InjectInto(notebook, [.. parameters.Where(p => values.ContainsKey(p.Name)).Select(p => Assignment(notebook, p))]);
    }

    private static IReadOnlyList<Parameter> ParametersOf(Notebook notebook) =>
        ParametersCell(notebook) is { } cell ? Parameter.DeclaredIn(cell.Source) : [];

    private static Cell? ParametersCell(Notebook notebook) =>
        notebook.CodeCells.FirstOrDefault(cell => cell.Tags.Contains(CellTags.Parameters));

    private static string Available(Dictionary<Notebook, IReadOnlyList<Parameter>> declared) =>
        string.Join('\n', declared.Select(entry => $"{entry.Key.FileName} has: " + (entry.Value.Count == 0
            ? "no parameters"
            : string.Join(", ", entry.Value.Select(p => $"{p.Name} ({p.Type})")))));

    private string Assignment(Notebook notebook, Parameter parameter)
    {
        var text = values[parameter.Name];
        var literal = ParameterValue.ToLiteral(parameter, text, Directory.GetCurrentDirectory())
            ?? throw new UsageException(
                $"--set {parameter.Name}={text}: {parameter.Name} has the type {parameter.Type} in {notebook.FileName}, and “{text}” cannot be read as that.");
        return $"{parameter.Name} = {literal};";
    }

    private static void InjectInto(Notebook notebook, string[] assignments)
    {
        if (assignments.Length == 0)
            return;
        var parameters = ParametersCell(notebook)!;
        var metadata = (JsonObject?)parameters.Json["metadata"]?.DeepClone() ?? [];
        metadata["tags"] = new JsonArray(CellTags.InjectedParameters);
        notebook.InsertAfter(parameters, new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = CellTags.InjectedParameters,
            ["metadata"] = metadata,
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Write(string.Join('\n', assignments)),
        });
    }
}
