using System.Globalization;

namespace MfNotebooks;

/// <summary>What MovieLens knows about a film.</summary>
/// <param name="Id">The film's id in the dataset's files.</param>
/// <param name="Title">The title, with the year where the dataset writes it.</param>
/// <param name="Year">The year in brackets at the title's end; null where there is none.</param>
/// <param name="Genres">The genres; empty where none is listed.</param>
public sealed record Film(string Id, string Title, int? Year, IReadOnlyList<string> Genres)
{
    private const string NoGenres = "(no genres listed)";

    /// <summary>Takes a film as the CSV and <c>::</c> layouts write it: genres with bars between them.</summary>
    internal static Film Parse(string id, string title, string genres) =>
        Create(id, title, genres.Length == 0 || genres == NoGenres ? [] : genres.Split('|'));

    internal static Film Create(string id, string title, IReadOnlyList<string> genres) => new(id, title, YearOf(title), genres);

    private static int? YearOf(string title)
    {
        var trimmed = title.AsSpan().TrimEnd();
        return trimmed is [.., '(', _, _, _, _, ')'] && int.TryParse(trimmed[^5..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? year
            : null;
    }
}
