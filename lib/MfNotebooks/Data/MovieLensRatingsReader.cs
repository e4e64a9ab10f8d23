using System.Globalization;

namespace MfNotebooks;

/// <summary>
/// Reads ratings of any layout as a stream. While it reads, a rating takes 20 bytes (two indexes, value, timestamp), up to
/// 40 when the lists grow; the table at the end keeps 20.
/// </summary>
internal sealed class MovieLensRatingsReader
{
    private const int FieldCount = 4;
    private readonly MovieLensLayout _layout;
    private readonly HashSet<int> _films;
    private readonly NumberIndex _userIds = new(), _filmIds = new();

    /// <param name="layout">How the files are written.</param>
    /// <param name="films">The ids of the films that there are: a rating of any other is left out and counted.</param>
    internal MovieLensRatingsReader(MovieLensLayout layout, IEnumerable<int> films) => (_layout, _films) = (layout, [.. films]);

    /// <summary>The ratings left out because there is no such film.</summary>
    internal int LeftOut { get; private set; }

    /// <summary>The ids of the rated films, in the order of the items.</summary>
    internal IReadOnlyList<int> FilmIds => _filmIds.Numbers;

    /// <summary>Reads the file of all ratings.</summary>
    internal RatingsTable Read(string path)
    {
        var problems = new CsvProblems(path);
        var rows = ReadRows(path, problems);
        return rows.ToTable(_userIds.ToNames("user"), _filmIds.ToNames("item"), problems);
    }

    /// <summary>Reads further files over the same users and films, such as the two sides of a fold.</summary>
    /// <exception cref="MovieLensException">One of them has a user or a film that the file of all ratings does not have.</exception>
    internal IReadOnlyList<RatingsTable> ReadMore(params IReadOnlyList<string> paths)
    {
        var (users, films) = (_userIds.ToNames("user"), _filmIds.ToNames("item"));
        return [.. paths.Select(path => ReadMore(path, users, films))];
    }

    private RatingsTable ReadMore(string path, NameIndex users, NameIndex films)
    {
        var problems = new CsvProblems(path);
        var rows = ReadRows(path, problems);
        return _userIds.Numbers.Count == users.Count && _filmIds.Numbers.Count == films.Count
            ? rows.ToTable(users, films, problems)
            : throw new MovieLensException($"{path} has users or films that {_layout.RatingsFile} does not have. Unpack the archive again.");
    }

    private RatingsBeingRead ReadRows(string path, CsvProblems problems)
    {
        var rows = new RatingsBeingRead();
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            if ((line == 1 && _layout.HasHeader) || text.Length == 0) continue;
            if (!TryParse(text, out var user, out var film, out var rating, out var time))
                problems.AddLine(line, $"'{CsvProblems.Cut(text)}' is not a rating. It must be user{_layout.Separator}film{_layout.Separator}rating{_layout.Separator}timestamp, all numbers; unpack the archive again.");
            else if (!_films.Contains(film)) LeftOut++;
            else rows.Add(_userIds.IndexOf(user), _filmIds.IndexOf(film), rating, time);
        }
        if (rows.Count == 0) problems.Add("there is no rating in it. Unpack the archive again.");
        problems.ThrowIfAny();
        return rows;
    }

    private bool TryParse(ReadOnlySpan<char> line, out int user, out int film, out float rating, out long time)
    {
        Span<Range> fields = stackalloc Range[FieldCount + 1];
        var fieldCount = line.Split(fields, _layout.Separator);
        (user, film, rating, time) = (0, 0, 0, 0);
        return fieldCount == FieldCount
            && int.TryParse(line[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out user)
            && int.TryParse(line[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out film)
            && float.TryParse(line[fields[2]], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rating)
            && float.IsFinite(rating)
            && long.TryParse(line[fields[3]], NumberStyles.None, CultureInfo.InvariantCulture, out time);
    }
}
