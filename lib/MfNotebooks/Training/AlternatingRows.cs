namespace MfNotebooks;

/// <summary>
/// The rows of one side in an order that suits batches: rows with equally many ratings side by side, and cut into
/// batches whose numbers fit the processor's cache.
/// </summary>
/// <remarks>
/// Counts are rounded up to steps of at most an eighth, and the places left over are filled with a partner that is all
/// zeros. A row of zeros changes no normal equation, and without the rounding the rows with many ratings would each
/// be a batch of their own.
/// </remarks>
internal sealed class AlternatingRows
{
    /// <summary>The numbers of one batch: with k = 32, four megabytes' worth would leave the cache of one core.</summary>
    internal const int NumbersPerBatch = 1 << 19;

    private readonly RatingGroups _groups;

    /// <param name="groups">The positions of each row's ratings.</param>
    /// <param name="columns">The numbers that each rating brings into a batch.</param>
    internal AlternatingRows(RatingGroups groups, int columns)
    {
        _groups = groups;
        Order = [.. Enumerable.Range(0, groups.Count).OrderByDescending(CountOf)];
        Rank = new int[Order.Length];
        for (var rank = 0; rank < Order.Length; rank++) Rank[Order[rank]] = rank;
        Batches = [.. Cut(NumbersPerBatch / columns)];
    }

    /// <summary>A run of rows that are solved together.</summary>
    /// <param name="FirstRank">The rank of the first.</param>
    /// <param name="RowCount">How many there are.</param>
    /// <param name="Length">The places for each row's ratings.</param>
    /// <param name="Start">Where their places begin among those of all batches.</param>
    internal readonly record struct Batch(int FirstRank, int RowCount, int Length, int Start)
    {
        internal int PlaceCount => RowCount * Length;
    }

    /// <summary>The row at each rank; rows with the most ratings come first.</summary>
    internal int[] Order { get; }

    /// <summary>The rank of each row.</summary>
    internal int[] Rank { get; }

    /// <summary>All rows that have ratings, in the order of their ranks.</summary>
    internal IReadOnlyList<Batch> Batches { get; }

    internal int CountOf(int row) => _groups[row].Length;

    /// <summary>Lays each rating's partner and value out in the places of the batches.</summary>
    /// <param name="partners">The other side's row of each rating.</param>
    /// <param name="partnerRank">The rank of each such row.</param>
    /// <param name="values">The ratings.</param>
    /// <param name="mean">What is taken off each rating.</param>
    internal (int[] Partners, float[] Targets) LayOut(ReadOnlySpan<int> partners, int[] partnerRank, ReadOnlySpan<float> values, float mean)
    {
        var placeCount = Batches.Count == 0 ? 0 : Batches[^1].Start + Batches[^1].PlaceCount;
        var (laidPartners, targets) = (new int[placeCount], new float[placeCount]);
        Array.Fill(laidPartners, partnerRank.Length);
        foreach (var batch in Batches)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                var place = batch.Start + i * batch.Length;
                foreach (var rating in _groups[Order[batch.FirstRank + i]])
                {
                    laidPartners[place] = partnerRank[partners[rating]];
                    targets[place++] = values[rating] - mean;
                }
            }
        }
        return (laidPartners, targets);
    }

    private IEnumerable<Batch> Cut(int placesPerBatch)
    {
        var start = 0;
        for (var rank = 0; rank < Order.Length && CountOf(Order[rank]) > 0;)
        {
            var length = RoundUp(CountOf(Order[rank]));
            var most = Math.Max(1, placesPerBatch / length);
            var end = rank + 1;
            while (end < Order.Length && end - rank < most && CountOf(Order[end]) > 0 && RoundUp(CountOf(Order[end])) == length) end++;
            yield return new Batch(rank, end - rank, length, start);
            start += (end - rank) * length;
            rank = end;
        }
    }

    /// <summary>Keeps the four leading binary digits, rounding up: 8 stays, 17 becomes 18, 1,000 becomes 1,024.</summary>
    private static int RoundUp(int count)
    {
        var step = 1 << Math.Max(0, int.Log2(count) - 3);
        return (count + step - 1) / step * step;
    }
}
