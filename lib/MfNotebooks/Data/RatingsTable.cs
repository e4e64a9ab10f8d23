using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>
/// Ratings as a list, however many users and items there are: entry i says that user <c>Users[i]</c> gave item
/// <c>Items[i]</c> the rating <c>Values[i]</c>. Only what is rated takes memory: 12 bytes per rating, 20 with
/// timestamps.
/// </summary>
public sealed class RatingsTable
{
    private readonly NameIndex _users;
    private readonly NameIndex _items;

    /// <summary>The users' ids and the items' ids, for another form of the same ratings.</summary>
    internal (NameIndex Users, NameIndex Items) Ids => (_users, _items);

    /// <summary>For callers who have checked what <see cref="From"/> checks; keeps the arrays.</summary>
    internal RatingsTable(NameIndex userIds, NameIndex itemIds, int[] users, int[] items, float[] values,
        long[] timestamps, IReadOnlyList<string>? notes = null)
    {
        (_users, _items, Notes) = (userIds, itemIds, notes ?? []);
        Users = ImmutableCollectionsMarshal.AsImmutableArray(users);
        Items = ImmutableCollectionsMarshal.AsImmutableArray(items);
        Values = ImmutableCollectionsMarshal.AsImmutableArray(values);
        Timestamps = ImmutableCollectionsMarshal.AsImmutableArray(timestamps);
        var sum = 0.0;
        foreach (var value in values) sum += value;
        Mean = sum / values.Length;
    }

    /// <summary>The user of each rating, as an index into <see cref="UserIds"/>.</summary>
    public ImmutableArray<int> Users { get; }

    /// <summary>The item of each rating, as an index into <see cref="ItemIds"/>.</summary>
    public ImmutableArray<int> Items { get; }

    /// <summary>The ratings.</summary>
    public ImmutableArray<float> Values { get; }

    /// <summary>When each rating was given, in seconds since 1970-01-01 UTC; empty where that is not known.</summary>
    public ImmutableArray<long> Timestamps { get; }

    /// <summary>The users' ids or names.</summary>
    public IReadOnlyList<string> UserIds => _users.Names;

    /// <summary>The items' ids or names.</summary>
    public IReadOnlyList<string> ItemIds => _items.Names;

    /// <summary>The number of users, those without any rating included.</summary>
    public int UserCount => _users.Count;

    /// <summary>The number of items, those without any rating included.</summary>
    public int ItemCount => _items.Count;

    /// <summary>The number of ratings; at least 1.</summary>
    public int Count => Values.Length;

    /// <summary>The mean rating.</summary>
    public double Mean { get; }

    /// <summary>The share of all user and item pairs that is rated, from 0 to 1.</summary>
    public double Density => Count / ((double)UserCount * ItemCount);

    /// <summary>For whoever gave the file: what was taken for what, names that nearly coincide.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Takes the ratings as parallel arrays.</summary>
    /// <param name="userIds">The users' ids, each different, <c>[users]</c>.</param>
    /// <param name="itemIds">The items' ids, each different, <c>[items]</c>.</param>
    /// <param name="users">Each rating's user, an index into the ids, <c>[ratings]</c>; copied like the rest.</param>
    /// <param name="items">Each rating's item, likewise, <c>[ratings]</c>.</param>
    /// <param name="values">The ratings, finite numbers, <c>[ratings]</c>.</param>
    /// <param name="timestamps">Seconds since 1970-01-01 UTC, <c>[ratings]</c>; none when left out.</param>
    /// <exception cref="ArgumentException">
    /// There is no rating, the lengths differ, an index is out of range, a rating is not finite, an id is empty or
    /// stands twice, or a user rates an item twice.
    /// </exception>
    public static RatingsTable From(
        IReadOnlyList<string> userIds, IReadOnlyList<string> itemIds, ReadOnlySpan<int> users, ReadOnlySpan<int> items,
        ReadOnlySpan<float> values, ReadOnlySpan<long> timestamps = default)
    {
        var (userIndex, itemIndex) = (new NameIndex("user", userIds), new NameIndex("item", itemIds));
        RequireLengths(users.Length, items.Length, values.Length, timestamps.Length);
        RequireInRange(users, userIndex);
        RequireInRange(items, itemIndex);
        RequireFinite(values);
        var (userArray, itemArray) = (users.ToArray(), items.ToArray());
        foreach (var (first, second) in Duplicates(userArray, itemArray, userIds.Count, itemIds.Count))
            throw new ArgumentException(
                Invariant($"User '{userIds[users[first]]}' rates item '{itemIds[items[first]]}' twice: ")
                + Invariant($"{values[first]} in entry {first} and {values[second]} in entry {second}. Keep one."));
        return new RatingsTable(userIndex, itemIndex, userArray, itemArray, values.ToArray(), timestamps.ToArray());
    }

