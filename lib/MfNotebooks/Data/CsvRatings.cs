using System.Text;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Reads ratings from comma-separated values, in either of the two shapes that people have.</summary>
/// <remarks>
/// A table: one row per user, one column per item; the first column holds the users' names, and an empty cell is not
/// rated:
/// <code>
/// user,Star Harbour,Nova Drift,"Paris, in June"
/// Ana,5,4,
/// Ben,,3.5,1
/// </code>
/// <para>
/// A list: one line per rating. Its header names a user, an item and a rating, and may name a <c>timestamp</c> (whole
/// seconds since 1970-01-01 UTC); other columns are left out. Order, upper and lower case, spaces and signs do not
/// matter, and many other words are known (customer, product, book, ISBN, stars, score …). What was taken for what is
/// in <see cref="RatingsTable.Notes"/>. MovieLens' <c>ratings.csv</c> is such a list:
/// </para>
/// <code>
/// userId,movieId,rating,timestamp
/// 1,31,2.5,964982703
/// 2,31,4,964981247
/// </code>
/// <para>
/// A file that could be either is refused, and so is a table in which a row or a column sums up the others (Total,
/// Average); the corner <c>user\item</c> makes it a table for certain, and every line of it a user. Zeros below a scale
/// that begins above them are noted: many data sets write 0 for "not rated".
/// </para>
/// <para>
/// Columns are separated by comma, semicolon, tab or bar, whichever the file uses; numbers take a decimal point. The
/// text is UTF-8 or UTF-16; another encoding is refused, because a guess could make two names one. Names that hold the
/// separator stand in quotes. Spaces around cells, blank lines, lines above the header that begin with <c>#</c>, and
/// Excel's <c>sep=;</c> are skipped. Names that look the same but are not (é in two spellings, another kind of space, 7
/// and 007) are refused; names that differ in case only are two, and noted. Users and items are numbered in the order
/// of the file. A long plain list of numbers takes 0.1 s for a million ratings, and 24 bytes of memory a rating.
/// </para>
/// </remarks>
public static class CsvRatings
{
    private const int LongestHeader = 1_000;

    /// <summary>Reads a small file as a matrix <c>[users × items]</c>, without times; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">It would be too large for a matrix.</exception>
    /// <inheritdoc cref="ReadTable"/>
    public static RatingsMatrix ReadMatrix(string path) => ReadTable(path).ToMatrix();

    /// <summary>Reads a file of any size as a list of ratings.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message gives its full path.</exception>
    /// <exception cref="CsvRatingsException">The first 5 problems, with line, column and remedy.</exception>
    public static RatingsTable ReadTable(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path)) throw new FileNotFoundException($"{Path.GetFullPath(path)} is a folder. Give the "
            + "ratings file in it, or read a MovieLens folder with MovieLens.Read.", Path.GetFullPath(path));
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no ratings file {Path.GetFullPath(path)}. "
            + $"Check the name; a relative path starts at {Directory.GetCurrentDirectory()}.", Path.GetFullPath(path));
        return TryReadPlain(path, out var note) is { Result.Count: > 0 } plain
            ? plain.ToTable(path, [note]) : new CsvRatingsReader(path).Read();
    }

    /// <summary>Reads a list of plain numbers the fast way; null for any other file.</summary>
    internal static RatingLines? TryReadPlain(string path, out string note, Predicate<int>? isKnown = null)
    {
        note = "";
        if (PlainHeader(path, out var length) is not { } header) return null;
        foreach (var separator in CsvText.Separators)
        {
            // The columns must stand in the order in which the lines are read.
            var names = header.Split(separator);
            if (names.Length is not (3 or 4)
                || CsvColumns.TryFind(names, new(path)) is not { User: 0, Item: 1, Rating: 2 } columns
                || columns.Timestamp is null != (names.Length == 3)) continue;
            note = columns.Describe(names);
            var lines = new RatingLines(separator.ToString()) { IsKnown = isKnown };
            return lines.Read(path, length, 2, names.Length == 4, (_, _) => false) ? lines : null;
        }
        return null;
    }

    /// <summary>The first line and its length in bytes, where it is ASCII without quotes.</summary>
    private static string? PlainHeader(string path, out int length)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[LongestHeader];
        var text = bytes.AsSpan(0, file.ReadAtLeast(bytes, LongestHeader, throwOnEndOfStream: false));
        var mark = text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        length = text.IndexOf((byte)'\n') + 1;
        if (length <= mark || !Ascii.IsValid(text[mark..length]) || text[mark..length].Contains((byte)'"')) return null;
        return Encoding.ASCII.GetString(text[mark..length]).TrimEnd('\r', '\n');
    }

    /// <summary>Writes a table that <see cref="ReadMatrix"/> reads back to the same names and the same bits.</summary>
    /// <param name="path">The file, overwritten; its folder is made when missing.</param>
    /// <param name="ratings">The ratings.</param>
    /// <exception cref="ArgumentException">A name has a line break, which the file could not hold.</exception>
    /// <exception cref="IOException">It cannot be written. An older file is untouched.</exception>
    public static void Write(string path, RatingsMatrix ratings)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Users.Concat(ratings.Items)
            .FirstOrDefault(name => name.AsSpan().ContainsAny('\r', '\n')) is { } broken)
            throw new ArgumentException(
                $"The name '{broken}' has a line break, which a ratings file cannot hold. Rename it.", nameof(ratings));
        AtomicFile.Write(path, stream => Write(stream, ratings));
    }

    private static void Write(Stream stream, RatingsMatrix ratings)
    {
        using var csv = CsvWriter.Create(stream, CsvWriterOptions.Default, leaveOpen: true);
        // Two columns of numbers beside the users could be read as a list without this corner.
        csv.WriteField(@"user\item");
        foreach (var item in ratings.Items) WriteName(csv, item);
        csv.EndRecord();
        for (var user = 0; user < ratings.UserCount; user++)
        {
            WriteName(csv, ratings.Users[user]);
            for (var item = 0; item < ratings.ItemCount; item++) csv.WriteField(ratings[user, item]);
            csv.EndRecord();
        }
    }

    /// <summary>Quotes what a reader would trim, or could take for the separator.</summary>
    private static void WriteName(CsvWriter csv, string name) =>
        csv.WriteField(name, name.AsSpan().ContainsAny(";\t|") ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
}
