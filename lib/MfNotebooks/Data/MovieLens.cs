using System.Globalization;

namespace MfNotebooks;

/// <summary>The MovieLens datasets of GroupLens: real people's ratings of films.</summary>
/// <remarks>
/// <para>
/// Read are the layouts of all of them: <c>ml-latest*</c>, <c>ml-20m</c>, <c>ml-25m</c> and <c>ml-32m</c> (CSV),
/// <c>ml-1m</c> and <c>ml-10m</c> (<c>::</c>), and <c>ml-100k</c> (tabs, with its folds u1 to u5). Users and items are
/// numbered in the order of the ratings file; an id is the number in the file, as text. Reading keeps 20 bytes per
/// rating.
/// </para>
/// <para>
/// A rating of a film that the film list does not have is no rating of the dataset: it is left out and counted in
/// <see cref="MovieLensData.Notes"/>. Where the counts then differ from the readme's, a note says so too; that is no
/// error, because GroupLens updates <c>ml-latest</c> and <c>ml-latest-small</c>.
/// </para>
/// <para>
/// Source: F. Maxwell Harper and Joseph A. Konstan, "The MovieLens Datasets: History and Context" (2015). GroupLens
/// allows research use and no redistribution, so nothing of them is part of this library.
/// </para>
/// </remarks>
public static class MovieLens
{
    /// <summary>The environment variable that names a folder with datasets, or one dataset's own folder.</summary>
    public const string FolderVariable = "MF_DATA_DIR";

