using System.Text.RegularExpressions;

namespace MfNotebooks.Runner.Engine;

/// <summary>A line that the runner refuses; the line counts from 1 within the cell.</summary>
internal sealed record DirectiveProblem(int Line, string Directive, string Reason)
{
    public override string ToString() => $"{Directive}: {Reason}";
}

/// <summary>
/// A code cell taken apart as the notebook engine does it before the compiler sees the code: its package lines
/// are lifted out (their place stays, so line numbers hold), and what no C# script may hold is refused.
/// </summary>
internal sealed partial class CellCode
{
    private static readonly string[] CompilerDirectives =
        ["if", "elif", "else", "endif", "define", "undef", "region", "endregion", "pragma", "nullable", "error", "warning", "line"];

    private CellCode(string code, IReadOnlyList<PackageRequest> packages, IReadOnlyList<DirectiveProblem> problems)
    {
        Code = code;
        Packages = packages;
        Problems = problems;
    }

    /// <summary>What is left for the compiler.</summary>
    public string Code { get; }

    public IReadOnlyList<PackageRequest> Packages { get; }

    public IReadOnlyList<DirectiveProblem> Problems { get; }

    public static CellCode Parse(string source)
    {
        // Soon the published kernel imports by itself; until then the script stands in the place of the line.
        if (Import().Match(source) is { Success: true } import)
            source = File.Exists(import.Groups["file"].Value) ? string.Join('\n', File.ReadLines(import.Groups["file"].Value).Where(line => !line.Contains("Plotly.NET.Interactive", StringComparison.Ordinal))) : "";
        var packages = new List<PackageRequest>();
        var problems = new List<DirectiveProblem>();
        var lines = source.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (PackageLine().Match(lines[i]) is { Success: true } package)
            {
                AddPackage(package, i + 1);
                lines[i] = "";
            }
            else if (ProblemOf(lines[i]) is { } reason)
            {
                problems.Add(new DirectiveProblem(i + 1, reason.Directive, reason.Text));
            }
        }
        return new CellCode(string.Join('\n', lines), packages, problems);

        void AddPackage(Match match, int line)
        {
            var version = match.Groups["version"].Value.Trim();
            if (version.Length == 0 || version.Contains('*'))
                problems.Add(new DirectiveProblem(line, match.Value.Trim(), "name an exact version, as in #r \"nuget: Name, 1.2.3\""));
            else
                packages.Add(new PackageRequest(match.Groups["name"].Value.Trim(), version));
        }
    }

    private static (string Directive, string Text)? ProblemOf(string line)
    {
        var trimmed = line.Trim();
        if (!trimmed.StartsWith('#'))
            return null;
        var word = DirectiveWord().Match(trimmed).Value;
        if (word.StartsWith("#!", StringComparison.Ordinal))
            return (word, "magic commands are not supported by this runner, and some front ends do not know them; write it in C#");
        return word switch
        {
            "#r" when TextBehind().IsMatch(trimmed) =>
                (trimmed, "text stands behind the reference, and the published engine waits for ever on such a line; give the text a line of its own"),
            "#r" when trimmed.Contains("nuget:", StringComparison.OrdinalIgnoreCase) =>
                (trimmed, "write a package as #r \"nuget: Name, 1.2.3\", alone on its line"),
            "#r" => null,
            "#i" or "#load" => (word, "is not supported by this runner, and it breaks in some front ends"),
            _ when CompilerDirectives.Contains(word.TrimStart('#', ' ')) => null,
            _ => (word, "is not a directive that this runner knows"),
        };
    }

    [GeneratedRegex("""^\s*#r\s+"nuget:\s*(?<name>[^",]+?)\s*(,\s*(?<version>[^"]*?)\s*)?"\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex PackageLine();

    [GeneratedRegex("""^\s*#!import\s+(?<file>\S+\.csx)\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex Import();

    [GeneratedRegex("""^#r\s+("[^"]*"|[^"\s]+)\s*[^\s]""", RegexOptions.CultureInvariant)]
    private static partial Regex TextBehind();

    [GeneratedRegex("""^#\s*!?[\w-]*""", RegexOptions.CultureInvariant)]
    private static partial Regex DirectiveWord();
}
