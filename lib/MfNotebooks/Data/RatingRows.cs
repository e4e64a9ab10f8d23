using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>One rating as its own row sees it.</summary>
/// <param name="Partner">The other side's row: the item of a user's rating, the user of an item's.</param>
/// <param name="Value">The rating, on the scale of the rows.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RatedPartner(int Partner, float Value);

/// <summary>Trained on are <c>(r − μ) / s</c>, so that no setting depends on the ratings' scale.</summary>
/// <param name="Mean">μ.</param>
/// <param name="Deviation">s, their standard deviation; 1 where all are equal.</param>
internal readonly record struct RatingScale(double Mean, double Deviation)
{
    internal static RatingScale Of(RatingsTable ratings)
    {
        var squares = 0.0;
        foreach (var value in ratings.Values) squares += (value - ratings.Mean) * (value - ratings.Mean);
        return new RatingScale(ratings.Mean, squares > 0 ? Math.Sqrt(squares / ratings.Count) : 1);
    }
}

/// <summary>Ratings in rows, by user or by item, side by side in memory: 8 bytes a rating, 4 a row.</summary>
internal sealed class RatingRows
{
    private static readonly RatingScale AsTheyAre = new(0, 1);
    private readonly int[] _starts;
    private readonly RatedPartner[] _ratings;

    /// <summary>A counting sort, linear in time and memory; each row keeps the order of the table.</summary>
    private RatingRows(ReadOnlySpan<int> rows, int rowCount, ReadOnlySpan<int> partners, ReadOnlySpan<float> values,
        RatingScale scale)
    {
        (_starts, _ratings) = (new int[rowCount + 1], new RatedPartner[rows.Length]);
        // Counted two places on, the starts move to their own places while the rows are filled.
        foreach (var row in rows)
            if (row + 2 <= rowCount) _starts[row + 2]++;
        for (var row = 2; row <= rowCount; row++) _starts[row] += _starts[row - 1];
        for (var i = 0; i < rows.Length; i++)
        {
            var value = (float)((values[i] - scale.Mean) / scale.Deviation);
            _ratings[_starts[rows[i] + 1]++] = new RatedPartner(partners[i], value);
        }
    }

    internal static RatingRows ByUser(RatingsTable ratings, RatingScale? scale = null) =>
        new(ratings.Users.AsSpan(), ratings.UserCount, ratings.Items.AsSpan(), ratings.Values.AsSpan(),
            scale ?? AsTheyAre);

    internal static RatingRows ByItem(RatingsTable ratings, RatingScale? scale = null) =>
        new(ratings.Items.AsSpan(), ratings.ItemCount, ratings.Users.AsSpan(), ratings.Values.AsSpan(),
            scale ?? AsTheyAre);

    /// <summary>By user and by item, each rating as a click: its value is 1, whatever the stars.</summary>
    internal static (RatingRows ByUser, RatingRows ByItem) Clicks(RatingsTable ratings)
    {
        var ones = new float[ratings.Count];
        Array.Fill(ones, 1);
        return (new(ratings.Users.AsSpan(), ratings.UserCount, ratings.Items.AsSpan(), ones, AsTheyAre),
            new(ratings.Items.AsSpan(), ratings.ItemCount, ratings.Users.AsSpan(), ones, AsTheyAre));
    }

    /// <summary>The memory that <see cref="ByUser"/> and <see cref="ByItem"/> take together, in bytes.</summary>
    internal static long BytesOfBoth(RatingsTable ratings) =>
        2L * 8 * ratings.Count + sizeof(int) * ((long)ratings.UserCount + ratings.ItemCount);

    /// <summary>The number of rows, those without ratings included.</summary>
    internal int Count => _starts.Length - 1;

    /// <summary>The ratings of one row.</summary>
    internal ReadOnlySpan<RatedPartner> this[int row] => _ratings.AsSpan(_starts[row].._starts[row + 1]);
}
