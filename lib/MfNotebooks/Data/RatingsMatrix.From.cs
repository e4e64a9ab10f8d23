namespace MfNotebooks;

public sealed partial class RatingsMatrix
{
    /// <summary>Takes a rectangular array, one row per user, in which one value means "not rated".</summary>
    /// <param name="values"><c>[users × items]</c>, copied.</param>
    /// <param name="missing">
    /// What "not rated" looks like: <see cref="MissingValue.Zero"/> (the default; a true 0 cannot be a rating then)
    /// or <see cref="MissingValue.NaN"/>.
    /// </param>
    /// <param name="users">One name per row; "User 1", "User 2", … when left out.</param>
    /// <param name="items">One name per column; "Item 1", "Item 2", … when left out.</param>
    /// <exception cref="ArgumentException">
    /// There is no user, item or rating, a value is not finite, or the names are not one per row and column, each
    /// different.
    /// </exception>
    public static RatingsMatrix From(float[,] values, MissingValue missing = MissingValue.Zero,
        IReadOnlyList<string>? users = null, IReadOnlyList<string>? items = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!Enum.IsDefined(missing))
            throw new ArgumentException(
                $"'{missing}' is no way to mark a missing rating. Use MissingValue.Zero or MissingValue.NaN.",
                    nameof(missing));
        return Create(values.GetLength(0), values.GetLength(1),
            (user, item) => values[user, item] is var value
                && (missing == MissingValue.Zero ? value == 0 : float.IsNaN(value))
                ? null : value, users, items);
    }

    /// <summary>Takes a rectangular array, one row per user, with null for "not rated"; a 0 is a rating of 0.</summary>
    /// <param name="values"><c>[users × items]</c>, copied.</param>
    /// <param name="users">One name per row; "User 1", "User 2", … when left out.</param>
    /// <param name="items">One name per column; "Item 1", "Item 2", … when left out.</param>
    /// <exception cref="ArgumentException">
    /// There is no user, item or rating, a value is not finite, or the names are not one per row and column, each
    /// different.
    /// </exception>
    public static RatingsMatrix From(float?[,] values, IReadOnlyList<string>? users = null,
        IReadOnlyList<string>? items = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values.GetLength(0), values.GetLength(1), (user, item) => values[user, item], users, items);
    }

    /// <summary>Takes rows of equal length, one per user, with null for "not rated"; a 0 is a rating of 0.</summary>
    /// <param name="rows">
    /// One row per user, such as <c>[[5, null, 1], [null, 4, 2]]</c> or a <c>float?[][]</c>; copied.
    /// </param>
    /// <param name="users">One name per row; "User 1", "User 2", … when left out.</param>
    /// <param name="items">One name per column; "Item 1", "Item 2", … when left out.</param>
    /// <exception cref="ArgumentException">
    /// The rows differ in length, there is no user, item or rating, a value is not finite, or the names are not one
    /// per row and column, each different.
    /// </exception>
    public static RatingsMatrix From(IReadOnlyList<IReadOnlyList<float?>> rows, IReadOnlyList<string>? users = null,
        IReadOnlyList<string>? items = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var width = rows.Count == 0 ? 0 : rows[0]?.Count ?? 0;
        for (var user = 0; user < rows.Count; user++)
        {
            if (rows[user]?.Count != width)
                throw new ArgumentException(FormattableString.Invariant(
                    $"rows[{user}] has {rows[user]?.Count ?? 0} cells, but rows[0] has {width}. ")
                    + "Every row needs a cell for every item: write null where there is no rating.", nameof(rows));
        }
        return Create(rows.Count, width, (user, item) => rows[user][item], users, items);
    }

    private static RatingsMatrix Create(int userCount, int itemCount, Func<int, int, float?> ratingAt,
        IReadOnlyList<string>? users, IReadOnlyList<string>? items)
    {
        if (userCount == 0 || itemCount == 0)
            throw new ArgumentException(FormattableString.Invariant(
                $"The ratings are {userCount} users × {itemCount} items. Give at least one user and one item."));
        var userNames = Named("user", userCount, users);
        var itemNames = Named("item", itemCount, items);
        var cells = new float[checked(userCount * itemCount)];
        for (var i = 0; i < cells.Length; i++)
        {
            var (user, item) = (i / itemCount, i % itemCount);
            cells[i] = Finite(ratingAt(user, item), user, item, userNames, itemNames);
        }
        if (Array.TrueForAll(cells, float.IsNaN))
            throw new ArgumentException(FormattableString.Invariant(
                $"None of the {userCount} × {itemCount} cells is rated. Give at least one rating."));
        return new RatingsMatrix(cells, userNames, itemNames);
    }

    private static NameIndex Named(string kind, int count, IReadOnlyList<string>? names)
    {
        if (names is null) return NameIndex.Numbered(kind, count);
        if (names.Count != count)
            throw new ArgumentException(FormattableString.Invariant(
                $"There are {names.Count} {kind} names for {count} {kind}s. Give one name per {kind}, or none at all."),
                    kind + "s");
        return new NameIndex(kind, names);
    }

    private static float Finite(float? rating, int user, int item, NameIndex users, NameIndex items)
    {
        if (rating is null) return float.NaN;
        if (float.IsFinite(rating.Value)) return rating.Value;
        var remedy = float.IsNaN(rating.Value)
            ? "NaN marks a missing rating only in a float[,] with MissingValue.NaN; elsewhere use 0 or null"
            : "Ratings must be finite numbers";
        throw new ArgumentException(FormattableString.Invariant(
            $"The rating [{user}, {item}] ({users.Names[user]}, {items.Names[item]}) is {rating.Value}. {remedy}."));
    }
}

/// <summary>How a <c>float[,]</c> says that a user has not rated an item.</summary>
public enum MissingValue
{
    /// <summary>A 0 means "not rated". A true rating of 0 cannot be expressed this way.</summary>
    Zero,

    /// <summary>A NaN means "not rated"; a 0 is a rating of 0.</summary>
    NaN,
}
