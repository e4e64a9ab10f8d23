using System.Globalization;

namespace MfNotebooks;

// What messages are made of. The notebook runner compiles this file too.

/// <summary>A number with its noun: 1 rating, 2,000 ratings.</summary>
internal static class Counted
{
    /// <summary>The number in digits, and the noun in the singular or with an s.</summary>
    internal static string Of(long number, string noun) =>
        number.ToString("N0", CultureInfo.InvariantCulture) + " " + noun + (number == 1 ? "" : "s");
}

/// <summary>A part of a text, never cut within a sign of two characters, such as 😀.</summary>
internal static class Excerpt
{
    /// <summary>The first characters: so many, or one less.</summary>
    internal static string First(string text, int most) =>
        text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>The last characters: so many, or one less.</summary>
    internal static string Last(string text, int most) =>
        text[^(char.IsLowSurrogate(text[^most]) ? most - 1 : most)..];
}
