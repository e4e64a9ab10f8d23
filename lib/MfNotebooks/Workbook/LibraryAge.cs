namespace MfNotebooks;

/// <summary>Whether the library that runs is the one that its sources make now.</summary>
internal static class LibraryAge
{
    /// <summary>
    /// What to do when a source is newer than the library built from it; null when all is well or there are no sources.
    /// </summary>
    internal static string? Problem() => Problem(typeof(LibraryAge).Assembly.Location);

    /// <param name="library">The full path of the library, <c>…/lib/MfNotebooks/bin/MfNotebooks.dll</c>.</param>
    internal static string? Problem(string library)
    {
        if (!File.Exists(library) || Path.GetDirectoryName(Path.GetDirectoryName(library)) is not { } folder
            || !File.Exists(Path.Combine(folder, "MfNotebooks.csproj"))) return null;
        var newest = Directory.EnumerateDirectories(folder)
            .Where(room => Path.GetFileName(room) is not ("bin" or "obj"))
            .SelectMany(room => Directory.EnumerateFiles(room, "*", SearchOption.AllDirectories))
            .MaxBy(File.GetLastWriteTimeUtc);
        return newest is not null && File.GetLastWriteTimeUtc(newest) > File.GetLastWriteTimeUtc(library)
            ? $"The library is older than its source {Path.GetRelativePath(folder, newest)}. Run dotnet build in the "
                + "repository's folder and restart the kernel."
            : null;
    }
}
