using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>The built library, read once before any notebook runs.</summary>
internal sealed class LibraryCopy
{
    private const string Script = "workbook.csx";

    private readonly Dictionary<string, byte[]> files;
    private readonly string folder;

    public LibraryCopy(Repository repository)
    {
        if (!File.Exists(repository.LibraryFile))
            throw new UsageException($"{repository.LibraryFile} is missing; build it with: dotnet build");
        folder = Path.GetDirectoryName(repository.LibraryFile)!;
        files = Directory.GetFiles(folder)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    /// <summary>Copies it. The script that names the library by its absolute path then names the copy.</summary>
    public void WriteTo(string target)
    {
        foreach (var (name, bytes) in files)
            File.WriteAllBytes(Path.Combine(target, name), bytes);
        var script = Path.Combine(target, Script);
        File.WriteAllText(script, File.ReadAllText(script).Replace(folder, target, StringComparison.Ordinal));
    }
}
