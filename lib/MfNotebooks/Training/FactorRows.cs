namespace MfNotebooks;

/// <summary>
/// The users, or the items, of a model while it is trained: their ratings in rows, and for each row its factors with its
/// bias behind them, side by side in memory.
/// </summary>
/// <param name="ratings">The ratings, on the scale that is trained on.</param>
/// <param name="latentDim">k.</param>
internal sealed class FactorRows(RatingRows ratings, int latentDim)
{
    private readonly float[] _rows = new float[ratings.Count * (latentDim + 1)];

    internal RatingRows Ratings => ratings;

    internal int Count => ratings.Count;

    /// <summary>All rows, <c>[rows × k + 1]</c>.</summary>
    internal ReadOnlySpan<float> All => _rows;

    /// <summary>A row: its factors and its bias, <c>[k + 1]</c>.</summary>
    internal Span<float> this[int row] => _rows.AsSpan(row * (latentDim + 1), latentDim + 1);

    /// <summary>Draws small random factors for the rows that have ratings; the others stay zero.</summary>
    internal void Draw(Random random, double spread)
    {
        for (var row = 0; row < Count; row++)
        {
            var drawn = random.NextGaussians(latentDim, spread);
            if (!ratings[row].IsEmpty) drawn.CopyTo(this[row]);
        }
    }

    /// <summary>The memory that both sides take, and the model that is made of them, in bytes.</summary>
    internal static long BytesOfBoth(RatingsTable table, int latentDim) =>
        2L * sizeof(float) * (latentDim + 1L) * ((long)table.UserCount + table.ItemCount);

    /// <summary>The largest k with which the factors of a side are still one array.</summary>
    internal static long MaxLatentDim(RatingsTable table) => Array.MaxLength / Math.Max(table.UserCount, table.ItemCount) - 1;

    /// <summary>The model in stars: a product of two factors has to grow by s, so each of them grows by √s.</summary>
    internal static BiasedFactorModel ToModel(string name, string settings, RatingScale scale, FactorRows users, FactorRows items)
    {
        var (deviation, root) = ((float)scale.Deviation, (float)Math.Sqrt(scale.Deviation));
        return new BiasedFactorModel(name, settings, (float)scale.Mean, Biases(users), Biases(items),
            users.ToMatrix(root), items.ToMatrix(root))
        {
            Deviation = scale.Deviation,
        };

        float[] Biases(FactorRows side) => [.. Enumerable.Range(0, side.Count).Select(row => side[row][^1] * deviation)];
    }

    /// <summary>The factors without the biases, <c>[rows × k]</c>, all times one number.</summary>
    internal float[,] ToMatrix(float times = 1)
    {
        var factors = new float[Count, latentDim];
        for (var row = 0; row < Count; row++)
        {
            var from = this[row];
            for (var f = 0; f < latentDim; f++) factors[row, f] = from[f] * times;
        }
        return factors;
    }
}