    /// <summary>
    /// Loads a dataset from the folder that <see cref="FolderVariable"/> names, else from the user's cache, else from
    /// files.grouplens.org, once; the cache then keeps it.
    /// </summary>
    /// <param name="name">
    /// <c>ml-latest-small</c> (the default), <c>ml-latest</c>, <c>ml-100k</c>, <c>ml-1m</c>, <c>ml-10m</c>,
    /// <c>ml-20m</c>, <c>ml-25m</c> or <c>ml-32m</c>.
    /// </param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancel">Ends a download with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">There is no dataset of that name.</exception>
    /// <exception cref="MovieLensException">
    /// It cannot be had; the message says why and how to get it by hand. No broken file stays behind.
    /// </exception>
    /// <exception cref="CsvRatingsException">
    /// A ratings file on this machine has lines that are no ratings; the message shows them.
    /// </exception>
    public static Task<MovieLensData> LoadAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>
    /// As <see cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>; where the dataset cannot be
    /// had, made-up ratings of its kind.
    /// </summary>
    /// <returns>
    /// The dataset, or data with <see cref="MovieLensData.IsSynthetic"/> and the reason in its
    /// <see cref="MovieLensData.Notes"/>.
    /// </returns>
    /// <inheritdoc cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>
    public static Task<MovieLensData> LoadOrSynthesizeAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadOrSynthesizeAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>Reads a dataset that is on this machine.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <exception cref="MovieLensException">
    /// The folder holds something else; the message says what is expected.
    /// </exception>
    /// <exception cref="CsvRatingsException">
    /// The ratings file has lines that are no ratings; the message shows them.
    /// </exception>
    public static MovieLensData Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var name = FolderName(folder);
        return MovieLensReader.Read(folder, MovieLensDataset.TryFind(name)?.Name ?? name, Path.GetFullPath(folder));
    }

    internal static async Task<MovieLensData> LoadAsync(string name, MovieLensCache cache, string? givenFolder,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dataset = MovieLensDataset.Named(name);
        if (FindIn(givenFolder, dataset) is { } folder) return MovieLensReader.Read(folder, dataset.Name, folder);
        var cached = cache.FolderOf(dataset);
        return Directory.Exists(cached)
            ? MovieLensReader.Read(cached, dataset.Name, cached)
            : await cache.FetchAsync(dataset, progress, cancel).ConfigureAwait(false);
    }

    internal static async Task<MovieLensData> LoadOrSynthesizeAsync(string name, MovieLensCache cache,
        string? givenFolder, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
    {
        try
        {
            return await LoadAsync(name, cache, givenFolder, progress, cancel).ConfigureAwait(false);
        }
        catch (MovieLensException e)
        {
            return SyntheticMovieLens.Create(e.Message);
        }
    }

    /// <summary>
    /// The dataset's folder in the given one, or the given one itself unless it is another dataset's.
    /// </summary>
    private static string? FindIn(string? given, MovieLensDataset dataset)
    {
        if (string.IsNullOrWhiteSpace(given)) return null;
        if (!Directory.Exists(given))
            throw new MovieLensException($"{FolderVariable} is '{given}', and there is no such folder. Set it to a "
                + $"folder that holds {dataset.Name}, or unset it.");
        string[] inside = [Path.Combine(given, dataset.Name), Path.Combine(given, dataset.Folder)];
        if (inside.FirstOrDefault(Directory.Exists) is { } found) return Path.GetFullPath(found);
        var isOthers = MovieLensDataset.TryFind(FolderName(given)) is { } other && other != dataset;
        return !isOthers && MovieLensLayout.TryFind(given) is not null ? Path.GetFullPath(given) : null;
    }

    private static string FolderName(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static MovieLensCache ForReaders() =>
        new(MovieLensCache.DefaultFolder, MovieLensDownload.ForReaders(Handler.Value));

    private static readonly Lazy<HttpMessageHandler> Handler = new(() => new SocketsHttpHandler());
}

/// <summary>A MovieLens dataset in memory.</summary>
/// <param name="Name">The dataset's name, such as <c>ml-latest-small</c>.</param>
/// <param name="Source">Where it came from: the folder, or a sentence that says that it is made up.</param>
/// <param name="Ratings">The ratings, with timestamps; only users and films with a rating.</param>
/// <param name="Films">What is known about each film, one per item of <paramref name="Ratings"/>, in its order.</param>
/// <param name="Folds">The parts that come with the dataset (ml-100k: u1 to u5); empty where there are none.</param>
/// <param name="Notes">
/// What a reader should know: lines that were left out, counts that differ, why the data is made up. Usually empty.
/// </param>
/// <param name="IsSynthetic">True when the ratings are made up because MovieLens could not be had.</param>
public sealed record MovieLensData(string Name, string Source, RatingsTable Ratings, IReadOnlyList<Film> Films,
    IReadOnlyList<RatingsSplit> Folds, IReadOnlyList<string> Notes, bool IsSynthetic = false)
{
    /// <summary>Every genre of the dataset's films, in alphabetical order.</summary>
    public IReadOnlyList<string> Genres { get; } = [.. Films.SelectMany(film => film.Genres).Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>The items whose title holds the words, whatever their case, those with most ratings first.</summary>
    /// <param name="words">Part of a title, such as <c>toy story</c>.</param>
    /// <returns>
    /// Indexes into <see cref="Films"/> and the items of <see cref="Ratings"/>; empty where no title fits.
    /// </returns>
    public IReadOnlyList<int> FindFilms(string words)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        var groups = RatingGroups.ByItem(Ratings);
        return [.. Enumerable.Range(0, Films.Count)
            .Where(item => Films[item].Title.Contains(words, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => groups[item].Length).ThenBy(item => item)];
    }
}

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

    internal static Film Create(string id, string title, IReadOnlyList<string> genres) =>
        new(id, title, YearOf(title), genres);

    private static int? YearOf(string title)
    {
        var trimmed = title.AsSpan().TrimEnd();
        return trimmed is [.., '(', _, _, _, _, ')']
            && int.TryParse(trimmed[^5..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? year
            : null;
    }
}

/// <summary>A MovieLens dataset could not be had; the message says why, and how to get it by hand.</summary>
public sealed class MovieLensException : IOException
{
    internal MovieLensException(string message, Exception? cause = null) : base(message, cause) { }
}
