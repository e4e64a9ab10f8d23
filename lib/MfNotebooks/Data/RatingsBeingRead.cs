namespace MfNotebooks;

/// <summary>Ratings while they are read.</summary>
internal sealed class RatingsBeingRead
{
    private readonly List<int> _users = [], _items = [];
    private readonly List<float> _values = [];
    private readonly List<long> _timestamps = [];

    internal int Count => _values.Count;

    internal void Add(int user, int item, float value, long timestamp)
    {
        _users.Add(user);
        _items.Add(item);
        _values.Add(value);
        _timestamps.Add(timestamp);
    }

    /// <summary>The table, once no user rates a film twice.</summary>
    /// <exception cref="CsvRatingsException">There are problems, these or earlier ones.</exception>
    internal RatingsTable ToTable(NameIndex users, NameIndex items, CsvProblems problems)
    {
        var (userOf, itemOf) = (_users.ToArray(), _items.ToArray());
        foreach (var (first, second) in DuplicateRatings.Find(userOf, itemOf, users.Count, items.Count))
            problems.Add(FormattableString.Invariant($"rating {second + 1}: user {users.Names[userOf[second]]} rates film {items.Names[itemOf[second]]} with {_values[second]}, and already in rating {first + 1} with {_values[first]}. Keep one of the two."));
        problems.ThrowIfAny();
        return new RatingsTable(users, items, userOf, itemOf, [.. _values], [.. _timestamps]);
    }
}
