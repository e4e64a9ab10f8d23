namespace MfNotebooks.Runner.Exercises;

/// <summary>
/// The verdicts as a CSV file. Written here and not by a package, because whatever the runner loads, notebooks find
/// loaded too, and the engine that it stands for has no CSV package.
/// </summary>
internal static class VerdictCsv
{
    /// <summary>With a byte order mark: without one, Excel takes UTF-8 for something else.</summary>
    public static string Write(IEnumerable<StudentResult> results) => "\uFEFF" + string.Concat(
        results.SelectMany(Rows).Prepend(["student", "chapter", "exercise", "state", "message"])
            .Select(row => string.Join(',', row.Select(Field)) + "\r\n"));

    private static IEnumerable<string[]> Rows(StudentResult result) =>
        from verdict in result.Verdicts
        select new[] { result.Student, result.Chapter.Name, verdict.Key.Number, verdict.Value.StateName, verdict.Value.Message };

    // A spreadsheet runs what begins like a formula; behind an apostrophe it is text.
    private static string Field(string value)
    {
        var text = value.Length > 0 && "=+-@＝＋－＠".Contains(value[0], StringComparison.Ordinal) ? "'" + value : value;
        return "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
