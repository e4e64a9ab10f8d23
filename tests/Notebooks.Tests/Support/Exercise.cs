using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>One exercise: a code cell tagged <c>exercise</c>, and the folded solution in the cell after it.</summary>
/// <param name="CellId">The cell that the reader edits.</param>
/// <param name="Number">The exercise's number, such as 3.2.</param>
/// <param name="Declaration">The line that takes the answer.</param>
/// <param name="Check">The line that checks it; it stays when the answer above it changes.</param>
/// <param name="Solution">The code of the folded solution.</param>
public sealed partial record Exercise(string CellId, string Number, string Declaration, string Check, string Solution)
{
    /// <summary>The cell with a wrong number; other answers have their wrong ones in the library's tests.</summary>
    public string? WrongCode => Declaration.StartsWith("double? ", StringComparison.Ordinal)
        ? Declaration.Replace("null", "98765.4321", StringComparison.Ordinal) + "\n" + Check
        : null;

    /// <summary>The cell with the folded solution.</summary>
    public string SolvedCode => Solution + "\n" + Check;

    public static IReadOnlyList<Exercise> ReadAll(JsonObject notebook)
    {
        var cells = notebook["cells"]!.AsArray();
        return [.. Enumerable.Range(0, cells.Count).Where(index => IsExercise(cells[index]!))
            .Select(index => Read(cells[index]!, cells[index + 1]!))];
    }

    /// <summary>The notebook with each exercise solved.</summary>
    public static JsonObject SolveAll(JsonObject notebook)
    {
        var solved = notebook.DeepClone().AsObject();
        foreach (var exercise in ReadAll(notebook))
            solved["cells"]!.AsArray().Single(cell => (string?)cell!["id"] == exercise.CellId)!["source"]
                = exercise.SolvedCode;
        return solved;
    }

    private static Exercise Read(JsonNode cell, JsonNode next)
    {
        var (id, source) = ((string)cell["id"]!, Source(cell));
        var whole = Cell().Match(source);
        var solution = FoldedSolution().Match(Source(next));
        // Nothing else: no right value, no hint and no other code stands where the reader looks.
        Assert.True(whole.Success, $"The exercise cell {id} is not a line with null and a Check.Exercise:\n{source}");
        Assert.True(solution.Success, $"The exercise cell {id} is not followed by a folded solution with csharp.");
        return new Exercise(id, whole.Groups["number"].Value, whole.Groups["declaration"].Value,
            whole.Groups["check"].Value, solution.Groups["code"].Value);
    }

    private static bool IsExercise(JsonNode cell) =>
        cell["metadata"]?["tags"]?.AsArray().Any(tag => (string?)tag == "exercise") == true;

    private static string Source(JsonNode cell) => cell["source"] is JsonArray lines
        ? string.Concat(lines.Select(line => (string?)line))
        : (string)cell["source"]!;

    [GeneratedRegex("""
        ^(?<declaration>[\w<>?\[\],\ ]+\ (?<name>\w+)\ =\ null;)\n
        (?<check>Check\.Exercise\("(?<number>\d+\.\d+)",\ \k<name>(,\ [A-Za-z_.]+)*\))$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Cell();

    [GeneratedRegex(@"<details>.*?```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex FoldedSolution();
}
