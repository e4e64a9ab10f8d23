using CsvHelper;

namespace MfNotebooks;

/// <summary>Reads ratings from a file of comma-separated values, in either of the two shapes that people have.</summary>
/// <remarks>
/// <para>
/// A table: one row per user, one column per item; the first column holds the users' names, and an empty cell is not rated:
/// </para>
/// <code>
/// user,Star Harbour,Nova Drift,"Paris, in June"
/// Ana,5,4,
/// Ben,,3.5,1
/// </code>
/// <para>
/// A list: one line per rating. It is taken for a list when the header has a column <c>user</c> or <c>userId</c> and a
/// column <c>item</c>, <c>itemId</c>, <c>movie</c> or <c>movieId</c>; then it also needs <c>rating</c> and may have
/// <c>timestamp</c> (whole seconds since 1970-01-01 UTC). Order, upper and lower case, and <c>_</c> do not matter;
/// other columns are ignored. MovieLens' <c>ratings.csv</c> is such a list:
/// </para>
/// <code>
/// userId,movieId,rating,timestamp
/// 1,31,2.5,964982703
/// 2,31,4,964981247
/// </code>
/// <para>
/// Columns are separated by comma, semicolon, tab or bar, whichever the file uses; numbers take a decimal point. The text
/// is UTF-8, or what its byte order mark says. Names that hold the separator stand in quotes. Spaces around cells and
/// blank lines are ignored. The file is read line by line; users and items are numbered in the order of the file.
/// </para>
/// </remarks>
public static class CsvRatings
{
    /// <summary>Reads a small file as a dense matrix <c>[users × items]</c> on the CPU, which the caller disposes; timestamps are left out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message gives its full path.</exception>
    /// <exception cref="CsvRatingsException">The file has problems; the message lists the first 5 with line, column, value and remedy.</exception>
    /// <exception cref="InvalidOperationException">The matrix would have more than <see cref="RatingsTable.MaxMatrixCells"/> cells.</exception>
    public static RatingsMatrix ReadMatrix(string path) => ReadTable(path).ToMatrix();

    /// <summary>Reads a file of any size as a list of ratings.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message gives its full path.</exception>
    /// <exception cref="CsvRatingsException">The file has problems; the message lists the first 5 with line, column, value and remedy.</exception>
    public static RatingsTable ReadTable(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no ratings file {Path.GetFullPath(path)}. Check the name; a relative path starts at {Directory.GetCurrentDirectory()}.", Path.GetFullPath(path));
        var problems = new CsvProblems(path);
        using var csv = CsvReader.FromFile(path, CsvRatingsReader.Options(problems));
        return new CsvRatingsReader(csv, problems).Read();
    }

    /// <summary>Writes a table that <see cref="ReadMatrix"/> reads back to the same names and the same bits.</summary>
    /// <param name="path">The file, overwritten; its folder is made when missing.</param>
    /// <param name="ratings">The ratings.</param>
    /// <exception cref="ArgumentException">A name has a line break, which the file could not hold.</exception>
    /// <exception cref="IOException">It cannot be written; the message says why. An older file is untouched.</exception>
    public static void Write(string path, RatingsMatrix ratings)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Users.Concat(ratings.Items).FirstOrDefault(name => name.AsSpan().ContainsAny('\r', '\n')) is { } broken)
            throw new ArgumentException($"The name '{broken}' has a line break, which a ratings file cannot hold. Rename it.", nameof(ratings));
        AtomicFile.Write(path, stream => Write(stream, ratings));
    }

    private static void Write(Stream stream, RatingsMatrix ratings)
    {
        using var csv = CsvWriter.Create(stream, CsvWriterOptions.Default, leaveOpen: true);
        csv.WriteField("user");
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
