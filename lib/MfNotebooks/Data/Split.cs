namespace MfNotebooks;

/// <summary>
/// Divides ratings into a part to learn from and a part to test with. No user and item pair is on both sides, together
/// they are all the ratings, and both keep all users and items, so that an index means the same on either side.
/// </summary>
public static class Split
{
    /// <summary>Sets a share aside, each rating with the same chance; a user or an item can lose all.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="testFraction">The share to test with, between 0 and 1. Default 0.2.</param>
    /// <param name="seed">The same seed sets the same ratings aside.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range, or leaves a side empty.</exception>
    public static RatingsSplit Random(RatingsTable ratings, double testFraction = 0.2, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var order = Enumerable.Range(0, ratings.Count).ToArray();
        new Random(seed).Shuffle(order);
        return Divide(ratings, order, TestCount(ratings, testFraction),
            Invariant($"random {100 * testFraction:0.#} %, seed {seed}"));
    }

    /// <summary>Sets so many ratings of every user aside; who has no more keeps all and is not tested.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="count">How many ratings of each user to set aside; at least 1. Default 1.</param>
    /// <param name="seed">The same seed sets the same ratings aside.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or too high for every user.</exception>
    public static RatingsSplit LeaveOut(RatingsTable ratings, int count = 1, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new Random(seed);
        var byUser = Enumerable.Range(0, ratings.Count).ToLookup(i => ratings.Users[i]);
        var (train, test) = (new List<int>(ratings.Count), new List<int>());
        for (var user = 0; user < ratings.UserCount; user++)
        {
            var own = byUser[user].ToArray();
            random.Shuffle(own);
            var kept = own.Length > count ? own.Length - count : own.Length;
            train.AddRange(own.AsSpan(0, kept));
            test.AddRange(own.AsSpan(kept));
        }
        if (test.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(count), count,
                $"No user has more than {Counted.Of(count, "rating")}, so that none can be tested. Leave out fewer.");
        return Make(ratings, train, test, Invariant($"leave {count} out per user, seed {seed}"));
    }

    /// <summary>Sets the latest ratings aside; those of the same second keep the table's order.</summary>
    /// <param name="ratings">The ratings, with timestamps.</param>
    /// <param name="testFraction">The share to test with, between 0 and 1. Default 0.2.</param>
    /// <exception cref="ArgumentException">The ratings have no timestamps.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range, or leaves a side empty.</exception>
    public static RatingsSplit ByTime(RatingsTable ratings, double testFraction = 0.2)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Timestamps.IsEmpty)
            throw new ArgumentException("The ratings have no timestamps, so that there is no later part. "
                + "Give timestamps, or use Split.Random.", nameof(ratings));
        var latestFirst = Enumerable.Range(0, ratings.Count).OrderByDescending(i => ratings.Timestamps[i])
            .ThenByDescending(i => i).ToArray();
        return Divide(ratings, latestFirst, TestCount(ratings, testFraction),
            Invariant($"latest {100 * testFraction:0.#} %"));
    }

    /// <summary>Divides the ratings at random into equal parts, each the test side once: cross-validation.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="count">The number of parts, from 2 to the number of ratings. Default 5.</param>
    /// <param name="seed">The same seed makes the same parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of parts is out of its range.</exception>
    public static IReadOnlyList<RatingsSplit> Folds(RatingsTable ratings, int count = 5, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (count < 2 || count > ratings.Count)
            throw new ArgumentOutOfRangeException(nameof(count), count,
                Invariant($"Give a number of parts from 2 to {ratings.Count}, the number of ratings."));
        var order = Enumerable.Range(0, ratings.Count).ToArray();
        new Random(seed).Shuffle(order);
        return [.. Enumerable.Range(0, count).Select(fold => Make(ratings,
            [.. order.Where((_, i) => i % count != fold)], [.. order.Where((_, i) => i % count == fold)],
            Invariant($"fold {fold + 1} of {count}, seed {seed}")))];
    }

    private static int TestCount(RatingsTable ratings, double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction,
                "Give the share of ratings to test with as a number between 0 and 1, such as 0.2.");
        var count = (int)Math.Round(fraction * ratings.Count);
        return count > 0 && count < ratings.Count
            ? count
            : throw new ArgumentOutOfRangeException(nameof(fraction), fraction,
            Invariant($"Of {Counted.Of(ratings.Count, "rating")} that leaves {ratings.Count - count} ")
                + Invariant($"to learn from and {count} to test with; each side needs one. Change the share."));
    }

    private static RatingsSplit Divide(RatingsTable ratings, int[] order, int testCount, string name) =>
        Make(ratings, order[testCount..], order[..testCount], name);

    /// <summary>Each side in the table's order, whatever the order in which its ratings were chosen.</summary>
    private static RatingsSplit Make(RatingsTable ratings, IEnumerable<int> train, IEnumerable<int> test,
        string name) =>
        new(name, ratings.Subset([.. train.Order()]), ratings.Subset([.. test.Order()]));
}

/// <summary>Ratings in two parts, to learn from and to test with, of the same users and items.</summary>
/// <param name="Name">How the parts were made, such as <c>random 20 %, seed 0</c>.</param>
/// <param name="Train">The ratings to learn from.</param>
/// <param name="Test">The ratings to predict; no user and item pair of them is in <paramref name="Train"/>.</param>
public sealed record RatingsSplit(string Name, RatingsTable Train, RatingsTable Test);
