namespace MfNotebooks;

/// <summary>How good the first k items are that a model would show, averaged over users.</summary>
/// <remarks>
/// <para>
/// The protocol. Candidates are all items that are not in the user's training set, those that nobody has rated
/// included. Relevant are the user's held-out ratings at or above the threshold; what the user did not rate counts as not
/// relevant, so the figures are low and only comparable under the same protocol. Users without a relevant item are left
/// out and counted. Equal scores share their places: each metric is its mean over all orders of the tied items, so that no
/// order of the items helps.
/// </para>
/// <para>
/// Per user, with h the relevant items among the first k: precision <c>h / k</c> (k no more than there are candidates),
/// recall <c>h / relevant</c>, NDCG <c>Σ 1/log₂(place + 1)</c> over the relevant places from 1 to k divided by the same sum
/// for the best possible order (Järvelin and Kekäläinen 2002, binary gains), hit rate 1 where h ≥ 1.
/// </para>
/// </remarks>
/// <param name="K">The length of the list, k.</param>
/// <param name="Threshold">From how many stars a held-out rating is relevant.</param>
/// <param name="Precision">Mean precision@k, from 0 to 1.</param>
/// <param name="Recall">Mean recall@k, from 0 to 1.</param>
/// <param name="Ndcg">Mean NDCG@k, from 0 to 1.</param>
/// <param name="HitRate">The share of users with at least one relevant item among the first k.</param>
/// <param name="Coverage">The share of all items that stand in at least one user's first k; of tied items those with the smaller index.</param>
/// <param name="Users">The users that were measured.</param>
/// <param name="UsersLeftOut">The users without a relevant held-out item.</param>
public sealed record RankingMetrics(int K, float Threshold, double Precision, double Recall, double Ndcg, double HitRate, double Coverage, int Users, int UsersLeftOut)
{
    /// <summary>Ranks all candidates for every user who has a relevant item.</summary>
    /// <param name="model">The model, which has not seen <paramref name="test"/>.</param>
    /// <param name="train">What the model learned from.</param>
    /// <param name="test">The held-out ratings, with the same users and items.</param>
    /// <param name="k">The length of the list; at least 1. Default 10.</param>
    /// <param name="threshold">From how many stars a held-out rating is relevant. Default 4.</param>
    /// <exception cref="ArgumentException">k is below 1, the tables have different users or items or a pair on both sides, or no held-out rating reaches the threshold.</exception>
    public static RankingMetrics Of(IItemRanker model, RatingsTable train, RatingsTable test, int k = 10, float threshold = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (train.UserCount != test.UserCount || train.ItemCount != test.ItemCount)
            throw new ArgumentException(FormattableString.Invariant($"The training side has {train.UserCount} users × {train.ItemCount} items, the test side {test.UserCount} × {test.ItemCount}. Make both with Split, which keeps the ids."), nameof(test));
        var (seen, held) = (RatingGroups.ByUser(train), RatingGroups.ByUser(test));
        var (scores, shown) = (new float[train.ItemCount], new bool[train.ItemCount]);
        var users = new List<UserRanking>();
        for (var user = 0; user < train.UserCount; user++)
        {
            if (Relevant(test, held[user], threshold) is not { Count: > 0 } relevant) continue;
            var excluded = SeenItems(train, seen[user]);
            foreach (var item in relevant)
                if (excluded[item]) throw new ArgumentException(FormattableString.Invariant($"User {user} and item {item} are on both sides. Hold out ratings that the model has not learned from: make both sides with Split."), nameof(test));
            model.Score(user, scores);
            var top = TopItems.Select(scores, excluded, k);
            foreach (var item in top) shown[item] = true;
            users.Add(UserRanking.Of(scores, excluded, relevant, top, k));
        }
        if (users.Count == 0)
            throw new ArgumentException(FormattableString.Invariant($"No held-out rating reaches {threshold} stars, so that nothing is relevant. Lower the threshold."), nameof(threshold));
        return new RankingMetrics(k, threshold, users.Average(u => u.Precision), users.Average(u => u.Recall), users.Average(u => u.Ndcg), users.Average(u => u.HitRate),
            shown.Count(item => item) / (double)shown.Length, users.Count, train.UserCount - users.Count);
    }

    private static HashSet<int> Relevant(RatingsTable test, ReadOnlySpan<int> ratings, float threshold)
    {
        var relevant = new HashSet<int>();
        foreach (var i in ratings)
        {
            if (test.Values[i] >= threshold) relevant.Add(test.Items[i]);
        }
        return relevant;
    }

    internal static bool[] SeenItems(RatingsTable train, ReadOnlySpan<int> ratings)
    {
        var seen = new bool[train.ItemCount];
        foreach (var i in ratings) seen[train.Items[i]] = true;
        return seen;
    }
}
