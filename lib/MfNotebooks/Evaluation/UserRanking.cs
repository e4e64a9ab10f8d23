namespace MfNotebooks;

/// <summary>The ranking metrics of one user. Items with equal scores share their places: each number is the mean over all their orders.</summary>
/// <remarks>Source: McSherry and Najork, "Computing Information Retrieval Performance Measures Efficiently in the Presence of Tied Scores" (2008).</remarks>
internal readonly record struct UserRanking(double Precision, double Recall, double Ndcg, double HitRate)
{
    /// <param name="scores">Every item's score.</param>
    /// <param name="excluded">The items that are no candidates.</param>
    /// <param name="relevant">The items that should come first, all candidates; at least one.</param>
    /// <param name="top">The first k candidates, as <see cref="TopItems"/> finds them.</param>
    /// <param name="k">The length of the list.</param>
    internal static UserRanking Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, HashSet<int> relevant, List<int> top, int k)
    {
        var (hits, gain, missChance) = (0.0, 0.0, 1.0);
        for (var start = 0; start < top.Count;)
        {
            var end = start + 1;
            while (end < top.Count && scores[top[end]] == scores[top[start]]) end++;
            // Only the last group can go on beyond the list.
            var (size, good) = end < top.Count ? (end - start, CountRelevant(top, start, end, relevant)) : TiedWith(scores[top[start]], scores, excluded, relevant);
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

    private static (int Size, int Good) TiedWith(float score, ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, HashSet<int> relevant)
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
