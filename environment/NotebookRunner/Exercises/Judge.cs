using System.Diagnostics;
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
    private readonly Chapter _chapter;
    private readonly LibraryCopy _library;
    private readonly Limits _limits;
    private readonly ChapterSession _clean;
    private readonly Stopwatch _clock = new();

    private Judge(Chapter chapter, LibraryCopy library, Limits limits, ChapterSession clean)
    {
        _chapter = chapter;
        _library = library;
        _limits = limits;
        _clean = clean;
    }

    /// <exception cref="NotebookException">The chapter itself does not run here.</exception>
    public static async Task<Judge> StartAsync(
        Chapter chapter, LibraryCopy library, Limits limits, CancellationToken cancel) =>
        new(chapter, library, limits, await ChapterSession.StartAsync(chapter, library, cancel));

    /// <summary>The verdicts, and why some exercises were not judged where that is so.</summary>
    public async Task<(IReadOnlyDictionary<Exercise, Verdict> Verdicts, string? Problem)> JudgeAsync(
        ReturnedNotebook notebook, CancellationToken cancel)
    {
        var verdicts = _chapter.Exercises.ToDictionary(exercise => exercise, NotReturned);
        foreach (var answer in notebook.Answers)
            verdicts[answer.Exercise] = new Verdict(VerdictState.NotTried, "Not tried yet.");
        var open = notebook.Answers.Where(answer => !answer.IsUntouched).ToList();
        foreach (var answer in open)
            verdicts[answer.Exercise] = Verdict.NotJudged($"not judged: {TooLong}");
        _clock.Reset();
        try
        {
            // An answer that ended its process is out; the others begin again without it.
            while (open.Count > 0 && _clock.Elapsed < _limits.Notebook
                && await AttemptAsync(notebook, open, verdicts, cancel) is { } culprit)
                open.Remove(culprit);
            return (verdicts, verdicts.Values.Any(IsNotJudged) ? TooLong : null);
        }
        catch (NotebookException e)
        {
            foreach (var answer in open.Where(answer => IsNotJudged(verdicts[answer.Exercise])))
                verdicts[answer.Exercise] = Verdict.NotJudged($"not judged: {e.Message}");
            return (verdicts, e.Message);
        }
    }

    public ValueTask DisposeAsync() => _clean.DisposeAsync();

    private string TooLong => $"the notebook's code as a whole took more than {_limits.Notebook.TotalSeconds} s";

    private static bool IsNotJudged(Verdict verdict) => verdict.State == VerdictState.NotJudged;

    private static Verdict NotReturned(Exercise exercise) =>
        new(VerdictState.NotReturned, $"the notebook has no cell with Check.Exercise(\"{exercise.Number}\", …)");

    /// <summary>Judges the answers in a fresh process, up to one that ends it: this one is returned.</summary>
    private async Task<Answer?> AttemptAsync(ReturnedNotebook notebook, IReadOnlyList<Answer> answers,
        Dictionary<Exercise, Verdict> verdicts, CancellationToken cancel)
    {
        await using var session = await ChapterSession.StartAsync(_chapter, _library, cancel);
        var incomplete = new List<Answer>();
        foreach (var answer in answers)
        {
            if (_clock.Elapsed >= _limits.Notebook)
                return null;
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
    private async Task JudgeWithOwnCellsAsync(ChapterSession session, IReadOnlyList<string> cells,
        IReadOnlyList<Answer> answers, Dictionary<Exercise, Verdict> verdicts, CancellationToken cancel)
    {
        foreach (var cell in cells.TakeWhile(_ => !session.Ended && _clock.Elapsed < _limits.Notebook))
            await RunAsync(session, cell, cancel);
        foreach (var answer in answers.TakeWhile(_ => !session.Ended && _clock.Elapsed < _limits.Notebook))
        {
            var (verdict, doesNotCompile) = await JudgeAsync(session, answer, cancel);
            var message = $"{verdict.Message} (With the other cells of this notebook.)";
            if (!doesNotCompile)
                verdicts[answer.Exercise] = verdict with { Message = message };
        }
    }

    private async Task<(Verdict Verdict, bool DoesNotCompile)> JudgeAsync(
        ChapterSession session, Answer answer, CancellationToken cancel)
    {
        var (guard, isValue) = (session.GuardOf(answer.Exercise), answer.Exercise.IsValue);
        var outcome = await RunAsync(session, answer.Code, cancel);
        if (outcome.Problem is null)
        {
            var asking = isValue ? guard.Reading(answer.Expression) : guard.Judging(answer.Expression);
            outcome = await RunAsync(session, asking, cancel);
        }
        if (outcome.Problem is { } problem)
            return (Verdict.Failed(problem), outcome.DoesNotCompile);
        var verdict = isValue
            ? await JudgeValueAsync(answer.Exercise, guard.ValueOf(outcome.Result), cancel)
            : guard.VerdictOf(outcome.Result);
        return (verdict, false);
    }

    /// <summary>Runs code of the student's; only this counts against the notebook's time.</summary>
    private async Task<Outcome> RunAsync(ChapterSession session, string code, CancellationToken cancel)
    {
        _clock.Start();
        var outcome = await session.RunAsync(code, _limits.Cell, cancel);
        _clock.Stop();
        return outcome;
    }

    private async Task<Verdict> JudgeValueAsync(
        Exercise exercise, (string? Literal, Verdict Problem) value, CancellationToken cancel)
    {
        if (value.Literal is null)
            return value.Problem;
        var guard = _clean.GuardOf(exercise);
        var outcome = await _clean.RunAsync(guard.Judging(value.Literal), Limits.OwnCell, cancel);
        if (outcome.Problem is not { } problem)
            return guard.VerdictOf(outcome.Result);
        var reason = SafeText.Clean(problem);
        throw new NotebookException($"exercise {exercise.Number}: the check itself failed: {reason}");
    }
}
