using System.Globalization;
using System.Text;

namespace MfNotebooks.Runner.Exercises;

/// <summary>What became of one exercise.</summary>
internal enum VerdictState
{
    Solved,
    Wrong,
    NotTried,

    /// <summary>The answer does not compile, threw, did not end, or ended its process.</summary>
    Failed,

    /// <summary>Nobody knows: the notebook cannot be read, or what has to run before the answer did not.</summary>
    NotJudged,

    /// <summary>There is no such notebook, or no such cell in it.</summary>
    NotReturned,
}

/// <summary>What became of one exercise, and a sentence on it.</summary>
internal sealed record Verdict(VerdictState State, string Message)
{
    public const string Legend = "✓ solved   ✗ wrong   ◻ not tried   ! failed   ? not judged   – not returned";

    public string Mark => State switch
    {
        VerdictState.Solved => "✓",
        VerdictState.Wrong => "✗",
        VerdictState.NotTried => "◻",
        VerdictState.Failed => "!",
        VerdictState.NotJudged => "?",
        _ => "–",
    };

    /// <summary>The state in the words of the CSV file.</summary>
    public string StateName => State switch
    {
        VerdictState.Solved => "solved",
        VerdictState.Wrong => "wrong",
        VerdictState.NotTried => "not tried",
        VerdictState.Failed => "failed",
        VerdictState.NotJudged => "not judged",
        _ => "not returned",
    };

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
