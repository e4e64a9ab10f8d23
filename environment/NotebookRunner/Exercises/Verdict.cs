using System.Globalization;
using System.Text;

namespace MfNotebooks.Runner.Exercises;

/// <summary>What can become of an exercise.</summary>
/// <param name="Name">In the CSV file.</param>
/// <param name="Mark">In the terminal.</param>
internal sealed record VerdictState(string Name, char Mark)
{
    public static readonly VerdictState Solved = new("solved", '✓'), Wrong = new("wrong", '✗');

    public static readonly VerdictState NotTried = new("not tried", '◻');

    /// <summary>The answer does not compile, threw, did not end, or ended its process.</summary>
    public static readonly VerdictState Failed = new("failed", '!');

    /// <summary>Nobody knows: the notebook cannot be read, or what has to run before the answer did not.</summary>
    public static readonly VerdictState NotJudged = new("not judged", '?');

    /// <summary>There is no such notebook, or no such cell in it.</summary>
    public static readonly VerdictState NotReturned = new("not returned", '–');

    public static string Legend { get; } =
        string.Join("   ", [Solved, Wrong, NotTried, Failed, NotJudged, NotReturned]);

    public override string ToString() => $"{Mark} {Name}";
}

/// <summary>What became of one exercise, and a sentence on it.</summary>
internal sealed record Verdict(VerdictState State, string Message)
{
    public static Verdict Failed(string message) => new(VerdictState.Failed, SafeText.Clean(message));

    public static Verdict NotJudged(string message) => new(VerdictState.NotJudged, SafeText.Clean(message));
}

/// <summary>Makes text that students chose safe to print: one line, no terminal commands, not too long.</summary>
internal static class SafeText
{
    private const int Longest = 300;

    public static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= Longest)
                return clean.Append('…').ToString();
            var shown = IsPrintable(rune) ? rune : new Rune(' ');
            if (shown.Value != ' ' || (clean.Length > 0 && clean[^1] != ' '))
                clean.Append(shown);
        }
        return clean.ToString().TrimEnd().Normalize();
    }

    // Format characters turn the direction of writing around; nobody needs them in a name.
    private static bool IsPrintable(Rune rune) => !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
