namespace MfNotebooks.Tests.HardTimes;

/// <summary>Ratings that are no mistake and yet at the edge of what can be: few, equal, far out of scale.</summary>
internal static class HardRatings
{
    /// <summary>Those that every training has to cope with.</summary>
    internal static IReadOnlyDictionary<string, RatingsTable> Plain { get; } = new Dictionary<string, RatingsTable>
    {
        ["one rating"] = Table(1, 1, (0, 0, 4)), ["one rating among many"] = Table(3, 4, (1, 2, 4)),
        ["one user"] = Full(1, 5, (_, item) => item + 1), ["one item"] = Full(5, 1, (user, _) => user + 1),
        ["all rated"] = Full(4, 4, (user, item) => user * item % 5 + 1), ["all equal"] = Full(4, 4, (_, _) => 3),
        ["all zero"] = Full(4, 4, (_, _) => 0),
        ["negative"] = Full(4, 4, (user, item) => -user * item),
        ["a user without"] = Table(3, 2, (0, 0, 1), (0, 1, 5), (2, 0, 3)),
        ["tiny"] = Full(4, 4, (user, item) => 1e-30f * (user + item + 1)),
        ["denormal"] = Full(4, 4, (user, _) => float.Epsilon * (1 + user)),
    };

    /// <summary>Those that a training may refuse, as long as it says why.</summary>
    internal static IReadOnlyDictionary<string, RatingsTable> Enormous { get; } = new Dictionary<string, RatingsTable>
    {
        ["1e10"] = Full(4, 4, (user, item) => 1e10f * (user * item + 1)),
        ["1e19"] = Full(4, 4, (user, item) => 1e19f * (user * item + 1)),
        ["1e30"] = Full(4, 4, (user, item) => 1e30f * (user * item + 1)),
        ["both ends"] = Full(4, 4, (user, item) => user == item ? float.MaxValue : float.MinValue),
        ["largest"] = Full(4, 4, (_, _) => float.MaxValue),
        ["every size"] = Table(2, 2, (0, 0, 1e30f), (0, 1, 1e-30f), (1, 0, -3)),
    };

    internal static IEnumerable<KeyValuePair<string, RatingsTable>> All => Plain.Concat(Enormous);

    private static RatingsTable Full(int users, int items, Func<int, int, float> value) =>
        Table(users, items, [.. from user in Enumerable.Range(0, users) from item in Enumerable.Range(0, items)
            select (user, item, value(user, item))]);

    private static RatingsTable Table(int users, int items, params (int User, int Item, float Value)[] ratings) =>
        RatingsTable.From(
        [.. Enumerable.Range(0, users).Select(u => FormattableString.Invariant($"u{u}"))],
            [.. Enumerable.Range(0, items).Select(i => FormattableString.Invariant($"i{i}"))],
        [.. ratings.Select(r => r.User)], [.. ratings.Select(r => r.Item)], [.. ratings.Select(r => r.Value)]);
}
