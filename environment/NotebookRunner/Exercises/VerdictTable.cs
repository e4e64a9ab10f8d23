using System.Globalization;
using Spectre.Console;

namespace MfNotebooks.Runner.Exercises;

/// <summary>The verdicts of one chapter as a table: a row for each student, a column for each exercise.</summary>
internal static class VerdictTable
{
    public const string Legend = "✓ solved   ✗ wrong   ◻ not tried   ! failed   – not returned";

    public static Table Create(Chapter chapter, IReadOnlyList<StudentResult> results)
    {
        var table = new Table().Border(TableBorder.Simple).Title(new TableTitle(Markup.Escape(chapter.Name)));
        table.AddColumn(new TableColumn(new Text("student")) { Footer = new Text("solved by") });
        foreach (var exercise in chapter.Exercises)
            table.AddColumn(new TableColumn(new Text(exercise.Number)) { Footer = SolvedBy(exercise, results) }.Centered());
        table.AddColumn(new TableColumn(new Text("solved")).RightAligned());
        foreach (var result in results)
            table.AddRow([new Text(result.Student), .. chapter.Exercises.Select(exercise => Mark(result.Verdicts[exercise])), Share(result)]);
        return table;
    }

    private static Text SolvedBy(Exercise exercise, IReadOnlyList<StudentResult> results) =>
        new(results.Count(result => result.Verdicts[exercise].State == VerdictState.Solved).ToString(CultureInfo.InvariantCulture));

    private static Text Share(StudentResult result) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{result.Solved}/{result.Chapter.Exercises.Count}"));

    private static Text Mark(Verdict verdict) => new(verdict.Mark, verdict.State switch
    {
        VerdictState.Solved => new Style(Color.Green),
        VerdictState.Wrong => new Style(Color.Yellow),
        VerdictState.Failed => new Style(Color.Red),
        _ => Style.Plain,
    });
}
