using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>One rating as its own row sees it.</summary>
/// <param name="Partner">The other side's row: the item of a user's rating, the user of an item's.</param>
/// <param name="Value">The rating.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RatedPartner(int Partner, float Value);

/// <summary>
/// Ratings in rows, by user or by item: what a training walks over, row by row. Partner and value of a rating stand side
/// by side in memory, and so do the ratings of a row. Takes 8 bytes a rating and 4 a row.
/// </summary>
internal sealed class RatingRows
{
    private readonly int[] _starts;
    private readonly RatedPartner[] _ratings;

    /// <summary>A counting sort, linear in time and memory; each row keeps the order of the table.</summary>
    private RatingRows(ReadOnlySpan<int> rows, int rowCount, ReadOnlySpan<int> partners, ReadOnlySpan<float> values)
    {
        (_starts, _ratings) = (new int[rowCount + 1], new RatedPartner[rows.Length]);
        // Counted two places on, the starts move to their own places while the rows are filled.
        foreach (var row in rows)
            if (row + 2 <= rowCount) _starts[row + 2]++;
        for (var row = 2; row <= rowCount; row++) _starts[row] += _starts[row - 1];
        for (var i = 0; i < rows.Length; i++) _ratings[_starts[rows[i] + 1]++] = new RatedPartner(partners[i], values[i]);
    }

    internal static RatingRows ByUser(RatingsTable ratings) =>
        new(ratings.Users.AsSpan(), ratings.UserCount, ratings.Items.AsSpan(), ratings.Values.AsSpan());

    internal static RatingRows ByItem(RatingsTable ratings) =>
        new(ratings.Items.AsSpan(), ratings.ItemCount, ratings.Users.AsSpan(), ratings.Values.AsSpan());

    /// <summary>The memory that <see cref="ByUser"/> and <see cref="ByItem"/> take together, in bytes.</summary>
    internal static long BytesOfBoth(RatingsTable ratings) =>
        2L * 8 * ratings.Count + sizeof(int) * ((long)ratings.UserCount + ratings.ItemCount);

    /// <summary>The number of rows, those without ratings included.</summary>
    internal int Count => _starts.Length - 1;

    /// <summary>The ratings of one row.</summary>
    internal ReadOnlySpan<RatedPartner> this[int row] => _ratings.AsSpan(_starts[row].._starts[row + 1]);
}
