using System.Globalization;
using System.Text;

namespace MfNotebooks;

/// <summary>Which files a dataset has, and how they are written.</summary>
/// <param name="RatingsFile">The ratings: user, film, rating, timestamp; CSV with a header, or without one.</param>
/// <param name="Separator">What stands between the numbers of a rating.</param>
/// <param name="FilmsFile">The films.</param>
/// <param name="ReadFilms">Reads the films of a folder.</param>
internal sealed record MovieLensLayout(
    string RatingsFile, string Separator, string FilmsFile, Func<string, IEnumerable<Film>> ReadFilms)
{
    private const string GenresFile = "u.genre";

    /// <summary>In u.item the flags of the genres follow id, title, two dates and an address.</summary>
    private const int FirstGenreColumn = 5;

    private static readonly string[][] FilmColumns = [["movieid", "filmid", "itemid", "id"], ["title", "name"],
        ["genres", "genre"]];

    private static readonly MovieLensLayout[] All = [
        new("ratings.csv", ",", "movies.csv", CsvFilms),
        new("ratings.dat", "::", "movies.dat", ColonFilms),
        new("u.data", "\t", "u.item", BarFilms),
    ];

    internal bool IsCsv => Separator == ",";

    /// <summary>The layout of a folder; null where it holds no dataset.</summary>
    internal static MovieLensLayout? TryFind(string folder) => All.FirstOrDefault(layout =>
        File.Exists(Path.Combine(folder, layout.RatingsFile)) && File.Exists(Path.Combine(folder, layout.FilmsFile)));

    /// <summary>For messages: the files that make a folder a dataset.</summary>
    internal static string Expected => string.Join("; ", All.Select(layout => $"{layout.RatingsFile} "
        + $"with {layout.FilmsFile}"));

    private static List<Film> CsvFilms(string folder)
    {
        var path = Path.Combine(folder, "movies.csv");
        var problems = new CsvProblems(path);
        try
        {
            return new FileInfo(path).Length == 0 ? [] : CsvFilms(CsvText.Read(path, problems), problems);
        }
        catch (CsvRatingsException e)
        {
            throw new MovieLensException($"{path} is not a film list of MovieLens: "
                + $"{string.Join(" ", e.Problems)} Or unpack the archive again.", e);
        }
    }

    private static List<Film> CsvFilms(CsvText text, CsvProblems problems)
    {
        using var csv = text.Open(problems);
        csv.ReadHeader();
        var columns = FilmColumns.Select(names =>
            csv.Headers.ToList().FindIndex(header => names.Contains(CsvColumns.Plain(header)))).ToArray();
        if (columns.Contains(-1))
            throw problems.Refuse($"its header is '{CsvProblems.Cut(string.Join(text.Separator, csv.Headers))}', "
                + "and must name movieId, title and genres.");
        var films = new List<Film>();
        while (csv.Read())
        {
            if (csv.FieldCount == csv.Headers.Count)
                films.Add(Film.Parse(csv.GetString(columns[0]), csv.GetString(columns[1]), csv.GetString(columns[2])));
            else if (csv.FieldCount > 1 || !csv.IsEmpty(0))
                problems.AddLine((int)csv.LineNumber + text.LinesBefore,
                    Invariant($"it has {Counted.Of(csv.FieldCount, "cell")}, but the header has {csv.Headers.Count}."));
        }
        problems.ThrowIfAny();
        return films;
    }

    private static IEnumerable<Film> ColonFilms(string folder) =>
        Rows(folder, "movies.dat", "::", 3).Select(fields => Film.Parse(fields[0], fields[1], fields[2]));

    private static IEnumerable<Film> BarFilms(string folder)
    {
        var genres = File.Exists(Path.Combine(folder, GenresFile))
            ? Rows(folder, GenresFile, "|", 2).Select(fields => fields[0]).ToArray()
            : throw new MovieLensException(
                $"{folder} has u.item but no {GenresFile}, which names the genres. Unpack the whole archive again.");
        return Rows(folder, "u.item", "|", FirstGenreColumn + genres.Length)
            .Select(fields => Film.Create(fields[0], fields[1],
            [.. genres.Where((_, i) => fields[FirstGenreColumn + i] == "1")]));
    }

    private static IEnumerable<string[]> Rows(string folder, string file, string separator, int fieldCount)
    {
        var lines = Text(Path.Combine(folder, file)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var fields = lines[i].TrimEnd('\r').Split(separator);
            if (fields.Length < fieldCount)
                throw new MovieLensException(Invariant($"{Path.Combine(folder, file)} is not a film list ")
                    + Invariant($"of MovieLens: line {i + 1} has {Counted.Of(fields.Length, "field")} ")
                    + Invariant($"and should have {fieldCount}. Unpack the archive again."));
            yield return fields;
        }
    }

    /// <summary>The older datasets write titles in Latin-1, where an accent alone is no valid UTF-8.</summary>
    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }
}

