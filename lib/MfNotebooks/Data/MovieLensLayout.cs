using System.Text;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Which files a dataset has, and how they are written.</summary>
/// <param name="RatingsFile">The ratings: user, film, rating, timestamp.</param>
/// <param name="Separator">What stands between the numbers of a rating.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="FilmsFile">The films.</param>
/// <param name="ReadFilms">Reads the films of a folder.</param>
internal sealed record MovieLensLayout(string RatingsFile, string Separator, bool HasHeader, string FilmsFile, Func<string, IEnumerable<Film>> ReadFilms)
{
    private const string GenresFile = "u.genre";

    /// <summary>In u.item the flags of the genres follow id, title, two dates and an address.</summary>
    private const int FirstGenreColumn = 5;

    private static readonly MovieLensLayout[] All =
    [
        new("ratings.csv", ",", true, "movies.csv", CsvFilms),
        new("ratings.dat", "::", false, "movies.dat", ColonFilms),
        new("u.data", "\t", false, "u.item", BarFilms),
    ];

    /// <summary>The layout of a folder; null where it holds no dataset.</summary>
    internal static MovieLensLayout? TryFind(string folder) => All.FirstOrDefault(layout =>
        File.Exists(Path.Combine(folder, layout.RatingsFile)) && File.Exists(Path.Combine(folder, layout.FilmsFile)));

    /// <summary>For messages: the files that make a folder a dataset.</summary>
    internal static string Expected => string.Join("; ", All.Select(layout => $"{layout.RatingsFile} with {layout.FilmsFile}"));

    private static IEnumerable<Film> CsvFilms(string folder)
    {
        using var csv = CsvReader.FromFile(Path.Combine(folder, "movies.csv"), new CsvReaderOptions { TrackLineNumbers = true });
        csv.ReadHeader();
        while (csv.Read())
        {
            RequireFields(csv.FieldCount, 3, folder, "movies.csv", (int)csv.LineNumber);
            yield return Film.Parse(csv.GetString(0), csv.GetString(1), csv.GetString(2));
        }
    }

    private static IEnumerable<Film> ColonFilms(string folder) =>
        Rows(folder, "movies.dat", "::", 3).Select(fields => Film.Parse(fields[0], fields[1], fields[2]));

    private static IEnumerable<Film> BarFilms(string folder)
    {
        var genres = File.Exists(Path.Combine(folder, GenresFile))
            ? Rows(folder, GenresFile, "|", 2).Select(fields => fields[0]).ToArray()
            : throw new MovieLensException($"{folder} has u.item but no {GenresFile}, which names the genres. Unpack the whole archive again.");
        return Rows(folder, "u.item", "|", FirstGenreColumn + genres.Length).Select(fields => Film.Create(fields[0], fields[1],
            [.. genres.Where((_, i) => fields[FirstGenreColumn + i] == "1")]));
    }

    private static IEnumerable<string[]> Rows(string folder, string file, string separator, int fieldCount)
    {
        var lines = Text(Path.Combine(folder, file)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var fields = lines[i].TrimEnd('\r').Split(separator);
            RequireFields(fields.Length, fieldCount, folder, file, i + 1);
            yield return fields;
        }
    }

    /// <summary>The older datasets write titles in Latin-1, where an accent alone is no valid UTF-8.</summary>
    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static void RequireFields(int count, int expected, string folder, string file, int line)
    {
        if (count < expected)
            throw new MovieLensException(FormattableString.Invariant($"{Path.Combine(folder, file)} is not a film list of MovieLens: line {line} has {count} fields and should have {expected}. Unpack the archive again."));
    }
}
