using System.Globalization;
using System.Text;

namespace MfNotebooks.Runner.Exercises;

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
    private static bool IsPrintable(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
