using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MfNotebooks;

/// <summary>The names of the users or of the items, in order, and the way back from a name to its index.</summary>
internal sealed class NameIndex
{
    private const int NearestShown = 3;
    private readonly Dictionary<string, int> _indexes;

    /// <summary>Checks that each name is there and stands only once.</summary>
    /// <param name="kind">What is named, in the singular: <c>user</c> or <c>item</c>.</param>
    /// <param name="names">The names, copied.</param>
    /// <exception cref="ArgumentException">There is no name at all, one is empty, or one stands twice.</exception>
    internal NameIndex(string kind, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0) throw new ArgumentException($"There is no {kind}. Give at least one.");
        Kind = kind;
        Names = Array.AsReadOnly(names.ToArray());
        _indexes = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Names[i]))
                throw new ArgumentException(Invariant($"The name of {kind} [{i}] is empty. Give every {kind} a name."));
            if (!_indexes.TryAdd(Names[i], i))
                throw new ArgumentException(Invariant($"The name '{Names[i]}' stands for {kind} ")
                    + Invariant($"[{_indexes[Names[i]]}] and for {kind} [{i}]. Names must differ: rename one."));
        }
    }

    internal string Kind { get; }

    internal IReadOnlyList<string> Names { get; }

    internal int Count => Names.Count;

    /// <summary>Default names: "User 1", "User 2", …</summary>
    internal static NameIndex Numbered(string kind, int count) => new(kind, [.. Enumerable.Range(1, count)
        .Select(n => Invariant($"{char.ToUpperInvariant(kind[0])}{kind[1..]} {n}"))]);

    /// <exception cref="KeyNotFoundException">There is no such name; the message lists the nearest ones.</exception>
    internal int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_indexes.TryGetValue(name, out var index)) return index;
        var nearest = Names.OrderBy(other => Distance(name, other)).Take(NearestShown).Select(other => $"'{other}'");
        throw new KeyNotFoundException(
            Invariant($"There is no {Kind} '{name}' among the {Count}. Nearest names: {string.Join(", ", nearest)}."));
    }

    /// <summary>The letters to insert, delete or replace on the way, ignoring case (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var isSame = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}

/// <summary>Numbers the names of a file in the order in which they first appear.</summary>
/// <param name="kind">What is named: <c>user</c> or <c>item</c>.</param>
internal sealed class GrowingNames(string kind)
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [], _places = [];

    internal int Count => _names.Count;

    /// <summary>Where in the file the name stood first, such as <c>line 2</c>.</summary>
    internal string PlaceOf(int index) => _places[index];

    /// <summary>The name's number, a new one for a new name.</summary>
    internal int IndexOf(string name, string unit, long place, out bool isNew)
    {
        isNew = _indexes.TryAdd(name, _names.Count);
        if (!isNew) return _indexes[name];
        _names.Add(name);
        _places.Add(Invariant($"{unit} {place}"));
        return _names.Count - 1;
    }

    internal NameIndex ToIndex() => new(kind, _names);

    /// <summary>
    /// Two names that look alike (é as one character or as e and an accent, a space of another kind, <c>7</c> and
    /// <c>7.0</c> or <c>007</c>) would silently be two users or items: a problem. Names that differ in case alone stay
    /// two, and the reader is told.
    /// </summary>
    internal void Compare(CsvProblems problems, List<string> notes)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var others = 0;
        for (var i = 0; i < _names.Count; i++)
        {
            var key = LookOf(_names[i]);
            if (seen.TryAdd(key, i)) continue;
            var first = seen[key];
            var both = $"{kind} '{Plain(_names[first])}' ({_places[first]}) "
                + $"and {kind} '{Plain(_names[i])}' ({_places[i]})";
            if (key == LookOf(_names[first]))
                problems.Add($"{both} are two spellings of one name. Write it the same way everywhere.");
            else if (others++ == 0) notes.Add($"{both} differ only in upper and lower case; they stay two.");
        }
        if (others > 1) notes.Add(
            Invariant($"{others - 1:N0} further {kind}s differ from another only in upper and lower case."));
    }

    /// <summary>What a name looks like: without what cannot be seen, and a number in its shortest form.</summary>
    private static string LookOf(string name)
    {
        if (Ascii.IsValid(name) && !name.AsSpan().ContainsAny(" \t0")) return name;
        var look = new StringBuilder(name.Length);
        // U+FFFE is in no alphabet, and Normalize refuses it.
        foreach (var c in name.Replace('\uFFFE', '\uFFFD').Normalize())
        {
            var isSpace = char.IsWhiteSpace(c);
            if (isSpace ? look.Length == 0 || look[^1] == ' '
                : char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control) continue;
            look.Append(isSpace ? ' ' : c);
        }
        var text = look.ToString().TrimEnd();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point > 0 && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0) text = text[..point];
        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return text;
        return text.TrimStart('0') is { Length: > 0 } digits ? digits : text.Length > 0 ? "0" : text;
    }

    /// <summary>With the code of every character that is not a plain letter: two accents may look the same.</summary>
    private static string Plain(string name) => string.Concat(CsvProblems.Cut(name).Select(c =>
        c is >= ' ' and <= '~' or '…' ? c.ToString() : Invariant($"\\u{(int)c:X4}")));
}

/// <summary>Numbers whole numbers in the order in which they come. Small ones are looked up in an array.</summary>
internal sealed class NumberIndex
{
    /// <summary>The array may be so many times longer than there are numbers: ids have gaps.</summary>
    private const int MostGaps = 64, ShortestArray = 1 << 12;

    private readonly Dictionary<int, int> _sparse = [];
    private readonly List<int> _numbers = [];
    private int[] _dense = new int[ShortestArray];

    internal IReadOnlyList<int> Numbers => _numbers;

    /// <summary>The number's index; −1 for a number that has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(int number) =>
        (uint)number < (uint)_dense.Length && _dense[number] > 0 ? _dense[number] - 1
            : _sparse.GetValueOrDefault(number, -1);

    /// <summary>Gives a number that has no index the next one.</summary>
    internal int Add(int number)
    {
        var most = (long)MostGaps * (_numbers.Count + MostGaps);
        if (number >= _dense.Length && number < most) Array.Resize(ref _dense, (int)Math.Min(most, 2L * number));
        if ((uint)number < (uint)_dense.Length) _dense[number] = _numbers.Count + 1;
        else _sparse.Add(number, _numbers.Count);
        _numbers.Add(number);
        return _numbers.Count - 1;
    }

    /// <summary>The number's index; a new one for a new number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexOf(int number) => Find(number) is >= 0 and var index ? index : Add(number);

    internal NameIndex ToNames(string kind) =>
        new(kind, _numbers.ConvertAll(number => number.ToString(CultureInfo.InvariantCulture)));
}
