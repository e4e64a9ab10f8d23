using System.Globalization;
using System.Runtime.CompilerServices;

namespace MfNotebooks;

/// <summary>
/// Ratings while they are read; a table once no user rates an item twice. Takes 24 bytes a rating meanwhile; the table
/// keeps 20, or 12 without timestamps.
/// </summary>
internal sealed class RatingsBuilder
{
    private int[] _users, _items, _lines;
    private float[] _values;
    private long[] _timestamps;

    /// <param name="capacity">How many ratings to make room for; more are taken.</param>
    /// <param name="isTimed">Whether every rating has a timestamp.</param>
    internal RatingsBuilder(int capacity, bool isTimed)
    {
        (_users, _items, _lines) = (new int[capacity], new int[capacity], new int[capacity]);
        (_values, _timestamps, IsTimed) = (new float[capacity], new long[isTimed ? capacity : 0], isTimed);
    }

    internal int Count { get; private set; }

    internal bool IsTimed { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int user, int item, float value, long timestamp, int line)
    {
        if (Count == _values.Length) Resize(Math.Max(16, 2 * Count));
        var i = Count++;
        (_users[i], _items[i], _values[i], _lines[i]) = (user, item, value, line);
        if (IsTimed) _timestamps[i] = timestamp;
    }

    /// <summary>The table of what was added.</summary>
    /// <exception cref="CsvRatingsException">
    /// A user rates an item twice, there is no rating, or there were problems before.
    /// </exception>
    internal RatingsTable ToTable(NameIndex users, NameIndex items, CsvProblems problems,
        IReadOnlyList<string>? notes = null)
    {
        Resize(Count);
        foreach (var (first, second) in RatingsTable.Duplicates(_users, _items, users.Count, items.Count))
            problems.AddLine(_lines[second], string.Create(CultureInfo.InvariantCulture,
                $"user '{users.Names[_users[second]]}' rates item '{items.Names[_items[second]]}' with "
                    + $"{_values[second]}, ")
                + string.Create(CultureInfo.InvariantCulture, $"and already in line {_lines[first]} with "
                + $"{_values[first]}. Keep one of the two."));
        problems.ThrowIfAny();
        return new RatingsTable(users, items, _users, _items, _values, _timestamps,
            Unrated(_values) is { } note ? [.. notes ?? [], note] : notes);
    }

    /// <summary>
    /// Many data sets write 0 or −1 for "seen, not rated", which would be learnt as the worst rating: a note where
    /// the others are a scale of their own that begins above it.
    /// </summary>
    private static string? Unrated(float[] values)
    {
        if (values.Length == 0 || values.Min() is var lowest && lowest is not (0 or -1)) return null;
        var (count, next, highest) = (0, float.MaxValue, values.Max());
        foreach (var value in values)
        {
            if (value == lowest) count++;
            else next = Math.Min(next, value);
        }
        return next < lowest + 1 || highest < 3 ? null : string.Create(CultureInfo.InvariantCulture,
            $"{count:N0} of {values.Length:N0} ratings are {lowest}, the others {next} to {highest}. If {lowest} ")
            + "means 'not rated' here, take those out (lines or cells): they count as the worst rating.";
    }

    private void Resize(int size)
    {
        if (size == _values.Length) return;
        Array.Resize(ref _users, size);
        Array.Resize(ref _items, size);
        Array.Resize(ref _lines, size);
        Array.Resize(ref _values, size);
        if (IsTimed) Array.Resize(ref _timestamps, size);
    }
}
