namespace MfNotebooks;

/// <summary>The positions of a table's ratings, grouped by user or by item. Takes 4 bytes per rating and per group.</summary>
internal sealed class RatingGroups
{
    private readonly int[] _starts;
    private readonly int[] _positions;

    /// <summary>Groups by a counting sort, linear in time and memory; each group keeps the order of the ratings.</summary>
    /// <param name="keys">The group of each rating, from 0.</param>
    /// <param name="groupCount">One more than the highest group may be.</param>
    internal RatingGroups(ReadOnlySpan<int> keys, int groupCount)
    {
        (_starts, _positions) = (new int[groupCount + 1], new int[keys.Length]);
        foreach (var key in keys) _starts[key + 1]++;
        for (var group = 0; group < groupCount; group++) _starts[group + 1] += _starts[group];
        var next = _starts.AsSpan(0, groupCount).ToArray();
        for (var position = 0; position < keys.Length; position++) _positions[next[keys[position]]++] = position;
    }

    internal int Count => _starts.Length - 1;

    /// <summary>All positions, group by group.</summary>
    internal IReadOnlyList<int> All => _positions;

    /// <summary>The positions of one group's ratings.</summary>
    internal ReadOnlySpan<int> this[int group] => _positions.AsSpan(_starts[group].._starts[group + 1]);

    internal static RatingGroups ByUser(RatingsTable ratings) => new(ratings.Users.AsSpan(), ratings.UserCount);

    internal static RatingGroups ByItem(RatingsTable ratings) => new(ratings.Items.AsSpan(), ratings.ItemCount);
}
