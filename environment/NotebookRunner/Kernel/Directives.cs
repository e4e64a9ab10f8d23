using System.Text.RegularExpressions;

namespace MfNotebooks.Runner.Kernel;

/// <summary>A line that the runner refuses; the line counts from 1 within the cell.</summary>
internal sealed record DirectiveProblem(int Line, string Directive, string Reason)
{
    public override string ToString() => $"{Directive}: {Reason}";
}

/// <summary>
/// The lines of a cell that speak to the engine and not to the compiler. Most of what an engine knows is refused:
/// front ends differ in it, and some lines make them wait for ever.
/// </summary>
internal static partial class Directives
{
    private static readonly string[] Compiler =
    [
        "if", "elif", "else", "endif", "define", "undef", "region", "endregion",
        "pragma", "nullable", "error", "warning", "line",
    ];

    /// <summary>What no cell may hold, in order.</summary>
    public static IReadOnlyList<DirectiveProblem> ProblemsIn(string code) =>
        [.. code.Split('\n').Select((line, index) => ProblemOf(line.Trim(), index + 1)).OfType<DirectiveProblem>()];

    private static DirectiveProblem? ProblemOf(string line, int number)
    {
        if (!line.StartsWith('#'))
            return null;
        var word = Word().Match(line).Value;
        return word switch
        {
            "#!import" when Import().IsMatch(line) => null,
            "#!import" => Refuse("write #!import and a file's name, without spaces or quotes, and nothing behind it"),
            _ when word.StartsWith("#!", StringComparison.Ordinal) =>
                Refuse("the runner knows no such command, and some front ends do not either; write it in C#"),
            "#r" when TextBehind().IsMatch(line) =>
                Refuse("text stands behind the reference, and the engine of VS Code waits for ever on such a line; " +
                    "give the text a line of its own", line),
            "#r" when NuGet().IsMatch(line) && !ExactPackage().IsMatch(line) =>
                Refuse("name an exact version, as in #r \"nuget: Name, 1.2.3\"", line),
            "#r" => null,
            "#i" or "#load" => Refuse("the runner does not do that, and it breaks in some front ends"),
            _ when Compiler.Contains(word.TrimStart('#', ' ')) => null,
            _ => Refuse("no engine knows this line"),
        };

        DirectiveProblem Refuse(string reason, string? shown = null) => new(number, shown ?? word, reason);
    }

    [GeneratedRegex("""^#\s*!?[\w-]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    // An @input in the name would ask a reader; a headless run has none.
    [GeneratedRegex("""^#!import\s+[^\s"@]+$""", RegexOptions.CultureInvariant)]
    private static partial Regex Import();

    [GeneratedRegex("""^#r\s+("[^"]*"|[^"\s]+)\s*[^\s]""", RegexOptions.CultureInvariant)]
    private static partial Regex TextBehind();

    [GeneratedRegex("""^#r\s+"?nuget:""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NuGet();

    [GeneratedRegex("""^#r\s+"nuget:\s*[^",@]+,\s*[^"*@\s]+\s*"$""", RegexOptions.CultureInvariant)]
    private static partial Regex ExactPackage();
}
