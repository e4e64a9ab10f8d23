using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>The folder of returned notebooks: what is in it, and what was left out of it.</summary>
internal sealed class ReturnedFolder
{
    private readonly List<ReturnedFile> _notebooks = [];
    private readonly List<string> _leftOut = [];
    private readonly string _root;

    public ReturnedFolder(string folder)
    {
        _root = Path.GetFullPath(folder);
        Search(new DirectoryInfo(_root));
    }

    /// <summary>The notebooks, by path.</summary>
    public IReadOnlyList<ReturnedFile> Notebooks => _notebooks;

    /// <summary>A line for each file or folder that was not looked at.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    private void Search(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (ReasonToLeaveOut(entry) is { } reason)
                _leftOut.Add($"{SafeText.Clean(Path.GetRelativePath(_root, entry.FullName))}: left out, {reason}");
            else if (entry is DirectoryInfo inner)
                Search(inner);
            else
                _notebooks.Add(ReturnedFile.Create((FileInfo)entry, _root));
        }
    }

    private static string? ReasonToLeaveOut(FileSystemInfo entry) => entry switch
    {
        // It could lead anywhere on the teacher's machine.
        { LinkTarget: not null } => "it is a link",
        { Name: ".ipynb_checkpoints" } => "these are Jupyter's own copies",
        { Name: "__MACOSX" } => "this is what macOS adds to an archive",
        FileInfo when !entry.Extension.Equals(".ipynb", StringComparison.OrdinalIgnoreCase) =>
            "it is not a notebook (.ipynb)",
        _ => null,
    };
}

/// <summary>A file that somebody returned.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Folder">The first folder below the searched one; null for a file that lies in the latter.</param>
/// <param name="Shown">The path below the searched folder, safe to print.</param>
/// <param name="Written">When it was last changed.</param>
internal sealed partial record ReturnedFile(string Path, string? Folder, string Shown, DateTime Written)
{
    /// <summary>A notebook with its charts has about 4 MB.</summary>
    private const long LongestFile = 64L * 1024 * 1024;

    /// <summary>The file's name without its extension.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static ReturnedFile Create(FileInfo file, string root)
    {
        var relative = System.IO.Path.GetRelativePath(root, file.FullName);
        var parts = relative.Split(System.IO.Path.DirectorySeparatorChar);
        var folder = parts.Length > 1 ? parts[0] : null;
        return new ReturnedFile(file.FullName, folder, SafeText.Clean(relative), file.LastWriteTimeUtc);
    }

    /// <summary>The chapter that the file is called after, whatever is in it; null for none.</summary>
    public Chapter? ChapterByName(IReadOnlyList<Chapter> chapters) =>
        chapters.FirstOrDefault(chapter => Stem.Contains(chapter.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose it is: by its folder, else by what stands beside the chapter's name in its own.</summary>
    public string StudentOf(Chapter? chapter)
    {
        if (Folder is not null)
            return SafeText.Clean(Folder);
        var name = chapter?.Name ?? "";
        var rest = name.Length > 0 && Stem.IndexOf(name, StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            ? CopyNumber().Replace(Stem.Remove(at, name.Length), "").Trim(' ', '-', '_', '.')
            : Stem;
        return SafeText.Clean(rest.Length > 0 ? rest : Stem);
    }

    /// <exception cref="NotebookException">It is not readable, too large, or no notebook.</exception>
    public Notebook Load()
    {
        try
        {
            return new FileInfo(Path).Length switch
            {
                // Not opened: a pipe that somebody left here looks empty too, and would never end.
                0 => throw new NotebookException($"{Shown}: the file is empty"),
                > LongestFile =>
                    throw new NotebookException($"{Shown}: larger than {LongestFile >> 20} MB; clear its outputs"),
                _ => Notebook.Load(Path),
            };
        }
        catch (NotebookException e)
        {
            throw new NotebookException(SafeText.Clean(e.Message.Replace(Path, Shown, StringComparison.Ordinal)), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{Shown}: cannot be read ({SafeText.Clean(e.Message)})", e);
        }
    }

    /// <summary>What a browser adds to the second file of a name.</summary>
    [GeneratedRegex(@"\s*\(\d+\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex CopyNumber();
}

/// <summary>What a student wrote for an exercise.</summary>
/// <param name="Exercise">The exercise.</param>
/// <param name="Code">The lines above the check.</param>
/// <param name="Expression">What the student gave to the check: the variable, unless the call was changed.</param>
internal sealed record Answer(Exercise Exercise, string Code, string Expression)
{
    /// <summary>Whether it still is what was handed out, white space aside.</summary>
    public bool IsUntouched => Squeezed(Code) == Squeezed(Exercise.Call.Above) && Expression == Exercise.Answer.Name;

    private static string Squeezed(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}

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
        var numbers = cells.SelectMany(cell => cell.Calls).Select(call => call.Number).ToHashSet();
        var chapter = ChapterOf(file, numbers, chapters);
        Answer[] answers = [.. chapter.Exercises.Select(exercise => AnswerTo(exercise, cells)).OfType<Answer>()];
        var known = chapter.Notebook.CodeCells.Select(cell => cell.Source.Trim())
            .Concat(answers.Select(answer => answer.Code.Trim())).ToHashSet();
        var own = cells.Where(cell => cell.Calls.Count == 0).Select(cell => cell.Cell.Source.Trim()).Distinct()
            .Where(source => source.Length > 0 && !known.Contains(source) && !Reference().IsMatch(source));
        return new ReturnedNotebook(file, file.StudentOf(chapter), chapter, answers, [.. own]);
    }

    private static Chapter ChapterOf(ReturnedFile file, HashSet<string> numbers, IReadOnlyList<Chapter> chapters)
    {
        var best = chapters.MaxBy(chapter => chapter.Exercises.Count(exercise => numbers.Contains(exercise.Number)))!;
        if (best.Exercises.Any(exercise => numbers.Contains(exercise.Number)))
            return best;
        return file.ChapterByName(chapters) ?? throw new NotebookException(
            $"{file.Shown}: no chapter's notebook: neither its name nor a Check.Exercise in it is of one");
    }

    /// <summary>
    /// The last answer that was tried, or the last cell; without a check, the cell with the exercise's id.
    /// </summary>
    private static Answer? AnswerTo(Exercise exercise, (Cell Cell, IReadOnlyList<CheckCall> Calls)[] cells)
    {
        Answer[] found = [.. cells.SelectMany(cell => cell.Calls)
            .Where(call => call.Number == exercise.Number)
            .Select(call => new Answer(exercise, call.Above, call.Answer))];
        return found.LastOrDefault(answer => !answer.IsUntouched) ?? found.LastOrDefault()
            ?? cells.Where(cell => cell.Cell.Id == exercise.CellId && cell.Calls.Count == 0)
                .Select(cell => new Answer(exercise, cell.Cell.Source, exercise.Answer.Name)).FirstOrDefault();
    }

    [GeneratedRegex(@"^\s*#(r|!)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
