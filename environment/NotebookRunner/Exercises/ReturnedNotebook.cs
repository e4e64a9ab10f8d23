using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A student's notebook: only text is taken from it, and only from its code cells.</summary>
/// <param name="File">Where it came from.</param>
/// <param name="Student">Whose it is, by the folder's or the file's name.</param>
/// <param name="Chapter">The chapter that it is a copy of.</param>
/// <param name="Answers">The answers that were found, at most one for each exercise.</param>
/// <param name="OwnCells">The other code cells that the student added or changed.</param>
internal sealed partial record ReturnedNotebook(
    ReturnedFile File, string Student, Chapter Chapter, IReadOnlyList<Answer> Answers, IReadOnlyList<string> OwnCells)
{
    /// <exception cref="NotebookException">It cannot be read, or it is of no chapter.</exception>
    public static ReturnedNotebook Read(ReturnedFile file, IReadOnlyList<Chapter> chapters)
    {
        var notebook = file.Load();
        var cells = notebook.CodeCells.Select(cell => (Cell: cell, Calls: CheckCall.FindAll(cell.Source))).ToArray();
        var chapter = ChapterOf(file, [.. cells.SelectMany(cell => cell.Calls).Select(call => call.Number)], chapters);
        Answer[] answers = [.. chapter.Exercises.Select(exercise => AnswerTo(exercise, cells)).OfType<Answer>()];
        var known = chapter.Notebook.CodeCells.Select(cell => cell.Source.Trim()).ToHashSet();
        var own = cells.Where(cell => cell.Calls.Count == 0).Select(cell => cell.Cell.Source.Trim())
            .Where(source => source.Length > 0 && !known.Contains(source) && !Reference().IsMatch(source));
        return new ReturnedNotebook(file, StudentOf(file, chapter), chapter, answers, [.. own.Except(answers.Select(answer => answer.Code.Trim()))]);
    }

    private static Chapter ChapterOf(ReturnedFile file, HashSet<string> numbers, IReadOnlyList<Chapter> chapters)
    {
        var best = chapters.MaxBy(chapter => chapter.Exercises.Count(exercise => numbers.Contains(exercise.Number)))!;
        if (best.Exercises.Any(exercise => numbers.Contains(exercise.Number)))
            return best;
        return chapters.FirstOrDefault(chapter => file.Stem.Contains(chapter.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw new NotebookException($"{file.Shown}: no chapter's notebook: neither its name nor a Check.That in it is of one");
    }

    /// <summary>The last answer that was tried, or the last cell; without a check, the cell with the exercise's id.</summary>
    private static Answer? AnswerTo(Exercise exercise, (Cell Cell, IReadOnlyList<CheckCall> Calls)[] cells)
    {
        Answer[] found = [.. cells.SelectMany(cell => cell.Calls)
            .Where(call => call.Number == exercise.Number)
            .Select(call => new Answer(exercise, call.Above, call.Answer))];
        return found.LastOrDefault(answer => !answer.IsUntouched) ?? found.LastOrDefault()
            ?? cells.Where(cell => cell.Cell.Id == exercise.CellId && cell.Calls.Count == 0)
                .Select(cell => new Answer(exercise, cell.Cell.Source, exercise.Answer.Name)).FirstOrDefault();
    }

    private static string StudentOf(ReturnedFile file, Chapter chapter)
    {
        if (file.Folder is not null)
            return SafeText.Clean(file.Folder);
        var at = file.Stem.IndexOf(chapter.Name, StringComparison.OrdinalIgnoreCase);
        var rest = at < 0 ? file.Stem : CopyNumber().Replace(file.Stem.Remove(at, chapter.Name.Length), "").Trim(' ', '-', '_', '.');
        return SafeText.Clean(rest.Length > 0 ? rest : file.Stem);
    }

    [GeneratedRegex(@"^\s*#r\b", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    /// <summary>What a browser adds to the second file of a name.</summary>
    [GeneratedRegex(@"\s*\(\d+\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex CopyNumber();
}
