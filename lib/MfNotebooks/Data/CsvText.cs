using System.Globalization;
using System.Text;
using CsvHelper;

namespace MfNotebooks;

/// <summary>
/// A ratings file as UTF-8 with one separator, once that much is certain: two names must never become one because an
/// encoding was guessed, and no cell two because a separator was.
/// </summary>
/// <param name="Utf8">The text from the header on.</param>
/// <param name="LinesBefore">The lines before the header: <c>sep=;</c> and comments.</param>
/// <param name="Separator">What stands between the cells.</param>
internal sealed record CsvText(ReadOnlyMemory<byte> Utf8, int LinesBefore, char Separator)
{
    internal const string Separators = ",;\t|";

    internal const string HowToBegin =
        "Begin with a header: user,item,rating for a list, or user and the items' names for a table with one row per "
            + "user.";

    private const int SampleLines = 200, SampleBytes = 1 << 16;

    private const string SaveAsUtf8 = "save it as UTF-8 (Excel: Save As, CSV UTF-8; elsewhere: iconv -f WINDOWS-1252 "
        + "-t UTF-8)";

    /// <exception cref="CsvRatingsException">The encoding or the separator is not certain.</exception>
    internal static CsvText Read(string path, CsvProblems problems)
    {
        if (new FileInfo(path).Length > Array.MaxLength)
            throw problems.Refuse("it has more than 2 GB, and only plain lists of numbers, "
                + "user,item,rating[,timestamp], may be as large.");
        var bytes = File.ReadAllBytes(path);
        if (CsvFormats.WhatElse(bytes) is { } other) throw problems.Refuse(other);
        var utf8 = ToUtf8(bytes, problems).AsMemory();
        var (hint, before) = (default(char?), 0);
        for (; FirstLine(utf8.Span, out var length) is { } line; utf8 = utf8[length..], before++)
        {
            if (before == 0 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)
                && line.Length == 5) hint = line[4];
            else if (line.StartsWith('#') && !IsHeader(utf8.Span, line, length)) continue;
            else if (!string.IsNullOrWhiteSpace(line)) break;
        }
        return new(utf8, before, hint ?? ChooseSeparator(utf8.Span, problems));
    }

    /// <summary>A reader of the text. Cells are trimmed outside their quotes.</summary>
    internal CsvReader Open(CsvProblems? problems) => CsvReader.Create(Utf8, new CsvReaderOptions
    {
        Separator = Separator,
        TrimWhitespace = true,
        // One unbalanced quote must not swallow the rest of the file.
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = record => problems?.AddMalformed(record, LinesBefore),
        TrackLineNumbers = true,
        PoolStrings = true,
    });

    private static byte[] ToUtf8(byte[] bytes, CsvProblems problems)
    {
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => rest,
            [0xFF, 0xFE, .. var rest] => Convert(rest, "utf-16", problems),
            [0xFE, 0xFF, .. var rest] => Convert(rest, "utf-16BE", problems),
            _ when IsUtf16(bytes, littleEndian: true) => Convert(bytes, "utf-16", problems),
            _ when IsUtf16(bytes, littleEndian: false) => Convert(bytes, "utf-16BE", problems),
            _ => bytes,
        };
        if (text.AsSpan().IndexOf((byte)0) is >= 0 and var zero)
            throw problems.Refuse($"line {LineOf(text, zero)}: there is a character NUL, so this is no text, or a "
                + "damaged one "
                + "(a spreadsheet's own format, such as .xlsx?). Save it as CSV.");
        if (!Utf8Valid(text, out var at)) throw problems.Refuse(WrongEncoding(text, at));
        if (text.AsSpan().IndexOf("\uFFFD"u8) is >= 0 and var lost)
            throw problems.Refuse($"line {LineOf(text, lost)}: '{TextAround(text, lost, Encoding.UTF8)}' has the sign "
                + "� in place "
                + "of a letter that an earlier program lost. Different names may now look the same: export the file "
                + "again, as UTF-8.");
        // Lines of old Macs end with CR alone.
        if (!text.AsSpan().Contains((byte)'\n')) text.AsSpan().Replace((byte)'\r', (byte)'\n');
        return text;
    }

    private static byte[] Convert(byte[] bytes, string encoding, CsvProblems problems)
    {
        try
        {
            return Encoding.Convert(Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback,
                DecoderFallback.ExceptionFallback),
                Encoding.UTF8, bytes);
        }
        catch (ArgumentException)
        {
            throw problems.Refuse("it begins like UTF-16 text, but is none throughout: it is damaged. Export it again, "
                + "as UTF-8.");
        }
    }

    /// <summary>
    /// Without a byte order mark: the text of a table is mostly ASCII, whose every other byte is then 0.
    /// </summary>
    private static bool IsUtf16(ReadOnlySpan<byte> bytes, bool littleEndian)
    {
        var (zeros, others) = (0, 0);
        for (var i = 0; i < Math.Min(bytes.Length, SampleBytes); i++)
        {
            if (bytes[i] != 0) continue;
            if (i % 2 == (littleEndian ? 1 : 0)) zeros++;
            else others++;
        }
        return bytes.Length % 2 == 0 && others == 0 && zeros > 2 && 3 * zeros > Math.Min(bytes.Length, SampleBytes);
    }

    private static bool Utf8Valid(ReadOnlySpan<byte> text, out int at)
    {
        at = 0;
        if (System.Text.Unicode.Utf8.IsValid(text)) return true;
        while (Rune.DecodeFromUtf8(text[at..], out _,
            out var length) == System.Buffers.OperationStatus.Done) at += length;
        return false;
    }

    private static string WrongEncoding(byte[] text, int at)
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return $"line {LineOf(text, at)}: it is not UTF-8. In Windows-1252 (Latin-1), as Excel saves it in Western "
            + "Europe and America, "
            + $"this would be '{TextAround(text, at, windows)}'. If that is right: {SaveAsUtf8}.";
    }

    private static string LineOf(ReadOnlySpan<byte> text, int at) =>
        (1 + text[..at].Count((byte)'\n')).ToString(CultureInfo.InvariantCulture);

    private static string TextAround(byte[] text, int at, Encoding encoding)
    {
        var ends = ",;\t|\n\r\""u8;
        var begin = text.AsSpan(0, at).LastIndexOfAny(ends) + 1;
        var length = text.AsSpan(at).IndexOfAny(ends);
        return CsvProblems.Cut(encoding.GetString(text.AsSpan(begin,
            (length < 0 ? text.Length : at + length) - begin)));
    }

    /// <summary>The first line, and where the next one begins; null at the end.</summary>
    private static string? FirstLine(ReadOnlySpan<byte> utf8, out int length)
    {
        length = utf8.IndexOf((byte)'\n') + 1;
        if (length == 0) length = utf8.Length;
        return length == 0 ? null : Encoding.UTF8.GetString(utf8[..Math.Min(length, SampleBytes)]).TrimEnd('\r', '\n');
    }

    /// <summary>Whether a line that begins with # has as many cells as the next one: then it names columns.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> utf8, string line, int length) =>
        FirstLine(utf8[length..], out _) is { } next
        && Separators.Any(separator => CellCount(line, separator) is > 1 and var count
        && count == CellCount(next, separator));

    /// <summary>The separator with which most lines have as many cells as the header.</summary>
    private static char ChooseSeparator(ReadOnlySpan<byte> utf8, CsvProblems problems)
    {
        var lines = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, SampleBytes)]).Split('\n').Take(SampleLines)
            .Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        if (lines.Length == 0) throw problems.Refuse($"the file is empty. {HowToBegin}");
        var possible = Separators.Where(separator => CellCount(lines[0], separator) > 1)
            .Select(separator => (Separator: separator,
            Share: lines.Skip(1).Count(line => CellCount(line, separator) == CellCount(lines[0], separator))))
            .OrderByDescending(p => p.Share).ThenByDescending(p => CsvColumns.IsList(lines[0].Split(p.Separator)))
            .ToArray();
        if (possible is [var first, var second, ..] && first.Share == second.Share && first.Share > 0
            && !CsvColumns.IsList(lines[0].Split(first.Separator)))
            throw problems.Refuse($"its cells could be separated by '{Shown(first.Separator)}' or by "
                + $"'{Shown(second.Separator)}': both divide "
                + "the lines evenly. Put names that hold one of the two in quotes.");
        if (possible.Length > 0) return possible[0].Separator;
        if (lines[0].Split("::").Length > 2)
            throw problems.Refuse($"'{CsvProblems.Cut(lines[0])}': its cells are separated by '::', as in MovieLens' "
                + "older files. Read those "
                + "with MovieLens.Read(folder); else write a comma for each '::', below the header user,item,rating.");
        if (lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 2)
            throw problems.Refuse($"'{CsvProblems.Cut(lines[0])}': it has no comma, semicolon, tab or bar (|), but "
                + "spaces. Separate the cells by "
                + "commas.");
        return ',';
    }

    internal static string Shown(char separator) => separator == '\t' ? "tab" : separator.ToString();

    /// <summary>How many cells a line has; a separator in quotes is none.</summary>
    private static int CellCount(string line, char separator)
    {
        var (count, quoted) = (1, false);
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted) count++;
        }
        return count;
    }
}
