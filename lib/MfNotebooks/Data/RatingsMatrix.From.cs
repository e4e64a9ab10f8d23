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
    /// <exception cref="ArgumentException">There is none, a value is not finite, or names do not fit.</exception>
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
                && (missing == MissingValue.Zero ? value == 0 : float.IsNaN(value)) ? null : value, users, items);
    }

    /// <summary>Takes a rectangular array, one row per user, with null for "not rated"; a 0 is a rating of 0.</summary>
    /// <inheritdoc cref="From(float[,], MissingValue, IReadOnlyList{string}, IReadOnlyList{string})"/>
    public static RatingsMatrix From(float?[,] values, IReadOnlyList<string>? users = null,
        IReadOnlyList<string>? items = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values.GetLength(0), values.GetLength(1), (user, item) => values[user, item], users, items);
    }

    /// <summary>Takes rows of equal length, one per user, with null for "not rated"; a 0 is a rating of 0.</summary>
    /// <param name="rows">One per user, <c>[[5, null, 1], [null, 4, 2]]</c>, say; copied.</param>
    /// <param name="users">One name per row; "User 1", "User 2", … when left out.</param>
    /// <param name="items">One name per column; "Item 1", "Item 2", … when left out.</param>
    /// <exception cref="ArgumentException">As of the others, or the rows differ in length.</exception>
    public static RatingsMatrix From(IReadOnlyList<IReadOnlyList<float?>> rows, IReadOnlyList<string>? users = null,
        IReadOnlyList<string>? items = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var width = rows.Count == 0 ? 0 : rows[0]?.Count ?? 0;
        for (var user = 0; user < rows.Count; user++)
        {
            if (rows[user]?.Count != width)
                throw new ArgumentException(
                    Invariant($"rows[{user}] has {Counted.Of(rows[user]?.Count ?? 0, "cell")}, ")
                    + Invariant($"but rows[0] has {width}. ")
                    + "Every row needs a cell for every item: write null where there is no rating.", nameof(rows));
        }
        return Create(rows.Count, width, (user, item) => rows[user][item], users, items);
    }

    private static RatingsMatrix Create(int userCount, int itemCount, Func<int, int, float?> ratingAt,
        IReadOnlyList<string>? users, IReadOnlyList<string>? items)
    {
        if (userCount == 0 || itemCount == 0)
            throw new ArgumentException(
                $"The ratings are {Counted.Of(userCount, "user")} × {Counted.Of(itemCount, "item")}. "
                + "Give at least one user and one item.");
        var userNames = Named("user", userCount, users);
        var itemNames = Named("item", itemCount, items);
        var cells = new float[checked(userCount * itemCount)];
        for (var i = 0; i < cells.Length; i++)
        {
            var (user, item) = (i / itemCount, i % itemCount);
            cells[i] = Finite(ratingAt(user, item), user, item, userNames, itemNames);
        }
        if (Array.TrueForAll(cells, float.IsNaN))
            throw new ArgumentException(
                Invariant($"None of the {userCount} × {itemCount} cells is rated. Give at least one rating."));
        return new RatingsMatrix(cells, userNames, itemNames);
    }

    private static NameIndex Named(string kind, int count, IReadOnlyList<string>? names)
    {
        if (names is null) return NameIndex.Numbered(kind, count);
        if (names.Count != count)
            throw new ArgumentException(Invariant($"There are {names.Count} {kind} names for {count} {kind}s. ")
                + Invariant($"Give one name per {kind}, or none at all."), kind + "s");
        return new NameIndex(kind, names);
    }

    private static float Finite(float? rating, int user, int item, NameIndex users, NameIndex items)
    {
        if (rating is null) return float.NaN;
        if (float.IsFinite(rating.Value)) return rating.Value;
        var remedy = float.IsNaN(rating.Value)
            ? "NaN marks a missing rating only in a float[,] with MissingValue.NaN; elsewhere use 0 or null"
            : "Ratings must be finite numbers";
        throw new ArgumentException(Invariant($"The rating [{user}, ")
            + Invariant($"{item}] ({users.Names[user]}, {items.Names[item]}) is {rating.Value}. {remedy}."));
    }
}

/// <summary>The way from a list of ratings to a matrix; <see cref="RatingsMatrix.ToTable"/> is the way back.</summary>
public static class RatingsTableToMatrix
{
    /// <summary>The most cells, users × items, that <see cref="ToMatrix"/> makes.</summary>
    public const int MostCells = 4_000_000;

    /// <summary>Per cell: two float32 (tensor and plain number) and one bool (mask).</summary>
    private const int BytesPerCell = 9;

    /// <summary>The same ratings, <c>[users × items]</c>, on the CPU, without times; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">It would have more cells; the message says the memory.</exception>
    public static RatingsMatrix ToMatrix(this RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var cellCount = (long)ratings.UserCount * ratings.ItemCount;
        if (cellCount > MostCells)
            throw new InvalidOperationException(
                $"A matrix of {Counted.Of(ratings.UserCount, "user")} × {Counted.Of(ratings.ItemCount, "item")} has "
                    + Invariant($"{cellCount:N0} cells and takes {cellCount * BytesPerCell / 1e6:N0} MB, ")
                    + Invariant($"of which only {ratings.Density:P2} would be rated; ")
                    + Invariant($"ToMatrix stops at {MostCells:N0} cells. Keep the RatingsTable, ")
                    + "which holds only the ratings, or take fewer users or items, such as MostRated(100, 100).");
        var cells = new float[cellCount];
        Array.Fill(cells, float.NaN);
        for (var i = 0; i < ratings.Count; i++)
            cells[ratings.Users[i] * ratings.ItemCount + ratings.Items[i]] = ratings.Values[i];
        return new RatingsMatrix(cells, ratings.Ids.Users, ratings.Ids.Items, notes: ratings.Notes);
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