/// <summary>Reads a dataset's folder and compares it with what GroupLens promises.</summary>
internal sealed class MovieLensReader
{
    private const int FoldCount = 5, FieldCount = 4;

    private readonly string _folder;
    private readonly MovieLensLayout _layout;
    private readonly Dictionary<int, Film> _films;

    private MovieLensReader(string folder)
    {
        (_folder, _layout) = (folder, MovieLensLayout.TryFind(folder) ?? throw NotADataset(folder));
        _films = _layout.ReadFilms(folder).DistinctBy(IdOf).ToDictionary(IdOf);
        if (_films.Count == 0)
            throw new MovieLensException(
                $"{Path.Combine(folder, _layout.FilmsFile)} lists no film. Unpack the archive again.");
    }

    private string RatingsPath => Path.Combine(_folder, _layout.RatingsFile);

    /// <summary>Reads a dataset; its source is where it shall say that it came from.</summary>
    internal static MovieLensData Read(string folder, string name, string source) =>
        new MovieLensReader(folder).Read(name, source);

    private MovieLensData Read(string name, string source)
    {
        var (path, lines) = (RatingsPath, _layout.IsCsv ? ReadCsv(RatingsPath) : ReadLines(RatingsPath));
        if (lines.Result.Count == 0 && lines.LeftOut > 0)
            throw new CsvProblems(path).Refuse($"none of its {Counted.Of(lines.LeftOut, "rating")} "
                + $"is of a film that {_layout.FilmsFile} lists, so the two files do not belong together. "
                + "Take both from one archive.");
        var ratings = lines.ToTable(path);
        return new MovieLensData(name, source, ratings, [.. lines.Items.Numbers.Select(id => _films[id])],
            ReadFolds(lines), Notes(name, lines.LeftOut, ratings));
    }

    /// <summary>The fast way where lines are plain; else, as after a spreadsheet, as any list of ratings.</summary>
    private RatingLines ReadCsv(string path)
    {
        if (CsvRatings.TryReadPlain(path, out _, _films.ContainsKey) is { } plain) return plain;
        var table = new CsvRatingsReader(path).Read();
        var (users, items) = (Numbers(path, "user", table.UserIds), Numbers(path, "film", table.ItemIds));
        var lines = new RatingLines(_layout.Separator) { IsKnown = _films.ContainsKey };
        lines.Start(table.Count, isTimed: !table.Timestamps.IsEmpty);
        for (var i = 0; i < table.Count; i++)
            lines.Add(users[table.Users[i]], items[table.Items[i]], table.Values[i],
                table.Timestamps.IsEmpty ? 0 : table.Timestamps[i], line: 0);
        return lines;
    }

    /// <summary>A file without a header, over the users and films of another one if given.</summary>
    private RatingLines ReadLines(string path, RatingLines? others = null)
    {
        var (problems, separator) = (new CsvProblems(path), _layout.Separator);
        var lines = new RatingLines(separator)
        {
            IsKnown = _films.ContainsKey, Users = others?.Users ?? new(), Items = others?.Items ?? new(),
        };
        lines.Read(path, 0, 1, isTimed: true, (text, line) =>
        {
            var fields = Encoding.UTF8.GetString(text).Split(separator);
            if (WhyNoRating(fields, out var user, out var film, out var stars, out var time) is not { } why)
                lines.Add(user, film, stars, time, line);
            else
                problems.AddLine(line, $"'{CsvProblems.Cut(string.Join(separator, fields))}' is not a rating: {why}. "
                    + $"It must be {string.Join(separator, "user", "film", "rating", "timestamp")}, "
                    + "all numbers; unpack the archive again.");
            return true;
        });
        problems.ThrowIfAny();
        return lines;
    }

