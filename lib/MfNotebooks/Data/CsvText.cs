using System.Buffers;
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

    internal const string HowToBegin = "Begin with a header: user,item,rating for a list, "
        + "or user and the items' names for a table with one row per user.";

    private const int SampleLines = 200, SampleBytes = 1 << 16;

    private const string SaveAsUtf8 =
        "save it as UTF-8 (Excel: Save As, CSV UTF-8; elsewhere: iconv -f WINDOWS-1252 -t UTF-8)";

    /// <exception cref="CsvRatingsException">The encoding or the separator is not certain.</exception>
    internal static CsvText Read(string path, CsvProblems problems)
    {
        if (new FileInfo(path).Length > Array.MaxLength)
            throw problems.Refuse("it has more than 2 GB, "
                + "and only plain lists of numbers, user,item,rating[,timestamp], may be as large.");
        var bytes = File.ReadAllBytes(path);
        if (WhatElse(bytes) is { } other) throw problems.Refuse(other);
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

    /// <summary>What a file is that is no table of cells, told by how it begins, and the remedy; else null.</summary>
    private static string? WhatElse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return "it is a zip archive, or a spreadsheet (.xlsx, .ods), which is one. Unpack the archive; save the "
                + "spreadsheet as CSV UTF-8.";
        if (bytes.StartsWith<byte>([0x1F, 0x8B]))
            return "it is packed with gzip. Unpack it first (gunzip) and give the file inside.";
        var begin = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var text = begin.TrimStart(" \t\r\n"u8);
        var after = text.Length > 0 ? text[1..].TrimStart(" \t\r\n"u8) : text;
        return text is [(byte)'{', ..] && after is [(byte)'"', ..]
            || text is [(byte)'[', ..] && after is [(byte)'{' or (byte)'[', ..]
            ? "it is JSON, not CSV. Write one line for each rating below the header user,item,rating: pandas' "
                + "read_json and to_csv do it, and so does jq -r '[.user, .item, .rating] | @csv'."
            : text is [(byte)'<', (byte)'!' or (byte)'?' or (byte)'h', ..]
            ? "it is a web page (HTML or XML), not CSV: perhaps the page that tells why a download failed. Download "
                + "the file again."
            : null;
    }

    private static byte[] ToUtf8(byte[] bytes, CsvProblems problems)
    {
        var text = Utf16Of(bytes) is { } encoding ? Convert(bytes, encoding, problems) : bytes;
        if (text is [0xEF, 0xBB, 0xBF, .. var rest]) text = rest;
        if (text.AsSpan().IndexOf((byte)0) is >= 0 and var zero)
            throw problems.Refuse($"line {LineOf(text, zero)}: there is a character NUL, "
                + "so this is no text, or a damaged one (a spreadsheet's own format, such as .xlsx?). Save it as CSV.");
        if (!System.Text.Unicode.Utf8.IsValid(text)) throw problems.Refuse(WrongEncoding(text));
        if (text.AsSpan().IndexOf("\uFFFD"u8) is >= 0 and var lost)
            throw problems.Refuse($"line {LineOf(text, lost)}: '{TextAround(text, lost, Encoding.UTF8)}' "
                + "has the sign � in place of a letter that an earlier program lost. "
                + "Different names may now look the same: export the file again, as UTF-8.");
        // Lines of old Macs end with CR alone.
        if (!text.AsSpan().Contains((byte)'\n')) text.AsSpan().Replace((byte)'\r', (byte)'\n');
        return text;
    }

    private static byte[] Convert(byte[] bytes, UnicodeEncoding encoding, CsvProblems problems)
    {
        try
        {
            return Encoding.Convert(encoding, Encoding.UTF8, bytes);
        }
        catch (ArgumentException)
        {
            throw problems.Refuse(
                "it begins like UTF-16 text, but is none throughout: it is damaged. Export it again, as UTF-8.");
        }
    }

    /// <summary>By its mark, or without: a table is mostly ASCII, whose every other byte is then 0.</summary>
    private static UnicodeEncoding? Utf16Of(ReadOnlySpan<byte> bytes)
    {
        var (zeros, length) = (new int[2], Math.Min(bytes.Length, SampleBytes));
        for (var i = 0; i < length; i++)
            if (bytes[i] == 0) zeros[i % 2]++;
        var isPlain = bytes.Length % 2 == 0 && zeros.Min() == 0 && zeros.Max() > 2 && 3 * zeros.Max() > length;
        bool? isBigEndian = bytes switch
        {
            [0xFE, 0xFF, ..] => true,
            [0xFF, 0xFE, ..] => false,
            [0xEF, 0xBB, 0xBF, ..] => null,
            _ => isPlain ? zeros[0] > 0 : null,
        };
        return isBigEndian is { } big ? new UnicodeEncoding(big, byteOrderMark: true, throwOnInvalidBytes: true) : null;
    }

    private static string WrongEncoding(byte[] text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text.AsSpan(at), out _, out var length) == OperationStatus.Done) at += length;
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return $"line {LineOf(text, at)}: it is not UTF-8. In Windows-1252 (Latin-1), as Excel saves it in Western "
            + $"Europe and America, this would be '{TextAround(text, at, windows)}'. If that is right: {SaveAsUtf8}.";
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
                + $"'{Shown(second.Separator)}': both divide the lines evenly. "
                + "Put names that hold one of the two in quotes.");
        if (possible.Length > 0) return possible[0].Separator;
        if (lines[0].Split("::").Length > 2)
            throw problems.Refuse($"'{CsvProblems.Cut(lines[0])}': its cells are separated by '::', "
                + "as in MovieLens' older files. Read those with MovieLens.Read(folder); "
                + "else write a comma for each '::', below the header user,item,rating.");
        if (lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 2)
            throw problems.Refuse($"'{CsvProblems.Cut(lines[0])}': "
                + "it has no comma, semicolon, tab or bar (|), but spaces. Separate the cells by commas.");
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

