using System.Text;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>A result cannot be written; the message names the file, the cause and the remedy.</summary>
internal sealed class OutputException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Files that a run leaves behind.</summary>
internal static class OutputFile
{
    /// <exception cref="OutputException">It cannot be written. A file that was there before is untouched.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (IOException e)
        {
            throw new OutputException($"{e.Message} Another folder is chosen with --out.", e);
        }
    }

    /// <summary>Whether two paths lead to one file, however they are spelled.</summary>
    public static bool IsSame(string path, string other) =>
        string.Equals(RealPath(path), RealPath(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>A path with no link in it.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var place = Path.Combine(RealPath(parent), Path.GetFileName(full));
        try
        {
            FileSystemInfo info = Directory.Exists(place) ? new DirectoryInfo(place) : new FileInfo(place);
            return info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : place;
        }
        catch (IOException)
        {
            return place; // Links that lead to each other lead nowhere.
        }
    }
}
