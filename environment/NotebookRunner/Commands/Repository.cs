namespace MfNotebooks.Runner.Commands;

/// <summary>Where things lie in the repository.</summary>
internal sealed class Repository(string root)
{
    private const string Marker = "MfNotebooks.sln";

    public string NotebooksFolder => Path.Combine(root, "notebooks");

    public string WorkbookFolder => Path.Combine(root, "artifacts", "workbook");

    public string ExercisesFolder => Path.Combine(root, "artifacts", "exercises");

    public string LibraryFolder => Path.Combine(root, "lib", "MfNotebooks");

    /// <summary>Where the set-up cell looks for the library.</summary>
    public string LibraryFile => Path.Combine(LibraryFolder, "bin", "MfNotebooks.dll");

    /// <summary>The repository around the current directory, else the one that this program was built in.</summary>
    public static Repository Find() =>
        FindAbove(Directory.GetCurrentDirectory()) ?? FindAbove(AppContext.BaseDirectory)
        ?? throw new UsageException($"{Marker} is not above this folder; go into a clone of the repository, or name notebook files and --out.");

    /// <summary>The notebooks in reading order.</summary>
    public IReadOnlyList<string> Notebooks()
    {
        var files = Directory.Exists(NotebooksFolder) ? Directory.GetFiles(NotebooksFolder, "*.ipynb") : [];
        return files.Length > 0
            ? [.. files.Order(StringComparer.Ordinal)]
            : throw new UsageException($"There are no notebooks in {NotebooksFolder}.");
    }

    private static Repository? FindAbove(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, Marker)))
                return new Repository(current.FullName);
        }
        return null;
    }
}
