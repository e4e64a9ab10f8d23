using MfNotebooks.Runner.Commands;

namespace MfNotebooks.Runner.Exercises;

/// <summary>The built library, read once before any notebook runs.</summary>
internal sealed class LibraryCopy
{
    private readonly Dictionary<string, byte[]> files;

    public LibraryCopy(Repository repository)
    {
        if (!File.Exists(repository.LibraryFile))
            throw new UsageException($"{repository.LibraryFile} is missing; build it with: dotnet build");
        files = Directory.GetFiles(Path.GetDirectoryName(repository.LibraryFile)!)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    public void WriteTo(string folder)
    {
        foreach (var (name, bytes) in files)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
