namespace MfNotebooks;

/// <summary>How far predicted ratings are from held-out ones.</summary>
/// <param name="Rmse">The root mean squared error, <c>√(Σ (r̂ − r)² / n)</c>, in stars.</param>
/// <param name="Mae">The mean absolute error, <c>Σ |r̂ − r| / n</c>, in stars.</param>
/// <param name="Count">n, the number of ratings.</param>
public sealed record RatingMetrics(double Rmse, double Mae, int Count)
{
    /// <summary>Predicts every held-out rating; what is not known falls back and counts.</summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>.</param>
    /// <param name="test">The held-out ratings; users and items are numbered as in the model.</param>
    /// <param name="lowest">Predictions below are raised to it; null (the default) for no limit.</param>
    /// <param name="highest">Predictions above are lowered to it; null (the default) for no limit.</param>
    /// <exception cref="InvalidOperationException">A prediction is not a number.</exception>
    public static RatingMetrics Of(IRatingModel model, RatingsTable test, float? lowest = null, float? highest = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        var (low, high) = (lowest ?? float.NegativeInfinity, highest ?? float.PositiveInfinity);
        var (rmse, mae) = RatingErrors.Of(model, test, low, high);
        return new RatingMetrics(rmse, mae, test.Count);
    }
}

/// <summary>How good the first k items are that a model would show, averaged over users.</summary>
/// <remarks>
/// The protocol. Candidates are all items that are not in the user's training set, those that nobody has rated
/// included. Relevant are the user's held-out ratings at or above the threshold; what the user did not rate counts as
/// not relevant, so the figures are low and only comparable under the same protocol. Users without a relevant item are
/// left out and counted. Equal scores share their places: each metric is its mean over all orders of the tied items, so
/// that no order of the items helps.
/// <para>
/// Per user, with h the relevant items among the first k: precision <c>h / k</c> (k no more than there are candidates),
/// recall <c>h / relevant</c>, NDCG <c>Σ 1/log₂(place + 1)</c> over the relevant places from 1 to k divided by the same
/// sum for the best possible order (Järvelin and Kekäläinen 2002, binary gains), hit rate 1 where h ≥ 1.
/// </para>
/// </remarks>
/// <param name="K">The length of the list, k.</param>
/// <param name="Threshold">From how many stars a held-out rating is relevant.</param>
/// <param name="Precision">Mean precision@k, from 0 to 1.</param>
/// <param name="Recall">Mean recall@k, from 0 to 1.</param>
/// <param name="Ndcg">Mean NDCG@k, from 0 to 1.</param>
/// <param name="HitRate">The share of users with at least one relevant item among the first k.</param>
/// <param name="Coverage">The share of all items in any user's first k; of ties the smaller index counts.</param>
/// <param name="Users">The users that were measured.</param>
/// <param name="UsersLeftOut">The users without a relevant held-out item.</param>
public sealed record RankingMetrics(
    int K, float Threshold, double Precision, double Recall, double Ndcg, double HitRate, double Coverage,
    int Users, int UsersLeftOut)
{
    /// <summary>The mean share of users who had rated what lists show: 1 for what everybody knows.</summary>
    public double Popularity { get; init; }

    private const double RelevantShare = 0.75;
    private const float BestStars = 5, LikedStars = 4;

    /// <summary>Ranks all candidates for every user who has a relevant item.</summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>.</param>
    /// <param name="train">What the model learned from.</param>
    /// <param name="test">The held-out ratings, with the same users and items.</param>
    /// <param name="k">The length of the list; at least 1. Default 10.</param>
    /// <param name="threshold">Lowest relevant rating; null for <see cref="DefaultThreshold"/>.</param>
    /// <exception cref="ArgumentException">k is below 1, the sides do not fit, or nothing is relevant.</exception>
    public static RankingMetrics Of(IItemRanker model, RatingsTable train, RatingsTable test, int k = 10,
        float? threshold = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require(train, test, k);
        var limit = threshold ?? DefaultThreshold(train, test);
        var (seen, held) = (RatingRows.ByUser(train), RatingRows.ByUser(test));
        var (scores, shown) = (new float[train.ItemCount], new bool[train.ItemCount]);
        var (byItem, raters, places) = (RatingRows.ByItem(train), 0L, 0L);
        var users = new List<UserRanking>();
        for (var user = 0; user < train.UserCount; user++)
        {
            if (Relevant(held[user], limit) is not { Count: > 0 } relevant) continue;
            var excluded = Seen(seen[user], train.ItemCount);
            foreach (var item in relevant)
            {
                if (excluded[item])
                    throw new ArgumentException(Invariant($"User {user} and item {item} are on both sides. ")
                        + "Hold out ratings that the model has not learned from: make both sides with Split.",
                        nameof(test));
            }
            model.Score(user, scores);
            var top = Recommender.Select(scores, excluded, k);
            foreach (var item in top) (shown[item], raters) = (true, raters + byItem[item].Length);
            places += top.Count;
            users.Add(UserRanking.Of(scores, excluded, relevant, top, k));
        }
        if (users.Count == 0)
            throw new ArgumentException(Invariant($"No held-out rating reaches {limit}, so that nothing is relevant. ")
                + Invariant($"The highest is {test.Values.Max()}: give a lower threshold."),
                nameof(threshold));
        return new RankingMetrics(k, limit, users.Average(u => u.Precision), users.Average(u => u.Recall),
            users.Average(u => u.Ndcg), users.Average(u => u.HitRate),
            shown.Count(item => item) / (double)shown.Length, users.Count, train.UserCount - users.Count)
        {
            Popularity = raters / ((double)places * train.UserCount),
        };
    }

    /// <summary>
    /// 4 where the highest rating is 5 (stars), and else the lowest rating that was given in the upper quarter of the
    /// scale, which goes from the lowest to the highest rating of both sides: 8 of 1 to 10, 75 of 0 to 100, 3 of 1 to
    /// 3, 1 of 0 and 1.
    /// </summary>
    /// <param name="train">What models learn from.</param>
    /// <param name="test">The held-out ratings.</param>
    public static float DefaultThreshold(RatingsTable train, RatingsTable test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var all = train.Values.Concat(test.Values);
        var (lowest, highest) = (all.Min(), all.Max());
        if (highest == BestStars && lowest >= 0) return LikedStars;
        var quarter = lowest + RelevantShare * ((double)highest - lowest);
        return all.Where(value => value >= quarter).DefaultIfEmpty(highest).Min();
    }

    private static void Require(RatingsTable train, RatingsTable test, int k)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (train.UserCount != test.UserCount || train.ItemCount != test.ItemCount)
            throw new ArgumentException(
                $"The training side is {Counted.Of(train.UserCount, "user")} × {Counted.Of(train.ItemCount, "item")}, "
                    + Invariant($"the test side {test.UserCount} × {test.ItemCount}. ")
                    + "Make both with Split, which keeps the ids.", nameof(test));
    }

    private static HashSet<int> Relevant(ReadOnlySpan<RatedPartner> ratings, float threshold)
    {
        var relevant = new HashSet<int>();
        foreach (var (item, value) in ratings)
            if (value >= threshold) relevant.Add(item);
        return relevant;
    }

    private static bool[] Seen(ReadOnlySpan<RatedPartner> ratings, int items)
    {
        var seen = new bool[items];
        foreach (var (item, _) in ratings) seen[item] = true;
        return seen;
    }
}

