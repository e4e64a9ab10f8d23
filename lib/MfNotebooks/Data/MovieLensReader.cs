using System.Globalization;

namespace MfNotebooks;

/// <summary>Reads a dataset's folder and compares it with what GroupLens promises.</summary>
internal static class MovieLensReader
{
    private const int FoldCount = 5;

    /// <param name="folder">The folder with the files.</param>
    /// <param name="name">The dataset's name.</param>
    /// <param name="source">Where the result shall say that it came from.</param>
    /// <exception cref="MovieLensException">The folder does not hold a dataset.</exception>
    internal static MovieLensData Read(string folder, string name, string source)
    {
        var layout = MovieLensLayout.TryFind(folder) ?? throw NotADataset(folder);
        var films = layout.ReadFilms(folder).DistinctBy(film => Number(film, layout)).ToDictionary(film => Number(film, layout));
        if (films.Count == 0) throw new MovieLensException($"{Path.Combine(folder, layout.FilmsFile)} lists no film. Unpack the archive again.");
        var reader = new MovieLensRatingsReader(layout, films.Keys);
        var ratings = reader.Read(Path.Combine(folder, layout.RatingsFile));
        var leftOut = reader.LeftOut;
        return new MovieLensData(name, source, ratings, [.. reader.FilmIds.Select(id => films[id])],
            ReadFolds(folder, reader), Notes(name, layout, leftOut, MovieLensCounts.Of(ratings)));
    }

    private static int Number(Film film, MovieLensLayout layout) =>
        int.TryParse(film.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new MovieLensException($"{layout.FilmsFile} has a film with the id '{film.Id}', which is not a number. Unpack the archive again.");

    private static List<RatingsSplit> ReadFolds(string folder, MovieLensRatingsReader reader)
    {
        var folds = new List<RatingsSplit>();
        for (var fold = 1; fold <= FoldCount; fold++)
        {
            var name = FormattableString.Invariant($"u{fold}");
            var (trainFile, testFile) = (Path.Combine(folder, name + ".base"), Path.Combine(folder, name + ".test"));
            if (!File.Exists(trainFile) || !File.Exists(testFile)) continue;
            var sides = reader.ReadMore(trainFile, testFile);
            folds.Add(new RatingsSplit(name, sides[0], sides[1]));
        }
        return folds;
    }

    private static List<string> Notes(string name, MovieLensLayout layout, int leftOut, MovieLensCounts counts)
    {
        var notes = new List<string>();
        if (leftOut > 0)
            notes.Add(FormattableString.Invariant($"{leftOut:N0} rating{(leftOut == 1 ? "" : "s")} in {layout.RatingsFile} of films that {layout.FilmsFile} does not have {(leftOut == 1 ? "was" : "were")} left out."));
        if (MovieLensDataset.TryFind(name)?.Counts is { } expected && expected != counts)
            notes.Add($"{name} has {counts} here; GroupLens' readme says {expected}. The files are another version or damaged, and results will differ from published ones.");
        return notes;
    }

    private static MovieLensException NotADataset(string folder) => new(Directory.Exists(folder)
        ? $"{Path.GetFullPath(folder)} does not hold a MovieLens dataset. One of these pairs of files must be there: {MovieLensLayout.Expected}."
        : $"There is no folder {Path.GetFullPath(folder)}. Give the folder that holds one of these pairs of files: {MovieLensLayout.Expected}.");
}
