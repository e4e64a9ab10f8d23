using System.Diagnostics;
using System.Globalization;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Documents;
using Spectre.Console;

namespace MfNotebooks.Runner.Exercises;

/// <summary>Judges a folder of returned notebooks and reports who solved what.</summary>
internal sealed class ExerciseRun(string folder, string? outFolder, Limits limits)
{
    private const string CsvName = "exercises.csv";

    private readonly List<string> problems = [];
    private readonly List<string> notes = [];
    private readonly List<StudentResult> results = [];

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"--check-exercises {folder}: there is no such folder.");
        var returned = new ReturnedFolder(folder);
        if (returned.Notebooks.Count == 0)
            throw new UsageException($"--check-exercises {folder}: there are no notebooks (.ipynb) in this folder or below it.");
        notes.AddRange(returned.LeftOut);
        var repository = Repository.Find();
        var library = new LibraryCopy(repository);
        var notebooks = ReadAll(returned, Chapter.ReadAll(repository.Notebooks()));
        foreach (var chapter in notebooks.GroupBy(notebook => notebook.Chapter).OrderBy(group => group.Key.Name, StringComparer.Ordinal))
            await JudgeAllAsync(chapter.Key, library, [.. chapter], cancel);
        return Report(Path.GetFullPath(outFolder ?? repository.ExercisesFolder));
    }

    private List<ReturnedNotebook> ReadAll(ReturnedFolder returned, IReadOnlyList<Chapter> chapters)
    {
        var notebooks = new List<ReturnedNotebook>();
        foreach (var file in returned.Notebooks)
        {
            try
            {
                notebooks.Add(ReturnedNotebook.Read(file, chapters));
            }
            catch (NotebookException e)
            {
                problems.Add(e.Message);
            }
        }
        return [.. notebooks.GroupBy(notebook => (notebook.Student, notebook.Chapter)).Select(group => Newest([.. group]))];
    }

    private ReturnedNotebook Newest(IReadOnlyList<ReturnedNotebook> same)
    {
        var newest = same.OrderBy(notebook => notebook.File.Written).ThenBy(notebook => notebook.File.Path, StringComparer.Ordinal).Last();
        if (same.Count > 1)
            notes.Add($"{newest.Student} returned {newest.Chapter.Name} {same.Count} times; judged is the newest file, {newest.File.Shown}");
        return newest;
    }

    private async Task JudgeAllAsync(Chapter chapter, LibraryCopy library, IReadOnlyList<ReturnedNotebook> notebooks, CancellationToken cancel)
    {
        Console.WriteLine($"{chapter.Name}: running the chapter itself first");
        try
        {
            await using var judge = await Judge.StartAsync(chapter, library, limits, cancel);
            foreach (var (index, notebook) in notebooks.Index())
            {
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"  {index + 1}/{notebooks.Count}  {notebook.Student}  "));
                await JudgeOneAsync(judge, notebook, cancel);
            }
        }
        catch (NotebookException e)
        {
            problems.Add($"The chapter itself does not run on this machine, so its notebooks were not judged; see what doctor says. {e.Message}");
            results.AddRange(notebooks.Select(notebook => StudentResult.All(notebook.Student, chapter, Verdict.Failed("not judged: the chapter itself does not run"))));
        }
    }

    private async Task JudgeOneAsync(Judge judge, ReturnedNotebook notebook, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var result = new StudentResult(notebook.Student, notebook.Chapter, await judge.JudgeAsync(notebook, cancel));
            results.Add(result);
            var marks = string.Concat(result.Verdicts.Values.Select(verdict => verdict.Mark));
            Console.WriteLine($"{marks}  {clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever one notebook did, the others are judged.
            Console.WriteLine("could not be judged");
            problems.Add($"{notebook.File.Shown}: could not be judged: {SafeText.Clean(e.Message)}");
            results.Add(StudentResult.All(notebook.Student, notebook.Chapter, Verdict.Failed($"not judged: {e.Message}")));
        }
    }

    private int Report(string target)
    {
        StudentResult[] all = [.. WithMissing()];
        foreach (var chapter in all.GroupBy(result => result.Chapter))
            AnsiConsole.Write(VerdictTable.Create(chapter.Key, [.. chapter]));
        if (all.Length > 0)
            Console.WriteLine(VerdictTable.Legend + "\n");
        foreach (var (exercise, verdict) in all.SelectMany(result => result.Verdicts, (result, entry) => ($"{result.Student}, {entry.Key.Number}", entry.Value)))
        {
            if (verdict.State == VerdictState.Failed)
                Console.WriteLine($"! {exercise}: {verdict.Message}");
        }
        foreach (var note in notes)
            Console.WriteLine($"Note: {note}");
        foreach (var problem in problems)
            Console.Error.WriteLine($"✗ {problem}");
        Directory.CreateDirectory(target);
        AtomicFile.WriteAllText(Path.Combine(target, CsvName), VerdictCsv.Write(all));
        Console.WriteLine($"\nThe list: {Path.Combine(target, CsvName)}");
        return problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>A row for each student in each chapter that anybody returned.</summary>
    private IEnumerable<StudentResult> WithMissing() =>
        from chapter in results.Select(result => result.Chapter).Distinct()
        from student in results.Select(result => result.Student).Distinct().Order(StringComparer.OrdinalIgnoreCase)
        select results.FirstOrDefault(result => result.Student == student && result.Chapter == chapter)
            ?? StudentResult.All(student, chapter, new Verdict(VerdictState.NotReturned, "no notebook of this chapter was returned"));
}