    /// <summary>The index of a user's id in <see cref="UserIds"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such user; the message lists the nearest ids.</exception>
    public int IndexOfUser(string id) => _users.IndexOf(id);

    /// <summary>The index of an item's id in <see cref="ItemIds"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such item; the message lists the nearest ids.</exception>
    public int IndexOfItem(string id) => _items.IndexOf(id);

    /// <summary>
    /// The densest corner: the items with the most ratings, and the users with the most ratings of those. Where counts
    /// are equal, the earlier one is taken; all stay in their order.
    /// </summary>
    /// <param name="users">At most how many users; at least 1.</param>
    /// <param name="items">At most how many items; at least 1.</param>
    /// <returns>The ratings of those items by those users; there is at least one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public RatingsTable MostRated(int users, int items)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        var itemOf = Most(Items.AsSpan(), ItemCount, items, _ => true);
        var userOf = Most(Users.AsSpan(), UserCount, users, i => itemOf[Items[i]] >= 0);
        var chosen = Enumerable.Range(0, Count).Where(i => itemOf[Items[i]] >= 0 && userOf[Users[i]] >= 0).ToArray();
        return new RatingsTable(Names("user", UserIds, userOf), Names("item", ItemIds, itemOf),
            Array.ConvertAll(chosen, i => userOf[Users[i]]), Array.ConvertAll(chosen, i => itemOf[Items[i]]),
            Array.ConvertAll(chosen, i => Values[i]),
            Timestamps.IsEmpty ? [] : Array.ConvertAll(chosen, i => Timestamps[i]), Notes);
    }

    /// <summary>Some of the ratings, with all users and items, so that indexes mean the same in both.</summary>
    /// <param name="positions">Which, in the new order, from 0 to <see cref="Count"/> − 1; none twice.</param>
    /// <exception cref="ArgumentException">There is no position, one is out of range, or one stands twice.</exception>
    public RatingsTable Subset(IReadOnlyCollection<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Count == 0) throw new ArgumentException("A subset needs at least one rating.", nameof(positions));
        var taken = new BitArray(Count);
        foreach (var position in positions)
        {
            if ((uint)position >= (uint)Count)
                throw new ArgumentException(Invariant($"There is no rating {position}; ")
                    + Invariant($"they are numbered 0 to {Count - 1}."), nameof(positions));
            if (taken[position])
                throw new ArgumentException(
                    Invariant($"Rating {position} is named twice. Name each once."), nameof(positions));
            taken[position] = true;
        }
        return new RatingsTable(_users, _items,
            [.. positions.Select(i => Users[i])], [.. positions.Select(i => Items[i])],
            [.. positions.Select(i => Values[i])],
            Timestamps.IsEmpty ? [] : [.. positions.Select(i => Timestamps[i])]);
    }

    /// <summary>The size in words, and the <see cref="Notes"/>.</summary>
    public override string ToString() => string.Join('\n',
        [$"{Counted.Of(Count, "rating")} of {Counted.Of(ItemCount, "item")} by {Counted.Of(UserCount, "user")}: "
        + Invariant($"{Density:P2} of all pairs, {Mean:0.00} on average"), .. Notes]);

    /// <summary>For each row its place among the chosen, the most rated; −1 for the others.</summary>
    private static int[] Most(ReadOnlySpan<int> rows, int rowCount, int most, Func<int, bool> counts)
    {
        var (ratings, places) = (new int[rowCount], new int[rowCount]);
        for (var i = 0; i < rows.Length; i++)
            if (counts(i)) ratings[rows[i]]++;
        Array.Fill(places, -1);
        var chosen = Enumerable.Range(0, rowCount).Where(row => ratings[row] > 0).OrderByDescending(row => ratings[row])
            .Take(most).Order().ToArray();
        for (var i = 0; i < chosen.Length; i++) places[chosen[i]] = i;
        return places;
    }

    private static NameIndex Names(string kind, IReadOnlyList<string> names, int[] places) =>
        new(kind, [.. names.Where((_, i) => places[i] >= 0)]);

    private static void RequireLengths(int users, int items, int values, int timestamps)
    {
        if (values == 0) throw new ArgumentException("There are no ratings. Give at least one.", nameof(values));
        if (users != values || items != values || (timestamps != values && timestamps != 0))
            throw new ArgumentException("The lengths differ: "
                + $"{Counted.Of(users, "user")}, {Counted.Of(items, "item")}, {Counted.Of(values, "value")}, "
                + $"{Counted.Of(timestamps, "timestamp")}. "
                + "Give one of each per rating; timestamps may be left out.");
    }

    private static void RequireInRange(ReadOnlySpan<int> indexes, NameIndex names)
    {
        for (var i = 0; i < indexes.Length; i++)
        {
            if ((uint)indexes[i] >= (uint)names.Count)
                throw new ArgumentException(Invariant($"Entry {i} has {names.Kind} {indexes[i]}, ")
                    + $"which is not one of {Counted.Of(names.Count, names.Kind + " id")}. "
                    + Invariant($"Indexes run from 0 to {names.Count - 1}."), names.Kind + "s");
        }
    }

    private static void RequireFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(Invariant($"Entry {i} has the rating {values[i]}. ")
                    + "Ratings must be finite numbers; leave out what is not rated.", nameof(values));
        }
    }

    /// <summary>Each rating that repeats one of the same user and item, with the first of its kind.</summary>
    /// <remarks>
    /// Ratings go into the order of their users by a counting sort, each with its place; an item that has its user
    /// already is a second one. Linear in time, 4 bytes a rating.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static List<(int First, int Second)> Duplicates(int[] users, int[] items, int userCount, int itemCount)
    {
        var duplicates = new List<(int, int)>();
        var (order, lastUser, lastPlace) = (OrderByUser(users, userCount), new int[itemCount], new int[itemCount]);
        Array.Fill(lastUser, -1);
        for (var i = 0; i < users.Length; i++)
        {
            var place = order is null ? i : order[i];
            var (user, item) = (users[place], items[place]);
            if (lastUser[item] == user) duplicates.Add((lastPlace[item], place));
            else (lastUser[item], lastPlace[item]) = (user, place);
        }
        return duplicates;
    }

    /// <summary>Null where each user's ratings stand together, as they do in MovieLens' files.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[]? OrderByUser(int[] users, int userCount)
    {
        // Users are numbered as they come, so together means ascending.
        var isSorted = true;
        for (var i = 1; i < users.Length && isSorted; i++) isSorted = users[i - 1] <= users[i];
        if (isSorted) return null;
        var next = new int[userCount];
        foreach (var user in users) next[user]++;
        for (int user = 0, start = 0; user < userCount; user++) (next[user], start) = (start, start + next[user]);
        var order = new int[users.Length];
        for (var place = 0; place < users.Length; place++) order[next[users[place]]++] = place;
        return order;
    }
}
