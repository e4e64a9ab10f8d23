using MfNotebooks.Runner.Notebooks;
using Spectre.Console;

namespace MfNotebooks.Runner.Exercises;

/// <summary>The verdicts on one student's notebook of one chapter.</summary>
internal sealed record StudentResult(string Student, Chapter Chapter, IReadOnlyDictionary<Exercise, Verdict> Verdicts)
{
    public int Solved => Verdicts.Values.Count(verdict => verdict.State == VerdictState.Solved);

    public static StudentResult All(string student, Chapter chapter, Verdict verdict) =>
        new(student, chapter, chapter.Exercises.ToDictionary(exercise => exercise, _ => verdict));
}

/// <summary>What a run found: a table for each chapter in the terminal, and one list as a CSV file.</summary>
internal sealed class ExerciseReport
{
    private const string CsvName = "exercises.csv";

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private readonly List<StudentResult> _results = [];
    private readonly List<(string Student, Chapter? Chapter, string Problem)> _unreadable = [];

    public void Result(StudentResult result) => _results.Add(result);

    /// <summary>Something that the teacher should know.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>A notebook that could not be judged.</summary>
    public void Problem(string problem) => _problems.Add(problem);

    /// <summary>A file that is no notebook, or one of no chapter: its student has a row all the same.</summary>
    public void Unreadable(ReturnedFile file, Chapter? byName, string problem)
    {
        Problem(problem);
        _unreadable.Add((file.StudentOf(byName), byName, problem));
    }

    /// <summary>Prints the tables, writes the file, and returns the exit code.</summary>
    public int Write(string folder)
    {
        StudentResult[] all = [.. AllResults()];
        PrintTables(all);
        foreach (var note in _notes)
            Console.WriteLine($"Note: {note}");
        foreach (var problem in _problems)
            Console.Error.WriteLine($"✗ {problem}");
        Directory.CreateDirectory(folder);
        OutputFile.Write(Path.Combine(folder, CsvName), Csv(all));
        Console.WriteLine($"\nThe list: {Path.Combine(folder, CsvName)}");
        return _problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>A row for each student in each chapter that anybody returned.</summary>
    private IEnumerable<StudentResult> AllResults()
    {
        var known = _results.Select(result => (result.Student, result.Chapter)).ToHashSet();
        StudentResult[] found =
        [
            .. _results,
            .. from file in _unreadable
               where file.Chapter is not null && known.Add((file.Student, file.Chapter))
               let verdict = Verdict.NotJudged($"not judged: {file.Problem}")
               select StudentResult.All(file.Student, file.Chapter, verdict),
        ];
        var missing = new Verdict(VerdictState.NotReturned, "no notebook of this chapter was returned");
        return
            from chapter in found.Select(result => result.Chapter).Distinct()
            orderby chapter.Name
            from student in found.Select(result => result.Student).Distinct().Order(StringComparer.OrdinalIgnoreCase)
            select found.FirstOrDefault(result => result.Student == student && result.Chapter == chapter)
                ?? StudentResult.All(student, chapter, missing);
    }

    private static void PrintTables(StudentResult[] all)
    {
        foreach (var chapter in all.GroupBy(result => result.Chapter))
            AnsiConsole.Write(TableOf(chapter.Key, [.. chapter]));
        if (all.Length > 0)
            Console.WriteLine(VerdictState.Legend + "\n");
        foreach (var result in all)
        {
            var failed = result.Verdicts.Where(entry => entry.Value.State == VerdictState.Failed);
            foreach (var (exercise, verdict) in failed)
                Console.WriteLine($"{verdict.State.Mark} {result.Student}, {exercise.Number}: {verdict.Message}");
        }
    }

    /// <summary>A row for each student, a column for each exercise.</summary>
    private static Table TableOf(Chapter chapter, IReadOnlyList<StudentResult> results)
    {
        var table = new Table().Border(TableBorder.Simple).Title(new TableTitle(Markup.Escape(chapter.Name)));
        table.AddColumn(new TableColumn(new Text("student")) { Footer = new Text("solved by") });
        foreach (var exercise in chapter.Exercises)
        {
            var solved = results.Count(result => result.Verdicts[exercise].State == VerdictState.Solved);
            table.AddColumn(new TableColumn(new Text(exercise.Number)) { Footer = new Text($"{solved}") }.Centered());
        }
        table.AddColumn(new TableColumn(new Text("solved")).RightAligned());
        foreach (var result in results)
        {
            var share = $"{result.Solved}/{chapter.Exercises.Count}";
            var marks = chapter.Exercises.Select(exercise => Mark(result.Verdicts[exercise]));
            // Nobody has 0 of 4 whose notebook nobody could judge.
            var isJudged = result.Verdicts.Values.Any(verdict => verdict.State != VerdictState.NotJudged);
            table.AddRow([new Text(result.Student), .. marks, new Text(isJudged ? share : "?")]);
        }
        return table;
    }

    private static Text Mark(Verdict verdict) => new($"{verdict.State.Mark}", verdict.State.Mark switch
    {
        '✓' => new Style(Color.Green),
        '✗' => new Style(Color.Yellow),
        '!' or '?' => new Style(Color.Red),
        _ => Style.Plain,
    });

    /// <summary>
    /// Written here and not by a package, because whatever the runner loads, notebooks find loaded too, and the
    /// engine has no CSV package. With a byte order mark: without one, Excel takes UTF-8 for something else.
    /// </summary>
    private string Csv(IEnumerable<StudentResult> results)
    {
        string[] heading = ["student", "chapter", "exercise", "state", "message"];
        var rows = from result in results
                   from entry in result.Verdicts
                   let verdict = entry.Value
                   select (string[])
                       [result.Student, result.Chapter.Name, entry.Key.Number, verdict.State.Name, verdict.Message];
        var ofNoChapter = from file in _unreadable
                          where file.Chapter is null
                          select (string[])[file.Student, "", "", VerdictState.NotJudged.Name, file.Problem];
        return "\uFEFF" + string.Concat(rows.Concat(ofNoChapter).Prepend(heading)
            .Select(row => string.Join(',', row.Select(Field)) + "\r\n"));
    }

    // A spreadsheet runs what begins like a formula; behind an apostrophe it is text.
    private static string Field(string value)
    {
        var text = value.Length > 0 && "=+-@＝＋－＠".Contains(value[0], StringComparison.Ordinal) ? "'" + value : value;
        return "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
