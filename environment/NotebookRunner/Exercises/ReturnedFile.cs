using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A notebook file that came back.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Folder">The first folder below the searched one; null for a file that lies in the latter.</param>
/// <param name="Shown">The path below the searched folder, safe to print.</param>
/// <param name="Written">When it was last changed.</param>
internal sealed record ReturnedFile(string Path, string? Folder, string Shown, DateTime Written)
{
    /// <summary>A notebook with its charts has about 4 MB.</summary>
    private const long LongestFile = 64L * 1024 * 1024;

    /// <summary>The file's name without its extension.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static ReturnedFile Create(FileInfo file, string root)
    {
        var relative = System.IO.Path.GetRelativePath(root, file.FullName);
        var parts = relative.Split(System.IO.Path.DirectorySeparatorChar);
        return new ReturnedFile(file.FullName, parts.Length > 1 ? parts[0] : null, SafeText.Clean(relative), file.LastWriteTimeUtc);
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
                > LongestFile => throw new NotebookException($"{Shown}: larger than {LongestFile >> 20} MB; clear its outputs"),
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
}
