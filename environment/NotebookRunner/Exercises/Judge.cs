using System.Globalization;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>
/// Judges the returned notebooks of one chapter. Each gets a fresh process in which the repository's chapter runs,
/// never the student's copy of it, and then the student's answers. A number or a word is carried over to another
/// process, which sees no code of any student, and is judged there; a function is judged by a <see cref="Guard"/>
/// beside the student's code.
/// </summary>
internal sealed class Judge : IAsyncDisposable
{
    private readonly Chapter chapter;
    private readonly LibraryCopy library;
    private readonly Limits limits;
    private readonly ChapterSession clean;

    private Judge(Chapter chapter, LibraryCopy library, Limits limits, ChapterSession clean)
    {
        this.chapter = chapter;
        this.library = library;
        this.limits = limits;
        this.clean = clean;
    }

    /// <exception cref="NotebookException">The chapter itself does not run here.</exception>
    public static async Task<Judge> StartAsync(Chapter chapter, LibraryCopy library, Limits limits, CancellationToken cancel) =>
        new(chapter, library, limits, await ChapterSession.StartAsync(chapter, library, limits, cancel));

    public async Task<IReadOnlyDictionary<Exercise, Verdict>> JudgeAsync(ReturnedNotebook notebook, CancellationToken cancel)
    {
        var verdicts = chapter.Exercises.ToDictionary(exercise => exercise, NotReturned);
        foreach (var untouched in notebook.Answers.Where(answer => answer.IsUntouched))
            verdicts[untouched.Exercise] = new Verdict(VerdictState.NotTried, "Not tried yet.");
        var open = notebook.Answers.Where(answer => !answer.IsUntouched).ToList();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(limits.Notebook);
        try
        {
            // An answer that ended its process is out; the others begin again without it.
            while (open.Count > 0 && await AttemptAsync(notebook, open, verdicts, deadline.Token) is { } culprit)
                open.Remove(culprit);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var seconds = limits.Notebook.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            foreach (var late in open.Where(answer => verdicts[answer.Exercise].State == VerdictState.NotReturned))
                verdicts[late.Exercise] = Verdict.Failed($"the notebook as a whole had not ended after {seconds} s and was stopped");
        }
        return verdicts;
    }

    public ValueTask DisposeAsync() => clean.DisposeAsync();

    private static Verdict NotReturned(Exercise exercise) =>
        new(VerdictState.NotReturned, $"the notebook has no cell with Check.That(\"{exercise.Number}\", …)");

    /// <summary>Judges the answers in a fresh process, up to one that ends it: this one is returned.</summary>
    private async Task<Answer?> AttemptAsync(
        ReturnedNotebook notebook, IReadOnlyList<Answer> answers, Dictionary<Exercise, Verdict> verdicts, CancellationToken cancel)
    {
        await using var session = await ChapterSession.StartAsync(chapter, library, limits, cancel);
        var incomplete = new List<Answer>();
        foreach (var answer in answers)
        {
            var (verdict, doesNotCompile) = await JudgeAsync(session, answer, cancel);
            verdicts[answer.Exercise] = verdict;
            if (session.Ended)
                return answer;
            if (doesNotCompile)
                incomplete.Add(answer);
        }
        if (incomplete.Count > 0 && notebook.OwnCells.Count > 0)
            await JudgeWithOwnCellsAsync(session, notebook.OwnCells, incomplete, verdicts, cancel);
        return null;
    }

    /// <summary>
    /// Answers that do not compile may need something that the student defined in another cell. Those cells run last,
    /// so they change nothing for the other answers, and what fails in them does not count.
    /// </summary>
    private async Task JudgeWithOwnCellsAsync(
        ChapterSession session, IReadOnlyList<string> cells, IReadOnlyList<Answer> answers, Dictionary<Exercise, Verdict> verdicts, CancellationToken cancel)
    {
        foreach (var cell in cells)
            await session.RunAsync(cell, cancel);
        foreach (var answer in answers.TakeWhile(_ => !session.Ended))
        {
            var (verdict, doesNotCompile) = await JudgeAsync(session, answer, cancel);
            if (!doesNotCompile)
                verdicts[answer.Exercise] = verdict with { Message = $"{verdict.Message} (With the other cells of this notebook.)" };
        }
    }

    private async Task<(Verdict Verdict, bool DoesNotCompile)> JudgeAsync(ChapterSession session, Answer answer, CancellationToken cancel)
    {
        var guard = session.GuardOf(answer.Exercise);
        var outcome = await session.RunAsync(answer.Code, cancel);
        if (outcome.Problem is null)
            outcome = await session.RunAsync(answer.Exercise.IsValue ? guard.Reading(answer.Expression) : guard.Judging(answer.Expression), cancel);
        if (outcome.Problem is { } problem)
            return (Verdict.Failed(problem), outcome.DoesNotCompile);
        return (answer.Exercise.IsValue ? await JudgeValueAsync(answer.Exercise, guard.ValueOf(outcome.Result), cancel) : guard.VerdictOf(outcome.Result), false);
    }

    private async Task<Verdict> JudgeValueAsync(Exercise exercise, (string? Literal, Verdict Problem) value, CancellationToken cancel)
    {
        if (value.Literal is null)
            return value.Problem;
        var guard = clean.GuardOf(exercise);
        var outcome = await clean.RunAsync(guard.Judging(value.Literal), cancel);
        return outcome.Problem is { } problem
            ? throw new NotebookException($"exercise {exercise.Number}: the check itself failed: {SafeText.Clean(problem)}")
            : guard.VerdictOf(outcome.Result);
    }
}
