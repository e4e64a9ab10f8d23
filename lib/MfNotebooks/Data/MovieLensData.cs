namespace MfNotebooks;

/// <summary>A MovieLens dataset in memory.</summary>
/// <param name="Name">The dataset's name, such as <c>ml-latest-small</c>.</param>
/// <param name="Source">Where it came from: the folder, or a sentence that says that it is made up.</param>
/// <param name="Ratings">The ratings, with timestamps; only users and films with a rating.</param>
/// <param name="Films">What is known about each film, one per item of <paramref name="Ratings"/>, in its order.</param>
/// <param name="Folds">The parts that come with the dataset (ml-100k: u1 to u5); empty where there are none.</param>
/// <param name="Notes">What a reader should know: lines that were left out, counts that differ, why the data is made up. Usually empty.</param>
/// <param name="IsSynthetic">True when the ratings are made up because MovieLens could not be had.</param>
public sealed record MovieLensData(string Name, string Source, RatingsTable Ratings, IReadOnlyList<Film> Films, IReadOnlyList<RatingsSplit> Folds, IReadOnlyList<string> Notes, bool IsSynthetic = false)
{
    /// <summary>Every genre of the dataset's films, in alphabetical order.</summary>
    public IReadOnlyList<string> Genres { get; } = [.. Films.SelectMany(film => film.Genres).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The items whose title holds the words, whatever their case, those with most ratings first.</summary>
    /// <param name="words">Part of a title, such as <c>toy story</c>.</param>
    /// <returns>Indexes into <see cref="Films"/> and the items of <see cref="Ratings"/>; empty where no title fits.</returns>
    public IReadOnlyList<int> FindFilms(string words)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        var groups = RatingGroups.ByItem(Ratings);
        return [.. Enumerable.Range(0, Films.Count)
            .Where(item => Films[item].Title.Contains(words, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => groups[item].Length).ThenBy(item => item)];
    }
}
