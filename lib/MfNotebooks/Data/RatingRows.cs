namespace MfNotebooks;

/// <summary>Ratings while they are read.</summary>
internal sealed class RatingRows
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

    /// <summary>Notes each rating that a user gives a second time.</summary>
    internal void AddDuplicates(CsvProblems problems, IReadOnlyList<int> userIds, IReadOnlyList<int> itemIds)
    {
        foreach (var (first, second) in DuplicateRatings.Find([.. _users], [.. _items], userIds.Count, itemIds.Count))
            problems.Add(FormattableString.Invariant($"rating {second + 1}: user {userIds[_users[second]]} rates film {itemIds[_items[second]]} with {_values[second]}, and already in rating {first + 1} with {_values[first]}. Keep one of the two."));
    }

    internal RatingsTable ToTable(NameIndex users, NameIndex items) => new(users, items, [.. _users], [.. _items], [.. _values], [.. _timestamps]);
}
