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
        for (var i = 0; i < Names.Count; i++) Add(i);
    }

    internal string Kind { get; }

    internal IReadOnlyList<string> Names { get; }

    internal int Count => Names.Count;

    /// <summary>Default names: "User 1", "User 2", …</summary>
    internal static NameIndex Numbered(string kind, int count) =>
        new(kind, [.. Enumerable.Range(1, count).Select(n => FormattableString.Invariant($"{char.ToUpperInvariant(kind[0])}{kind[1..]} {n}"))]);

    internal bool TryIndexOf(string name, out int index) => _indexes.TryGetValue(name, out index);

    /// <exception cref="KeyNotFoundException">There is no such name; the message lists the nearest ones.</exception>
    internal int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (TryIndexOf(name, out var index)) return index;
        var nearest = Names.OrderBy(other => Distance(name, other)).Take(NearestShown).Select(other => $"'{other}'");
        throw new KeyNotFoundException(FormattableString.Invariant($"There is no {Kind} '{name}' among the {Count}. Nearest names: {string.Join(", ", nearest)}."));
    }

    private void Add(int i)
    {
        if (string.IsNullOrWhiteSpace(Names[i]))
            throw new ArgumentException(FormattableString.Invariant($"The name of {Kind} [{i}] is empty. Give every {Kind} a name."));
        if (!_indexes.TryAdd(Names[i], i))
            throw new ArgumentException(FormattableString.Invariant($"The name '{Names[i]}' stands for {Kind} [{_indexes[Names[i]]}] and for {Kind} [{i}]. Names must differ: rename one."));
    }

    /// <summary>The edits (insert, delete, replace a letter) that lead from one name to the other, ignoring case (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