/// <summary>Where the columns of a list of ratings stand, found by their names.</summary>
/// <remarks>
/// Upper and lower case, spaces and signs do not matter, and an ending such as <c>id</c> neither: <c>User-ID</c> is
/// <c>user</c>. Plain names (user, item, rating) win over those of a trade (customer, product, stars), and those over
/// descriptions (user name, title), so that <c>userId,movieId,rating,title</c> needs no choice.
/// </remarks>
internal sealed record CsvColumns(int User, int Item, int Rating, int? Timestamp)
{
    private static readonly string[] Endings =
        ["", "id", "ids", "idx", "index", "no", "nr", "num", "number", "key", "code", "uuid", "guid", "s"];

    private static readonly string[] People = [
        "customer", "client", "member", "person", "reviewer", "reader", "viewer", "visitor", "account", "rater",
        "player", "student", "listener", "consumer", "buyer", "shopper", "subscriber", "participant", "respondent",
        "critic", "guest", "profile", "patron", "judge", "household",
    ];

    private static readonly string[] Things = [
        "film", "product", "book", "song", "track", "artist", "album", "game", "isbn", "asin", "article", "business",
        "restaurant", "recipe", "show", "series", "anime", "manga", "video", "joke", "beer", "wine", "hotel", "place",
        "location", "poi", "venue", "app", "content", "listing", "sku", "course", "service", "brand", "document",
        "page", "url", "post", "paper", "shop", "store", "event", "podcast", "comic", "dish", "attraction",
    ];

    private static readonly string[] Stars = ["rating", "ratings", "star", "stars", "score", "scores"];

    private static readonly string[][] UserNames =
        [["user", "userid"], ["uid", .. WithEndings(["user", .. People])],
            ["username", .. People.Select(noun => noun + "name")]];

    private static readonly string[][] ItemNames = [
        ["item", "itemid", "movie", "movieid"], ["iid", .. WithEndings(["item", "movie", .. Things])],
        ["title", "itemname", "moviename", .. Things.SelectMany(noun => (string[])[noun + "name", noun + "title"])],
    ];

    private static readonly string[][] RatingNames = [
        ["rating"],
        [.. Stars, .. from noun in (string[])["user", "item", "movie", "star", "review", "my", "your",
                          .. People, .. Things]
                      from stars in Stars select noun + stars],
        ["grade", "vote", "points", "mark", "note", "overall", "preference", "value"],
    ];

    private static readonly string[][] TimestampNames = [["timestamp"],
        ["unixtimestamp", "unixtime", "unixreviewtime", "ts", "epoch"]];

    /// <summary>Whether a header names user, item and rating.</summary>
    internal static bool IsList(IReadOnlyList<string> headers) =>
        Find(headers, UserNames).Length > 0 && Find(headers, ItemNames).Length > 0
            && Find(headers, RatingNames).Length > 0;

    internal static bool IsUser(string header) => Find([header], UserNames).Length > 0;

    internal static bool IsItem(string header) => Find([header], ItemNames).Length > 0;

    internal static bool IsRating(string header) => Find([header], RatingNames[..2]).Length > 0;

    /// <summary>Null where the header does not name them.</summary>
    internal static CsvColumns? TryFind(IReadOnlyList<string> headers, CsvProblems problems)
    {
        if (!IsList(headers)) return null;
        return new(One(headers, UserNames, problems)!.Value, One(headers, ItemNames, problems)!.Value,
            One(headers, RatingNames, problems)!.Value, One(headers, TimestampNames, problems));
    }

    /// <summary>For a reader: which column was taken for what.</summary>
    internal string Describe(IReadOnlyList<string> headers)
    {
        var others = Enumerable.Range(0, headers.Count)
            .Where(i => i != User && i != Item && i != Rating && i != Timestamp)
            .Select(i => headers[i].Length > 0 ? $"'{CsvProblems.Cut(headers[i])}'"
                : Invariant($"column {i + 1}, which has no name")).ToArray();
        return $"Read as a list: user = '{headers[User]}', item = '{headers[Item]}', rating = '{headers[Rating]}'"
            + (Timestamp is { } time ? $", timestamp = '{headers[time]}'" : "")
            + (others.Length > 0 ? $"; left out: {string.Join(", ", others)}." : ".");
    }

    private static int? One(IReadOnlyList<string> headers, string[][] names, CsvProblems problems)
    {
        var found = Find(headers, names);
        if (found.Length > 1) problems.Add(
            $"the header has both '{headers[found[0]]}' and '{headers[found[1]]}'. Keep one of the two.");
        return found.Length == 0 ? null : found[0];
    }

    /// <summary>The columns with the best kind of name that there is.</summary>
    private static int[] Find(IReadOnlyList<string> headers, string[][] names) =>
        names.Select(kind => Enumerable.Range(0, headers.Count).Where(i => kind.Contains(Plain(headers[i]))).ToArray())
            .FirstOrDefault(found => found.Length > 0) ?? [];

    private static string[] WithEndings(string[] nouns) =>
        [.. from noun in nouns from ending in Endings select noun + ending];

    /// <summary>A column's name as it is compared.</summary>
    internal static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