/// <summary>The ranking metrics of one user; items of equal score share places, by the mean of all orders.</summary>
/// <remarks>
/// Source: McSherry and Najork, "Computing Information Retrieval Performance Measures Efficiently in the Presence of
/// Tied Scores" (2008).
/// </remarks>
internal readonly record struct UserRanking(double Precision, double Recall, double Ndcg, double HitRate)
{
    /// <summary>The first k candidates are <paramref name="top"/>; all relevant items are candidates.</summary>
    internal static UserRanking Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, HashSet<int> relevant,
        List<int> top, int k)
    {
        var (hits, gain, missChance) = (0.0, 0.0, 1.0);
        for (var start = 0; start < top.Count;)
        {
            var end = start + 1;
            while (end < top.Count && scores[top[end]] == scores[top[start]]) end++;
            // Only the last group can go on beyond the list.
            var (size, good) = end < top.Count
                ? (end - start, CountRelevant(top, start, end, relevant))
                : TiedWith(scores[top[start]], scores, excluded, relevant);
            hits += (double)good * (end - start) / size;
            for (var place = start; place < end; place++) gain += Discount(place) * good / size;
            missChance *= ChanceOfNone(size, good, end - start);
            start = end;
        }
        var ideal = 0.0;
        for (var place = 0; place < Math.Min(k, relevant.Count); place++) ideal += Discount(place);
        return new UserRanking(hits / top.Count, hits / relevant.Count, gain / ideal, 1 - missChance);
    }

    private static double Discount(int place) => 1 / Math.Log2(place + 2);

    private static int CountRelevant(List<int> top, int start, int end, HashSet<int> relevant)
    {
        var count = 0;
        for (var place = start; place < end; place++) count += relevant.Contains(top[place]) ? 1 : 0;
        return count;
    }

    private static (int Size, int Good) TiedWith(float score, ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded,
        HashSet<int> relevant)
    {
        var (size, good) = (0, 0);
        for (var item = 0; item < scores.Length; item++)
        {
            if (excluded[item] || scores[item] != score) continue;
            size++;
            good += relevant.Contains(item) ? 1 : 0;
        }
        return (size, good);
    }

    /// <summary>The chance that none of the good ones is among those drawn (hypergeometric).</summary>
    private static double ChanceOfNone(int size, int good, int drawn)
    {
        var chance = 1.0;
        for (var i = 0; i < drawn; i++) chance *= Math.Max(0, (double)(size - good - i) / (size - i));
        return chance;
    }
}
