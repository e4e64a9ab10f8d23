using Xunit;

namespace MfNotebooks.Tests.Architecture;

/// <summary>What <c>dotnet format</c> does not look at.</summary>
public class StyleTests
{
    private const int LongestLine = 120, LongestFile = 300;

    [Fact]
    public void No_line_is_longer_than_a_screen_is_wide() => Assert.Empty(
        from folder in (string[])["lib", "environment", "tests"]
        from path in Sources(folder)
        from line in File.ReadLines(path).Index()
        where line.Item.Length > LongestLine
        select FormattableString.Invariant($"{Relative(path)}:{line.Index + 1} has {line.Item.Length} characters"));

    [Fact]
    public void No_file_is_longer_than_one_idea() => Assert.Empty(
        from folder in (string[])["lib", "environment"]
        from path in Sources(folder)
        let lines = File.ReadLines(path).Count()
        where lines > LongestFile
        select FormattableString.Invariant($"{Relative(path)} has {lines} lines"));

    /// <summary>C# and our own JavaScript; a library's is one line.</summary>
    private static IEnumerable<string> Sources(string folder) =>
        ((string[])["*.cs", "*.js"]).SelectMany(pattern =>
            RepositorySource.Files(Path.Combine(RepositorySource.Root, folder), pattern))
        .Where(path => !path.EndsWith(".min.js", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(RepositorySource.Root, path);
}
