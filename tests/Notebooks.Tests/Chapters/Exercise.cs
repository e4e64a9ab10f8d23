using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>One exercise: a code cell tagged <c>exercise</c>, and the folded solution in the Markdown cell after it.</summary>
/// <param name="CellId">The cell that the reader edits.</param>
/// <param name="Number">The exercise's number, such as 3.2.</param>
/// <param name="Checks">The cell's lines from <c>Check.That</c> on: they stay when the answer above them changes.</param>
/// <param name="Solution">The code of the folded solution.</param>
public sealed partial record Exercise(string CellId, string Number, string Checks, string Solution)
{
    public string WrongCellId => CellId + "-wrong";

    [GeneratedRegex(@"Check\.That\(""(?<number>[\d.]+)""")]
    private static partial Regex CheckCall();

    [GeneratedRegex(@"<details>.*?```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex FoldedSolution();

    public static IReadOnlyList<Exercise> ReadAll(JsonObject notebook)
    {
        var cells = notebook["cells"]!.AsArray();
        return [.. Enumerable.Range(0, cells.Count).Where(index => IsExercise(cells[index]!)).Select(index => Read(cells[index]!, cells[index + 1]!))];
    }

    /// <summary>The notebook with each exercise answered twice: wrongly in a cell of its own, then with the solution.</summary>
    public static JsonObject AnswerAll(JsonObject notebook, IReadOnlyList<Exercise> exercises)
    {
        var answered = notebook.DeepClone().AsObject();
        var cells = answered["cells"]!.AsArray();
        foreach (var exercise in exercises)
        {
            var index = cells.ToList().FindIndex(cell => (string?)cell!["id"] == exercise.CellId);
            var wrong = cells[index]!.DeepClone();
            wrong["id"] = exercise.WrongCellId;
            wrong["source"] = WrongAnswers.To(exercise.Number) + "\n" + exercise.Checks;
            cells[index]!["source"] = exercise.Solution + "\n" + exercise.Checks;
            cells.Insert(index, wrong);
        }
        return answered;
    }

    private static Exercise Read(JsonNode cell, JsonNode next)
    {
        var (id, source) = ((string)cell["id"]!, Source(cell));
        var check = CheckCall().Match(source);
        var solution = FoldedSolution().Match(Source(next));
        Assert.True(check.Success, $"The exercise cell {id} has no Check.That(\"number\", …).");
        Assert.True(solution.Success, $"The exercise cell {id} is not followed by a folded solution with a csharp block.");
        return new Exercise(id, check.Groups["number"].Value, source[check.Index..], solution.Groups["code"].Value);
    }

    private static bool IsExercise(JsonNode cell) =>
        cell["metadata"]?["tags"]?.AsArray().Any(tag => (string?)tag == "exercise") == true;

    private static string Source(JsonNode cell) => cell["source"] is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)cell["source"]!;
}
