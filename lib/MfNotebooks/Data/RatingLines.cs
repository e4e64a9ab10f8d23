using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace MfNotebooks;

/// <summary>
/// The fast way through a list of ratings: lines of whole numbers and stars, <c>user, item, rating[, timestamp]</c>,
/// read from the bytes of the file. Whatever is not that plain (quotes, signs, spaces, ids with leading zeros, more
/// digits than a float holds) is handed back as it stands, so that this parser never has to guess.
/// </summary>
/// <param name="separator">What stands between the numbers: <c>,</c> <c>::</c> or a tab, say.</param>
internal sealed class RatingLines(string separator)
{
    /// <summary>A rating of more digits would not be exact in a float; an id might not fit an int.</summary>
    private const int MostRatingDigits = 7, MostIdDigits = 9, MostTimeDigits = 11;

    private const int BlockSize = 1 << 18;

    private static readonly float[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    private readonly byte _separator = (byte)separator[0];
    private readonly bool _isDouble = separator.Length == 2;

    internal NumberIndex Users { get; init; } = new();

    internal NumberIndex Items { get; init; } = new();

    /// <summary>Whether there is an item; ratings of any other are left out and counted. Null for all.</summary>
    internal Predicate<int>? IsKnown { get; init; }

    /// <summary>How many ratings were of no known item.</summary>
    internal int LeftOut { get; private set; }

    /// <summary>What was read so far.</summary>
    internal RatingsBuilder Result { get; private set; } = new(0, false);

    /// <exception cref="CsvRatingsException">There is no rating, or a user rates an item twice.</exception>
    internal RatingsTable ToTable(string path, IReadOnlyList<string>? notes = null)
    {
        var problems = new CsvProblems(path);
        if (Result.Count == 0) throw problems.Refuse("there is no rating in it.");
        return Result.ToTable(Users.ToNames("user"), Items.ToNames("item"), problems, notes);
    }

    /// <summary>Begins with no rating, for <see cref="Add"/>.</summary>
    internal void Start(int capacity, bool isTimed) => Result = new(capacity, isTimed);

    /// <summary>
    /// Reads a file from a byte on, where the line of that number begins. <paramref name="unusual"/> is told of each
    /// line that is not plain, with its number, and says whether to go on; false where it does not.
    /// </summary>
    internal bool Read(string path, long start, int line, bool isTimed, Func<byte[], int, bool> unusual)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var (block, filled) = (ArrayPool<byte>.Shared.Rent(BlockSize), 0);
        Start(CountLines(file, start, block), isTimed);
        for (var isEnd = false; !isEnd;)
        {
            var count = RandomAccess.Read(file, block.AsSpan(filled, block.Length - filled - 1), start);
            (start, filled, isEnd) = (start + count, filled + count, count == 0);
            // A last line without an end gets one.
            if (isEnd && filled > 0 && block[filled - 1] != '\n') block[filled++] = (byte)'\n';
            var whole = block.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (!ReadLines(block.AsSpan(0, whole), ref line, unusual))
            {
                ArrayPool<byte>.Shared.Return(block);
                return false;
            }
            block.AsSpan(whole, filled - whole).CopyTo(block);
            filled -= whole;
            if (filled == block.Length - 1) Array.Resize(ref block, 2 * block.Length);
        }
        ArrayPool<byte>.Shared.Return(block);
        return true;
    }

    /// <summary>Takes a rating, unless its item is not <see cref="IsKnown"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int user, int item, float rating, long timestamp, int line)
    {
        var index = Items.Find(item);
        if (index < 0)
        {
            if (IsKnown?.Invoke(item) == false)
            {
                LeftOut++;
                return;
            }
            index = Items.Add(item);
        }
        Result.Add(Users.IndexOf(user), index, rating, timestamp, line);
    }

    /// <summary>Reading the file once for the lines alone takes little, and then nothing has to grow.</summary>
    private static int CountLines(SafeFileHandle file, long at, byte[] block)
    {
        var lines = 1L;
        for (int count; (count = RandomAccess.Read(file, block, at)) > 0; at += count)
            lines += block.AsSpan(0, count).Count((byte)'\n');
        return (int)Math.Min(lines, Array.MaxLength);
    }

