namespace MfNotebooks;

/// <summary>What GroupLens says of one of its datasets.</summary>
/// <param name="Name">The archive's name without its ending.</param>
/// <param name="Md5">The archive's checksum where GroupLens publishes one.</param>
/// <param name="Counts">What its readme promises; null for a dataset that keeps growing.</param>
/// <param name="Folder">The folder inside the archive.</param>
internal sealed record MovieLensDataset(string Name, string? Md5, MovieLensCounts? Counts, string Folder)
{
    internal static readonly IReadOnlyList<MovieLensDataset> Known =
    [
        new("ml-latest-small", null, new(100_836, 610, 9_724)),
        new("ml-latest", null, null),
        new("ml-100k", "0e33842e24a9c977be4e0107933c0723", new(100_000, 943, 1_682)),
        new("ml-1m", "c4d9eecfca2ab87c1945afe126590906", new(1_000_209, 6_040, 3_706)),
        new("ml-10m", null, new(10_000_054, 69_878, 10_677), "ml-10M100K"),
        new("ml-20m", "cd245b17a1ae2cc31bb14903e1204af3", new(20_000_263, 138_493, 26_744)),
        new("ml-25m", "6b51fb2759a8657d3bfcbfc42b592ada", new(25_000_095, 162_541, 59_047)),
        new("ml-32m", null, new(32_000_204, 200_948, 84_432)),
    ];

    private MovieLensDataset(string name, string? md5, MovieLensCounts? counts) : this(name, md5, counts, name) { }

    internal Uri Address => new($"https://files.grouplens.org/datasets/movielens/{Name}.zip");

    /// <exception cref="ArgumentException">There is no such dataset; the message lists those there are.</exception>
    internal static MovieLensDataset Named(string name) => TryFind(name) ?? throw new ArgumentException(
        $"There is no MovieLens dataset '{name}'. Ask for one of: {string.Join(", ", Known.Select(d => d.Name))}.", nameof(name));

    /// <summary>Finds a dataset by its name or by its folder's; null where there is none.</summary>
    internal static MovieLensDataset? TryFind(string name) => Known.FirstOrDefault(dataset => dataset.IsCalled(name));

    internal bool IsCalled(string name) =>
        Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Folder.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How many ratings, users and rated films there are.</summary>
internal sealed record MovieLensCounts(int Ratings, int Users, int Films)
{
    internal static MovieLensCounts Of(RatingsTable ratings) => new(ratings.Count, ratings.UserCount, ratings.ItemCount);

    public override string ToString() => FormattableString.Invariant($"{Ratings:N0} ratings, {Users:N0} users and {Films:N0} rated films");
}
