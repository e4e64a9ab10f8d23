using System.Reflection;

namespace MfNotebooks.Tests.Architecture;

/// <summary>The repository that these tests were built in.</summary>
internal static class RepositorySource
{
    internal static string Library { get; } = Path.GetDirectoryName(typeof(RepositorySource).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "LibraryProject").Value!)!;

    internal static string Root { get; } = Path.GetFullPath(Path.Combine(Library, "..", ".."));

    internal static string Runner { get; } = Path.Combine(Root, "environment", "NotebookRunner");

    /// <summary>The C# or other files below a folder, but for what a build puts there.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal);
}
