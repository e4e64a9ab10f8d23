namespace MfNotebooks;

public sealed partial class RatingsMatrix
{
    /// <summary>The same ratings as a list, row by row, with the same users and items in the same order. Needs no disposing.</summary>
    public RatingsTable ToTable()
    {
        var rated = RatedCells();
        return new RatingsTable(_users, _items,
            Array.ConvertAll(rated, cell => cell / ItemCount),
            Array.ConvertAll(rated, cell => cell % ItemCount),
            Array.ConvertAll(rated, cell => _cells[cell]),
            timestamps: []);
    }

    /// <summary>
    /// Sets some ratings aside, chosen at random, to see how well they are predicted. Whoever has a rating keeps at
    /// least one, user or item: nothing can be learned about the others.
    /// </summary>
    /// <param name="fraction">The share of the ratings to hide, between 0 and 1; rounded to a whole number of ratings, at least 1.</param>
    /// <param name="seed">The same seed hides the same ratings.</param>
    /// <returns>
    /// <c>Kept</c> to train on and <c>Hidden</c> to test with: two new <c>[users × items]</c> matrices on this one's
    /// device, with all users and items; the caller disposes both.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">So many cannot be hidden without taking a user's or an item's last rating.</exception>
    public (RatingsMatrix Kept, RatingsMatrix Hidden) WithHidden(double fraction, int seed)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Give the share of ratings to hide as a number between 0 and 1, such as 0.2.");
        var wanted = Math.Max(1, (int)Math.Round(fraction * Count));
        var hideable = CellsThatCanGo(wanted, seed);
        if (hideable.Count < wanted) throw CannotHide(fraction, wanted, hideable.Count, seed);
        var (kept, hidden) = ((float[])_cells.Clone(), new float[_cells.Length]);
        Array.Fill(hidden, float.NaN);
        foreach (var cell in hideable) (hidden[cell], kept[cell]) = (kept[cell], float.NaN);
        return (new RatingsMatrix(kept, _users, _items, Device), new RatingsMatrix(hidden, _users, _items, Device));
    }

    /// <summary>Goes through the ratings in random order and takes those that are not the last of their user or item.</summary>
    private List<int> CellsThatCanGo(int wanted, int seed)
    {
        var cells = RatedCells();
        var (leftOfUser, leftOfItem) = (new int[UserCount], new int[ItemCount]);
        foreach (var cell in cells)
        {
            leftOfUser[cell / ItemCount]++;
            leftOfItem[cell % ItemCount]++;
        }
        new Random(seed).Shuffle(cells);
        var taken = new List<int>(wanted);
        foreach (var cell in cells)
        {
            var (user, item) = (cell / ItemCount, cell % ItemCount);
            if (taken.Count == wanted || leftOfUser[user] == 1 || leftOfItem[item] == 1) continue;
            leftOfUser[user]--;
            leftOfItem[item]--;
            taken.Add(cell);
        }
        return taken;
    }

    private InvalidOperationException CannotHide(double fraction, int wanted, int possible, int seed) => new(possible == 0
        ? FormattableString.Invariant($"None of the {Count} ratings can be hidden: each is the only one of its user or of its item. Add ratings.")
        : FormattableString.Invariant($"Hiding {fraction} of {Count} ratings means {wanted}, but with seed {seed} only {possible} can go while every user and every item keeps one. Ask for at most {Math.Floor(1e4 * possible / Count) / 1e4}."));

    private int[] RatedCells() => [.. Enumerable.Range(0, _cells.Length).Where(cell => !float.IsNaN(_cells[cell]))];
}
