using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>One exercise: a code cell tagged <c>exercise</c>, and the folded solution in the cell after it.</summary>
/// <param name="CellId">The cell that the reader edits.</param>
/// <param name="Number">The exercise's number, such as 3.2.</param>
/// <param name="Declaration">The line that takes the answer.</param>
/// <param name="Check">The line that checks it; it stays when the answer above it changes.</param>
/// <param name="Solution">The code of the folded solution.</param>
public sealed partial record Exercise(string CellId, string Number, string Declaration, string Check, string Solution)
{
    /// <summary>Where a wrong number goes; other answers have their wrong ones in the library's tests.</summary>
    public string? WrongCellId =>
        Declaration.StartsWith("double? ", StringComparison.Ordinal) ? CellId + "-wrong" : null;

    public static IReadOnlyList<Exercise> ReadAll(JsonObject notebook)
    {
        var cells = notebook["cells"]!.AsArray();
        return [.. Enumerable.Range(0, cells.Count).Where(index => IsExercise(cells[index]!))
            .Select(index => Read(cells[index]!, cells[index + 1]!))];
    }

    /// <summary>
    /// The notebook with each exercise answered: wrongly where it is a number, then with the solution.
    /// </summary>
    public static JsonObject AnswerAll(JsonObject notebook, IReadOnlyList<Exercise> exercises)
    {
        var answered = notebook.DeepClone().AsObject();
        var cells = answered["cells"]!.AsArray();
        foreach (var exercise in exercises)
        {
            var index = cells.ToList().FindIndex(cell => (string?)cell!["id"] == exercise.CellId);
            cells[index]!["source"] = exercise.Solution + "\n" + exercise.Check;
            if (exercise.WrongCellId is not { } id)
                continue;
            var wrong = cells[index]!.DeepClone();
            wrong["id"] = id;
            var number = exercise.Declaration.Replace("null", "98765.4321", StringComparison.Ordinal);
            wrong["source"] = number + "\n" + exercise.Check;
            cells.Insert(index, wrong);
        }
        return answered;
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