    /// <summary>Compiled at its best from the first line on, or a file would be half read before that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadLines(ReadOnlySpan<byte> lines, ref int line, Func<byte[], int, bool> unusual)
    {
        for (var at = 0; at < lines.Length; line++)
        {
            var begin = at;
            if (TryId(lines, ref at, out var user) && TryId(lines, ref at, out var item)
                && TryRating(lines, ref at, out var rating)
                && TryTimestamp(lines, ref at, out var timestamp) && TryEnd(lines, ref at))
            {
                Add(user, item, rating, timestamp, line);
                continue;
            }
            var end = begin + lines[begin..].IndexOf((byte)'\n');
            at = end + 1;
            var text = lines[begin..end].TrimEnd((byte)'\r');
            if (text.Length > 0 && !unusual(text.ToArray(), line)) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryId(ReadOnlySpan<byte> text, ref int at, out int id)
    {
        var digits = TakeDigits(text, ref at, out var number);
        id = (int)number;
        return digits is > 0 and <= MostIdDigits && (text[at - digits] != '0' || digits == 1)
            && TrySeparator(text, ref at);
    }

    /// <summary>A quotient of numbers that a float holds exactly is exact but for one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRating(ReadOnlySpan<byte> text, ref int at, out float rating)
    {
        var digits = TakeDigits(text, ref at, out var number);
        rating = number;
        if (digits is 0 or > MostRatingDigits) return false;
        if (text[at] != '.') return true;
        at++;
        var decimals = TakeDigits(text, ref at, out var fraction);
        if (decimals == 0 || digits + decimals > MostRatingDigits) return false;
        rating = (number * (long)PowersOfTen[decimals] + fraction) / PowersOfTen[decimals];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTimestamp(ReadOnlySpan<byte> text, ref int at, out long timestamp)
    {
        timestamp = 0;
        return !Result.IsTimed
            || (TrySeparator(text, ref at) && TakeDigits(text, ref at, out timestamp) is > 0 and <= MostTimeDigits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEnd(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] == '\r') at++;
        return text[at++] == '\n';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySeparator(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at++] != _separator) return false;
        return !_isDouble || text[at++] == _separator;
    }

    /// <summary>How many digits; the number is right for up to 18. Every line ends, so this does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeDigits(ReadOnlySpan<byte> text, ref int at, out long number)
    {
        var begin = at;
        number = 0;
        for (uint digit; (digit = (uint)(text[at] - '0')) <= 9; at++) number = 10 * number + digit;
        return at - begin;
    }
}

/// <summary>Ratings while they are read: 24 bytes each; the table keeps 20, or 12 without timestamps.</summary>
internal sealed class RatingsBuilder
{
    private int[] _users, _items, _lines;
    private float[] _values;
    private long[] _timestamps;

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
    /// <exception cref="CsvRatingsException">A user rates an item twice, or there were problems.</exception>
    internal RatingsTable ToTable(NameIndex users, NameIndex items, CsvProblems problems,
        IReadOnlyList<string>? notes = null)
    {
        Resize(Count);
        foreach (var (first, second) in RatingsTable.Duplicates(_users, _items, users.Count, items.Count))
            problems.AddLine(_lines[second], $"user '{users.Names[_users[second]]}' rates item "
                + Invariant($"'{items.Names[_items[second]]}' with {_values[second]}, ")
                + Invariant($"and already in line {_lines[first]} with {_values[first]}. Keep one of the two."));
        problems.ThrowIfAny();
        return new RatingsTable(users, items, _users, _items, _values, _timestamps,
            Unrated(_values) is { } note ? [.. notes ?? [], note] : notes);
    }

    /// <summary>
    /// Many data sets write 0 or −1 for "seen, not rated", and others 99 or −999, which would be learnt as the worst
    /// or the best rating: a note where the others are a scale of their own that begins above it, or is far from it.
    /// </summary>
    private static string? Unrated(float[] values)
    {
        if (values.Length == 0) return null;
        var (lowest, highest) = (values.Min(), values.Max());
        var code = lowest is 0 or -1 || IsFarCode(lowest) ? lowest : highest;
        if (code is not (0 or -1) && !IsFarCode(code)) return null;
        var (count, least, most) = (0, float.MaxValue, float.MinValue);
        foreach (var value in values)
        {
            if (value == code) count++;
            else (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        var isCode = IsFarCode(code) ? 5 * Math.Max(Math.Abs(least), Math.Abs(most)) <= Math.Abs(code)
            : least >= code + 1 && most >= 3;
        return count == values.Length || !isCode ? null
            : Invariant($"{count:N0} of {values.Length:N0} ratings are {code}, the others {least} to {most}. ")
            + Invariant($"If {code} means 'not rated' here, take those out (lines or cells): ")
            + $"they count as the {(code > most ? "best" : "worst")} rating.";
    }

    private static bool IsFarCode(float value) => Math.Abs(value) is 99 or 999 or 9_999;

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
