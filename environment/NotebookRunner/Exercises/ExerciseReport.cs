using MfNotebooks.Runner.Notebooks;
using Spectre.Console;

namespace MfNotebooks.Runner.Exercises;

/// <summary>What a run found, for the terminal and as a file.</summary>
internal sealed class ExerciseReport
{
    private const string CsvName = "exercises.csv";

    private readonly List<string> problems = [];
    private readonly List<string> notes = [];
    private readonly List<StudentResult> results = [];

    public void Result(StudentResult result) => results.Add(result);

    /// <summary>Something that the teacher should know.</summary>
    public void Note(string note) => notes.Add(note);

    /// <summary>A notebook that could not be judged.</summary>
    public void Problem(string problem) => problems.Add(problem);

    /// <summary>Prints the tables, writes the file, and returns the exit code.</summary>
    public int Write(string folder)
    {
        StudentResult[] all = [.. WithMissing()];
        PrintTables(all);
        foreach (var note in notes)
            Console.WriteLine($"Note: {note}");
        foreach (var problem in problems)
            Console.Error.WriteLine($"✗ {problem}");
        Directory.CreateDirectory(folder);
        OutputFile.Write(Path.Combine(folder, CsvName), VerdictCsv.Write(all));
        Console.WriteLine($"\nThe list: {Path.Combine(folder, CsvName)}");
        return problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static void PrintTables(StudentResult[] all)
    {
        foreach (var chapter in all.GroupBy(result => result.Chapter))
            AnsiConsole.Write(VerdictTable.Create(chapter.Key, [.. chapter]));
        if (all.Length > 0)
            Console.WriteLine(VerdictTable.Legend + "\n");
        foreach (var result in all)
        {
            foreach (var (exercise, verdict) in result.Verdicts.Where(entry => entry.Value.State == VerdictState.Failed))
                Console.WriteLine($"{verdict.Mark} {result.Student}, {exercise.Number}: {verdict.Message}");
        }
    }

    /// <summary>A row for each student in each chapter that anybody returned.</summary>
    private IEnumerable<StudentResult> WithMissing() =>
        from chapter in results.Select(result => result.Chapter).Distinct()
        from student in results.Select(result => result.Student).Distinct().Order(StringComparer.OrdinalIgnoreCase)
        select results.FirstOrDefault(result => result.Student == student && result.Chapter == chapter)
            ?? StudentResult.All(student, chapter, new Verdict(VerdictState.NotReturned, "no notebook of this chapter was returned"));
}
