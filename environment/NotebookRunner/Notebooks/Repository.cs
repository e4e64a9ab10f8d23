namespace MfNotebooks.Runner.Notebooks;

/// <summary>Where things lie in the repository.</summary>
internal sealed class Repository(string root)
{
    private const string Marker = "MfNotebooks.sln";

    public string NotebooksFolder => Path.Combine(root, "notebooks");

    public string WorkbookFolder => Path.Combine(root, "artifacts", "workbook");

    public string ExercisesFolder => Path.Combine(root, "artifacts", "exercises");

    public string LibraryFolder => Path.Combine(root, "lib", "MfNotebooks");

    public string LibraryFile => Path.Combine(LibraryFolder, "bin", "MfNotebooks.dll");

    /// <summary>The script that every notebook imports first; written by <c>dotnet build</c>.</summary>
    public string WorkbookScript => Path.Combine(LibraryFolder, "bin", "workbook.csx");

    /// <summary>The repository around the current directory, else the one that this program was built in.</summary>
    public static Repository Find() =>
        FindAbove(Directory.GetCurrentDirectory()) ?? FindAbove(AppContext.BaseDirectory)
        ?? throw new UsageException(
            $"{Marker} is not above this folder; go into a clone of the repository, or name notebook files and --out.");

    /// <summary>The notebooks in reading order.</summary>
    public IReadOnlyList<string> Notebooks() => NotebooksIn(NotebooksFolder);

    /// <summary>
    /// Full paths of the named notebooks, and of those in named folders; without any, of all the repository's.
    /// </summary>
    public static IReadOnlyList<string> FindNotebooks(IReadOnlyList<string> named) => named.Count == 0
        ? Find().Notebooks()
        : [.. named.SelectMany(NotebooksAt).Distinct()];

    private static IReadOnlyList<string> NotebooksAt(string path) =>
        Directory.Exists(path) ? NotebooksIn(Path.GetFullPath(path))
        : File.Exists(path) ? [Path.GetFullPath(path)]
        : throw new UsageException($"{path}: there is no such {(path.StartsWith('-') ? "option" : "file")}.");

    private static IReadOnlyList<string> NotebooksIn(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb") : [];
        return files.Length > 0
            ? [.. files.Order(StringComparer.Ordinal)]
            : throw new UsageException($"There are no notebooks (.ipynb) in {folder}.");
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