    /// <summary>Null for a rating, if not one as plain as <see cref="RatingLines"/> takes them.</summary>
    private static string? WhyNoRating(string[] fields, out int user, out int film, out float stars, out long time)
    {
        (user, film, stars, time) = (0, 0, 0, 0);
        var culture = CultureInfo.InvariantCulture;
        return fields.Length != FieldCount ? $"it has {Counted.Of(fields.Length, "field")}, not {FieldCount}"
            : !int.TryParse(fields[0], NumberStyles.None, culture, out user) ? Wrong(fields[0], "whole number")
            : !int.TryParse(fields[1], NumberStyles.None, culture, out film) ? Wrong(fields[1], "whole number")
            : !float.TryParse(fields[2], NumberStyles.AllowDecimalPoint, culture, out stars) || !float.IsFinite(stars)
                ? Wrong(fields[2], "number of stars")
            : !long.TryParse(fields[3], NumberStyles.None, culture, out time) ? Wrong(fields[3], "whole number") : null;

        static string Wrong(string text, string kind) => text.AsSpan().IndexOfAny('-', '+') >= 0
            ? $"'{CsvProblems.Cut(text)}' has a sign, and no number of MovieLens has one"
            : $"'{CsvProblems.Cut(text)}' is no {kind}, or too large";
    }

    private static int[] Numbers(string path, string kind, IReadOnlyList<string> ids) => [.. ids.Select(id =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new CsvProblems(path).Refuse($"it has a {kind} '{CsvProblems.Cut(id)}', "
                + $"but MovieLens numbers its {kind}s. Read a list of your own with CsvRatings.ReadTable(path)."))];

    private int IdOf(Film film) => int.TryParse(film.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id : throw new MovieLensException($"{Path.Combine(_folder, _layout.FilmsFile)} "
            + $"has a film with the id '{CsvProblems.Cut(film.Id)}', which is not a number. Unpack the archive again.");

    private List<RatingsSplit> ReadFolds(RatingLines all)
    {
        var folds = new List<RatingsSplit>();
        var counts = (all.Users.Numbers.Count, all.Items.Numbers.Count);
        for (var fold = 1; fold <= FoldCount; fold++)
        {
            var name = Invariant($"u{fold}");
            var paths = Array.ConvertAll([".base", ".test"], ending => Path.Combine(_folder, name + ending));
            if (!Array.TrueForAll(paths, File.Exists)) continue;
            var sides = Array.ConvertAll(paths, path => ReadLines(path, all).ToTable(path));
            if (counts != (all.Users.Numbers.Count, all.Items.Numbers.Count))
                throw new MovieLensException(
                    $"{string.Join(" or ", paths)} has users or films that {_layout.RatingsFile} does not have. "
                        + "Unpack the archive again.");
            folds.Add(new RatingsSplit(name, sides[0], sides[1]));
        }
        return folds;
    }

    private List<string> Notes(string name, int leftOut, RatingsTable ratings)
    {
        var (notes, counts) = (new List<string>(), (ratings.Count, ratings.UserCount, ratings.ItemCount));
        if (leftOut > 0)
            notes.Add($"{Counted.Of(leftOut, "rating")} in {_layout.RatingsFile} "
                + $"of films that {_layout.FilmsFile} does not have {(leftOut == 1 ? "was" : "were")} left out.");
        if (ratings.Timestamps.IsEmpty)
            notes.Add($"{_layout.RatingsFile} has no timestamps, so that nothing can be split by time.");
        if (MovieLensDataset.TryFind(name)?.Counts is { } expected && expected != counts)
            notes.Add($"{name} has {Shown(counts)} here; GroupLens' readme says {Shown(expected)}. "
                + "The files are another version or damaged, and results will differ from published ones.");
        return notes;

        static string Shown((int Ratings, int Users, int Films) counts) =>
            $"{Counted.Of(counts.Ratings, "rating")}, {Counted.Of(counts.Users, "user")} and "
            + Counted.Of(counts.Films, "rated film");
    }

    private static MovieLensException NotADataset(string folder) => new(Directory.Exists(folder)
        ? $"{Path.GetFullPath(folder)} does not hold a MovieLens dataset. "
            + $"One of these pairs of files must be there: {MovieLensLayout.Expected}."
        : File.Exists(folder)
        ? $"{Path.GetFullPath(folder)} is a file, not a folder. Unpack an archive, "
            + $"and give the folder that holds one of these pairs of files: {MovieLensLayout.Expected}."
        : $"There is no folder {Path.GetFullPath(folder)}. "
            + $"Give the folder that holds one of these pairs of files: {MovieLensLayout.Expected}.");
}
