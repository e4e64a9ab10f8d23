using System.Diagnostics;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>Judges a folder of returned notebooks and reports who solved what.</summary>
internal sealed class ExerciseRun(string folder, string? outFolder, Limits limits)
{
    private readonly ExerciseReport _report = new();

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"--check-exercises {folder}: there is no such folder.");
        var returned = new ReturnedFolder(folder);
        if (returned.Notebooks.Count == 0)
            throw new UsageException($"--check-exercises {folder}: there are no notebooks (.ipynb) in this folder.");
        foreach (var leftOut in returned.LeftOut)
            _report.Note(leftOut);
        var repository = Repository.Find();
        var library = new LibraryCopy(repository);
        var notebooks = ReadAll(returned, Chapter.ReadAll(repository.Notebooks()));
        var byChapter = notebooks.GroupBy(notebook => notebook.Chapter);
        foreach (var group in byChapter.OrderBy(group => group.Key.Name, StringComparer.Ordinal))
            await JudgeAllAsync(group.Key, library, [.. group], cancel);
        return _report.Write(Path.GetFullPath(outFolder ?? repository.ExercisesFolder));
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
                _report.Unreadable(file, file.ChapterByName(chapters), e.Message);
            }
        }
        var returnedOnce = notebooks.GroupBy(notebook => (notebook.Student, notebook.Chapter));
        return [.. returnedOnce.Select(group => Newest([.. group]))];
    }

    private ReturnedNotebook Newest(IReadOnlyList<ReturnedNotebook> same)
    {
        var newest = same.OrderBy(notebook => notebook.File.Written)
            .ThenBy(notebook => notebook.File.Path, StringComparer.Ordinal).Last();
        if (same.Count > 1)
        {
            _report.Note($"{newest.Student} returned {newest.Chapter.Name} {same.Count} times; "
                + $"judged is the newest file, {newest.File.Shown}");
        }
        return newest;
    }

    private async Task JudgeAllAsync(
        Chapter chapter, LibraryCopy library, IReadOnlyList<ReturnedNotebook> notebooks, CancellationToken cancel)
    {
        Console.WriteLine($"{chapter.Name}: running the chapter itself first");
        try
        {
            await using var judge = await Judge.StartAsync(chapter, library, limits, cancel);
            foreach (var (index, notebook) in notebooks.Index())
            {
                Console.Write($"  {index + 1}/{notebooks.Count}  {notebook.Student}  ");
                await JudgeOneAsync(judge, notebook, cancel);
            }
        }
        catch (NotebookException e)
        {
            _report.Problem("The chapter itself does not run on this machine, so its notebooks were not judged; "
                + $"see what doctor says. {e.Message}");
            var verdict = Verdict.NotJudged("not judged: the chapter itself does not run");
            foreach (var notebook in notebooks)
                _report.Result(StudentResult.All(notebook.Student, chapter, verdict));
        }
    }

    private async Task JudgeOneAsync(Judge judge, ReturnedNotebook notebook, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var (verdicts, problem) = await judge.JudgeAsync(notebook, cancel);
            _report.Result(new StudentResult(notebook.Student, notebook.Chapter, verdicts));
            var marks = string.Concat(verdicts.Values.Select(verdict => verdict.State.Mark));
            Console.WriteLine($"{marks}  {clock.Elapsed.TotalSeconds:0.0} s");
            if (problem is not null)
                _report.Problem($"{notebook.File.Shown}: not all of it could be judged: {problem}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever one notebook did, the others are judged.
            Console.WriteLine("could not be judged");
            _report.Problem($"{notebook.File.Shown}: could not be judged: {SafeText.Clean(e.Message)}");
            var verdict = Verdict.NotJudged($"not judged: {e.Message}");
            _report.Result(StudentResult.All(notebook.Student, notebook.Chapter, verdict));
        }
    }
}
