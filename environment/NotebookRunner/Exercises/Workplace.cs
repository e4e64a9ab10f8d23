namespace MfNotebooks.Runner.Exercises;

/// <summary>
/// A fresh folder for one run, laid out as the repository is, so that the set-up cell finds the library at its
/// relative path: a copy of its own, which no notebook before it can have changed.
/// </summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("MfNotebooks-exercises-");

    public Workplace(LibraryCopy library)
    {
        Notebooks = root.CreateSubdirectory("notebooks").FullName;
        library.WriteTo(root.CreateSubdirectory(Path.Combine("lib", "MfNotebooks", "bin")).FullName);
    }

    /// <summary>Where the notebook runs.</summary>
    public string Notebooks { get; }

    public void Dispose()
    {
        try
        {
            root.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{root.FullName} could not be deleted; delete it by hand ({SafeText.Clean(e.Message)})");
        }
    }
}
