namespace MfNotebooks;

/// <summary>
/// Ranks items by what the user gave to those most alike: <c>s_ui = Σ_{j ∈ N(i), rated by u} w_ij · r_uj</c>, with
/// <c>w_ij = cos(r_i, r_j) · n_ij / (n_ij + β)</c>, and N(i) the items with the largest w_ij.
/// </summary>
/// <remarks>
/// r_i is an item's column of the table with every hole taken for 0, and n_ij counts the users who rated both: β
/// shrinks what rests on a few users. The sum is not divided by the weights, as a prediction of stars would be: what
/// has many neighbours among the rated items is to come first. Sources: Deshpande and Karypis, "Item-Based Top-N
/// Recommendation Algorithms" (2004); Cremonesi, Koren and Turrin, "Performance of Recommender Algorithms on Top-N
/// Recommendation Tasks" (2010), section 3.1; the shrinkage of Bell and Koren, "Scalable Collaborative Filtering with
/// Jointly Derived Neighborhood Interpolation Weights" (2007).
/// </remarks>
public sealed class ItemNeighbours : IItemRanker
{
    private readonly RatingRows _byUser;
    private readonly RatedPartner[][] _alike;

    private ItemNeighbours(RatingRows byUser, RatedPartner[][] alike, string settings) =>
        (_byUser, _alike, Settings) = (byUser, alike, settings);

    /// <inheritdoc/>
    public string Name => "item neighbours";

    /// <inheritdoc/>
    public string Settings { get; }

    /// <inheritdoc/>
    public int ItemCount => _alike.Length;

    /// <summary>Compares each item with all that a user of it rated too, on all cores; threads change no bit.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="neighbours">How many items most alike each item keeps; at least 1. Default 50.</param>
    /// <param name="shrinkage">β ≥ 0, in users. Default 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static ItemNeighbours Fit(RatingsTable ratings, int neighbours = 50, double shrinkage = 2)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        SettingRange.Require(neighbours >= 1, neighbours, "at least 1");
        SettingRange.RequirePenalty(shrinkage);
        var (byUser, byItem) = (RatingRows.ByUser(ratings), RatingRows.ByItem(ratings));
        var lengths = new double[byItem.Count];
        for (var item = 0; item < lengths.Length; item++)
        {
            foreach (var (_, value) in byItem[item]) lengths[item] += (double)value * value;
            lengths[item] = Math.Sqrt(lengths[item]);
        }
        var alike = new RatedPartner[byItem.Count][];
        Parallel.For(0, alike.Length, () => new ColumnProducts(byUser, byItem), (item, _, products) =>
        {
            products.Of(item);
            alike[item] = products.Largest(neighbours, other => products.Dot[other] / (lengths[item] * lengths[other])
                * products.Count[other] / (products.Count[other] + shrinkage));
            return products;
        }, _ => { });
        var settings = Invariant($"{Counted.Of(neighbours, "neighbour")}, β {shrinkage}");
        return new ItemNeighbours(byUser, alike, settings);
    }

    /// <summary>The items most alike to one, best first, each with its w.</summary>
    /// <param name="item">The item's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public IReadOnlyList<(int Item, float Weight)> AlikeTo(int item)
    {
        SettingRange.Require((uint)item < (uint)ItemCount, item, Invariant($"0 to {ItemCount - 1}"));
        return [.. _alike[item].Select(other => (other.Partner, other.Value))];
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, _byUser.Count);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        scores.Clear();
        if (user < 0) return;
        var given = new float[ItemCount];
        foreach (var (item, value) in _byUser[user]) given[item] = value;
        for (var item = 0; item < scores.Length; item++)
            foreach (var (other, weight) in _alike[item]) scores[item] += weight * given[other];
    }

    /// <summary>The products of one item's column with all the others that are not zero.</summary>
    private sealed class ColumnProducts(RatingRows byUser, RatingRows byItem)
    {
        private readonly List<int> _met = [];
        private int _item;

        /// <summary><c>r_i·r_j</c>, <c>[items]</c>.</summary>
        internal double[] Dot { get; } = new double[byItem.Count];

        /// <summary>n_ij, <c>[items]</c>.</summary>
        internal int[] Count { get; } = new int[byItem.Count];

        internal void Of(int item)
        {
            foreach (var other in _met) (Dot[other], Count[other]) = (0, 0);
            _met.Clear();
            _item = item;
            foreach (var (user, value) in byItem[item])
            {
                foreach (var (other, its) in byUser[user])
                {
                    if (Count[other]++ == 0) _met.Add(other);
                    Dot[other] += (double)value * its;
                }
            }
        }

        /// <summary>The others with the largest weights above 0, best first; of equal ones the smaller index.</summary>
        internal RatedPartner[] Largest(int count, Func<int, double> weight)
        {
            var best = new PriorityQueue<int, (float Weight, int Before)>(Math.Min(count, _met.Count) + 1);
            foreach (var other in _met)
            {
                var key = ((float)weight(other), -other);
                if (other == _item || !(key.Item1 > 0)) continue;
                if (best.Count < count) best.Enqueue(other, key);
                else best.EnqueueDequeue(other, key);
            }
            var sorted = new RatedPartner[best.Count];
            while (best.TryDequeue(out var other, out var key))
                sorted[best.Count] = new RatedPartner(other, key.Weight);
            return sorted;
        }
    }
}
