using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MfNotebooks;

/// <summary>A MovieLens dataset in memory.</summary>
/// <param name="Name">The dataset's name, such as <c>ml-latest-small</c>.</param>
/// <param name="Source">Where it came from: the folder, or a sentence that says that it is made up.</param>
/// <param name="Ratings">The ratings, with timestamps; only users and films with a rating.</param>
/// <param name="Films">What is known about each film, one per item of <paramref name="Ratings"/>, in its order.</param>
/// <param name="Folds">The parts that come with the dataset (ml-100k: u1 to u5); empty where there are none.</param>
/// <param name="Notes">What a reader should know: what was left out, differs or is made up. Usually empty.</param>
/// <param name="IsSynthetic">True when the ratings are made up because MovieLens could not be had.</param>
public sealed record MovieLensData(string Name, string Source, RatingsTable Ratings, IReadOnlyList<Film> Films,
    IReadOnlyList<RatingsSplit> Folds, IReadOnlyList<string> Notes, bool IsSynthetic = false)
{
    /// <summary>Every genre of the dataset's films, in alphabetical order.</summary>
    public IReadOnlyList<string> Genres { get; } = [.. Films.SelectMany(film => film.Genres).Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>The items whose title holds the words, whatever their case, those with most ratings first.</summary>
    /// <param name="words">Part of a title, such as <c>toy story</c>.</param>
    /// <returns>Indexes of items and of <see cref="Films"/>; empty where no title fits.</returns>
    public IReadOnlyList<int> FindFilms(string words)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        var byItem = RatingRows.ByItem(Ratings);
        return [.. Enumerable.Range(0, Films.Count)
            .Where(item => Films[item].Title.Contains(words, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => byItem[item].Length).ThenBy(item => item)];
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

/// <summary>What GroupLens says of one of its datasets.</summary>
/// <param name="Name">The archive's name without its ending.</param>
/// <param name="Md5">The archive's checksum where GroupLens publishes one.</param>
/// <param name="Counts">What its readme promises; null for a dataset that keeps growing.</param>
/// <param name="Folder">The folder inside the archive.</param>
internal sealed record MovieLensDataset(
    string Name, string? Md5, (int Ratings, int Users, int Films)? Counts, string Folder)
{
    internal static readonly IReadOnlyList<MovieLensDataset> Known = [
        new("ml-latest-small", null, (100_836, 610, 9_724)),
        new("ml-latest", null, null),
        new("ml-100k", "0e33842e24a9c977be4e0107933c0723", (100_000, 943, 1_682)),
        new("ml-1m", "c4d9eecfca2ab87c1945afe126590906", (1_000_209, 6_040, 3_706)),
        new("ml-10m", null, (10_000_054, 69_878, 10_677), "ml-10M100K"),
        new("ml-20m", "cd245b17a1ae2cc31bb14903e1204af3", (20_000_263, 138_493, 26_744)),
        new("ml-25m", "6b51fb2759a8657d3bfcbfc42b592ada", (25_000_095, 162_541, 59_047)),
        new("ml-32m", null, (32_000_204, 200_948, 84_432)),
    ];

    private MovieLensDataset(string name, string? md5, (int, int, int)? counts) : this(name, md5, counts, name) { }

    internal Uri Address => new($"https://files.grouplens.org/datasets/movielens/{Name}.zip");

    /// <exception cref="ArgumentException">There is no such dataset; the message lists those there are.</exception>
    internal static MovieLensDataset Named(string name) => TryFind(name) ?? throw new ArgumentException(
        $"There is no MovieLens dataset '{name}'. Ask for one of: {string.Join(", ", Known.Select(d => d.Name))}.",
            nameof(name));

    /// <summary>Finds a dataset by its name or by its folder's; null where there is none.</summary>
    internal static MovieLensDataset? TryFind(string name) => Known.FirstOrDefault(dataset =>
        name.Equals(dataset.Name, StringComparison.OrdinalIgnoreCase)
        || name.Equals(dataset.Folder, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How far a download is.</summary>
/// <param name="Name">What is downloaded.</param>
/// <param name="Bytes">The bytes received.</param>
/// <param name="TotalBytes">The bytes in all; null where the server does not say.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
public sealed record DownloadProgress(string Name, long Bytes, long? TotalBytes, int Attempt)
{
    /// <summary>The progress in words.</summary>
    public override string ToString() =>
        Invariant($"{Name}: {Bytes / 1e6:0.0}{(TotalBytes is null ? "" : " of ")}{TotalBytes / 1e6:0.0} MB")
        + (Attempt > 1 ? Invariant($", attempt {Attempt}") : "");
}

/// <summary>Says in a reader's words why a dataset could not be had, and how to get it by hand.</summary>
internal static class MovieLensFault
{
    /// <summary>Null for a fault that is none of the download's.</summary>
    internal static MovieLensException? TryExplain(Exception fault, MovieLensDataset dataset, string cache)
    {
        if (Cause(fault) is not { } cause) return null;
        return new MovieLensException($"{dataset.Name} could not be downloaded from {dataset.Address}: {cause}.\n"
            + $"By hand: get the archive on any machine and unpack it, so that {Path.Combine(cache, dataset.Name)} "
            + "holds its files; or unpack it anywhere and set MF_DATA_DIR to that folder.", fault);
    }

    private static string? Cause(Exception fault) => fault switch
    {
        HttpRequestException { InnerException: AuthenticationException } =>
            "the server's certificate is not valid (it lapsed in 2024, "
                + "2025 and 2026; GroupLens usually renews it within days, and it is never ignored here)",
        HttpRequestException { StatusCode: { } code } => Invariant($"the server answered {(int)code} ({code})"),
        HttpRequestException { InnerException: SocketException }
            or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            "there is no connection to it; check the network, and HTTPS_PROXY where there is a proxy",
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } =>
            $"the connection broke off ({fault.Message})",
        TimeoutException => $"{fault.Message}; try again later",
        MovieLensException or CsvRatingsException or InvalidDataException => $"the archive is damaged: {fault.Message}",
        IOException when AtomicFile.IsDiskFull(fault) => "the disk is full; make room and try again",
        UnauthorizedAccessException => $"the folder cannot be written to: {fault.Message}",
        IOException => $"the file system reports: {fault.Message}",
        _ => null,
    };
}
