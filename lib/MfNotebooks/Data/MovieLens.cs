namespace MfNotebooks;

/// <summary>The MovieLens datasets of GroupLens: real people's ratings of films.</summary>
/// <remarks>
/// Read are the layouts of all of them: <c>ml-latest*</c>, <c>ml-20m</c>, <c>ml-25m</c> and <c>ml-32m</c> (CSV),
/// <c>ml-1m</c> and <c>ml-10m</c> (<c>::</c>), and <c>ml-100k</c> (tabs, with its folds u1 to u5). Users and items are
/// numbered in the order of the ratings file; an id is the number in the file, as text. Reading keeps 20 bytes per
/// rating.
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
    /// <exception cref="MovieLensException">It cannot be had; the message says how to get it by hand.</exception>
    /// <exception cref="CsvRatingsException">Its ratings file has lines that are no ratings.</exception>
    public static Task<MovieLensData> LoadAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>
    /// As <see cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>; where the dataset cannot be
    /// had, made-up ratings of its kind.
    /// </summary>
    /// <returns>The dataset, or data with <see cref="MovieLensData.IsSynthetic"/> and the reason as a note.</returns>
    /// <inheritdoc cref="LoadAsync(string, IProgress{DownloadProgress}, CancellationToken)"/>
    public static Task<MovieLensData> LoadOrSynthesizeAsync(string name = "ml-latest-small",
        IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        LoadOrSynthesizeAsync(name, ForReaders(), Environment.GetEnvironmentVariable(FolderVariable), progress, cancel);

    /// <summary>Reads a dataset that is on this machine.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <exception cref="MovieLensException">It holds something else; the message says what is expected.</exception>
    /// <exception cref="CsvRatingsException">Its ratings file has lines that are no ratings.</exception>
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

    /// <summary>The dataset's folder in the given one, or the given one unless it is another dataset's.</summary>
    private static string? FindIn(string? given, MovieLensDataset dataset)
    {
        if (string.IsNullOrWhiteSpace(given)) return null;
        if (!Directory.Exists(given))
            throw new MovieLensException($"{FolderVariable} is '{given}', and there is no such folder. "
                + $"Set it to a folder that holds {dataset.Name}, or unset it.");
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
