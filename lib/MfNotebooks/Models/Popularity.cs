namespace MfNotebooks;

/// <summary>Shows everybody the items with the most ratings: hard to beat in ranking, and the same for all.</summary>
public sealed class Popularity : IItemRanker
{
    private readonly float[] _counts;
    private readonly int _userCount;

    private Popularity(float[] counts, int userCount) => (_counts, _userCount) = (counts, userCount);

    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public int ItemCount => _counts.Length;

    /// <summary>Counts the ratings of each item.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static Popularity Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var counts = new float[ratings.ItemCount];
        foreach (var item in ratings.Items) counts[item]++;
        return new Popularity(counts, ratings.UserCount);
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, _userCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        _counts.CopyTo(scores);
    }
}
