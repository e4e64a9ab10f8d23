using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A chapter of the repository: what it runs before its exercises, and the exercises.</summary>
internal sealed class Chapter
{
    private Chapter(Notebook notebook)
    {
        Notebook = notebook;
        Exercises = [.. notebook.CodeCells.Where(IsExercise).Select(cell => Exercise.Read(notebook, cell))];
        Content = [.. notebook.CodeCells.Where(cell => !IsExercise(cell))];
    }

    public Notebook Notebook { get; }

    public string Name => Notebook.Name;

    /// <summary>The code cells that are no exercises; no exercise is needed for them.</summary>
    public IReadOnlyList<Cell> Content { get; }

    public IReadOnlyList<Exercise> Exercises { get; }

    /// <summary>The chapters that have exercises, in reading order.</summary>
    public static IReadOnlyList<Chapter> ReadAll(IEnumerable<string> files) =>
        [.. files.Select(file => new Chapter(Notebook.Load(file))).Where(chapter => chapter.Exercises.Count > 0)];

    private static bool IsExercise(Cell cell) => cell.Tags.Contains(CellTags.Exercise);
}
