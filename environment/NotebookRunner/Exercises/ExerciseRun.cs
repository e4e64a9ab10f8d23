using System.Diagnostics;
using System.Globalization;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>Judges a folder of returned notebooks and reports who solved what.</summary>
internal sealed class ExerciseRun(string folder, string? outFolder, Limits limits)
{
    private readonly ExerciseReport report = new();

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"--check-exercises {folder}: there is no such folder.");
        var returned = new ReturnedFolder(folder);
        if (returned.Notebooks.Count == 0)
            throw new UsageException($"--check-exercises {folder}: there are no notebooks (.ipynb) in this folder or below it.");
        foreach (var leftOut in returned.LeftOut)
            report.Note(leftOut);
        var repository = Repository.Find();
        var library = new LibraryCopy(repository);
        var notebooks = ReadAll(returned, Chapter.ReadAll(repository.Notebooks()));
        foreach (var chapter in notebooks.GroupBy(notebook => notebook.Chapter).OrderBy(group => group.Key.Name, StringComparer.Ordinal))
            await JudgeAllAsync(chapter.Key, library, [.. chapter], cancel);
        return report.Write(Path.GetFullPath(outFolder ?? repository.ExercisesFolder));
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
                report.Problem(e.Message);
            }
        }
        return [.. notebooks.GroupBy(notebook => (notebook.Student, notebook.Chapter)).Select(group => Newest([.. group]))];
    }

    private ReturnedNotebook Newest(IReadOnlyList<ReturnedNotebook> same)
    {
        var newest = same.OrderBy(notebook => notebook.File.Written).ThenBy(notebook => notebook.File.Path, StringComparer.Ordinal).Last();
        if (same.Count > 1)
            report.Note($"{newest.Student} returned {newest.Chapter.Name} {same.Count} times; judged is the newest file, {newest.File.Shown}");
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
            report.Problem($"The chapter itself does not run on this machine, so its notebooks were not judged; see what doctor says. {e.Message}");
            foreach (var notebook in notebooks)
                report.Result(StudentResult.All(notebook.Student, chapter, Verdict.Failed("not judged: the chapter itself does not run")));
        }
    }

    private async Task JudgeOneAsync(Judge judge, ReturnedNotebook notebook, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var result = new StudentResult(notebook.Student, notebook.Chapter, await judge.JudgeAsync(notebook, cancel));
            report.Result(result);
            var marks = string.Concat(result.Verdicts.Values.Select(verdict => verdict.Mark));
            Console.WriteLine($"{marks}  {clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever one notebook did, the others are judged.
            Console.WriteLine("could not be judged");
            report.Problem($"{notebook.File.Shown}: could not be judged: {SafeText.Clean(e.Message)}");
            report.Result(StudentResult.All(notebook.Student, notebook.Chapter, Verdict.Failed($"not judged: {e.Message}")));
        }
    }
}
