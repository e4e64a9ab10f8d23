namespace MfNotebooks;

/// <summary>
/// Made-up data in the shape of MovieLens, for where there is none: stars from 0.5 to 5 in halves, popular and rare films,
/// and genres that follow from the planted factors, so that a film's genres say something about its ratings.
/// </summary>
internal static class SyntheticMovieLens
{
    private const int Users = 600, Films = 2_000, Ratings = 60_000, LatentDim = 4;
    private const double Noise = 0.7;
    private const long FirstSecond = 946_684_800, SecondsBetween = 3_600;

    /// <summary>A film has the first genre of a pair where its factor is high, and the second where it is low.</summary>
    private static readonly (string High, string Low)[] GenrePairs = [("Action", "Drama"), ("Comedy", "Thriller"), ("Romance", "Horror"), ("Children", "Crime")];

    /// <param name="reason">Why there is no real data.</param>
    internal static MovieLensData Create(string reason)
    {
        var made = SyntheticRatings.Create(Users, Films, Ratings, LatentDim, Noise);
        var (table, random) = (made.Table, new Random(0));
        var seconds = new long[table.Count];
        for (var i = 0; i < seconds.Length; i++) seconds[i] = FirstSecond + i * SecondsBetween;
        random.Shuffle(seconds);
        var ratings = RatingsTable.From(table.UserIds, table.ItemIds, table.Users.AsSpan(), table.Items.AsSpan(), [.. table.Values.Select(Stars)], seconds);
        return new MovieLensData("synthetic", "made up, not MovieLens", ratings, [.. table.ItemIds.Select((id, item) => MakeFilm(id, item, made.B, random))], [],
            [$"These ratings are made up: {reason}"], IsSynthetic: true);
    }

    private static float Stars(float value) => Math.Clamp(MathF.Round(2 * value) / 2, 0.5f, 5);

    private static Film MakeFilm(string id, int item, float[,] factors, Random random)
    {
        var spread = Math.Sqrt(0.6 / Math.Sqrt(LatentDim));
        var genres = Enumerable.Range(0, LatentDim)
            .Where(k => Math.Abs(factors[item, k]) > spread / 2)
            .Select(k => factors[item, k] > 0 ? GenrePairs[k].High : GenrePairs[k].Low);
        return Film.Create(id, FormattableString.Invariant($"Made-up film {item + 1} ({random.Next(1950, 2020)})"), [.. genres]);
    }
}
