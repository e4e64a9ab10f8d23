using System.Globalization;
using System.Net;
using System.Text;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>A small, dense table for teaching: a row per user, a column per item, a mask of what is rated.</summary>
/// <remarks>
/// The numbers are kept twice: as the tensors that training needs, and as plain numbers for everything else.
/// The tensors belong to this object and to no dispose scope: they live until <see cref="Dispose"/>.
/// Any finite number can be a rating, negative ones too. For many users and items take <see cref="RatingsTable"/>,
/// which holds only the rated cells.
/// </remarks>
/// <example>
/// <code>
/// using var ratings = RatingsMatrix.From(new float[,] { { 5, 4, 0 }, { 0, 5, 1 } }, users: ["Ana", "Ben"]);
/// Console.WriteLine(ratings);
/// </code>
/// </example>
public sealed partial class RatingsMatrix : IDisposable
{
    private readonly NameIndex _users;
    private readonly NameIndex _items;

    /// <summary>Row by row; NaN where not rated.</summary>
    private readonly float[] _cells;

    /// <summary>For callers whose names and numbers are known to be good; the cells are kept, not copied.</summary>
    internal RatingsMatrix(float[] cells, NameIndex users, NameIndex items, Device? device = null,
        IReadOnlyList<string>? notes = null)
    {
        (_cells, _users, _items, Notes) = (cells, users, items, notes ?? []);
        var rated = Array.FindAll(cells, cell => !float.IsNaN(cell));
        (Count, Min, Max, Mean) = (rated.Length, rated.Min(), rated.Max(), rated.Average(rating => (double)rating));

        TorchBackend.Load();
        // The CPU's name would touch torch before its backend is loaded: it is no default of the parameter.
        Device = device ?? CPU;
        using var scope = NewDisposeScope();
        long[] shape = [users.Count, items.Count];
        Values = tensor(Array.ConvertAll(cells, cell => float.IsNaN(cell) ? 0 : cell),
            shape).to(Device).DetachFromDisposeScope();
        Mask = tensor(Array.ConvertAll(cells, cell => !float.IsNaN(cell)), shape).to(Device).DetachFromDisposeScope();
    }

    /// <summary>The ratings, <c>[users × items]</c> float32; 0 where <see cref="Mask"/> is false.</summary>
    public Tensor Values { get; }

    /// <summary><c>[users × items]</c> bool; true where the user has rated the item.</summary>
    public Tensor Mask { get; }

    /// <summary>Where <see cref="Values"/> and <see cref="Mask"/> are; the CPU but for <see cref="To"/>.</summary>
    public Device Device { get; }

    /// <summary>The users' names, one per row.</summary>
    public IReadOnlyList<string> Users => _users.Names;

    /// <summary>The items' names, one per column.</summary>
    public IReadOnlyList<string> Items => _items.Names;

    /// <summary>The number of rows.</summary>
    public int UserCount => _users.Count;

    /// <summary>The number of columns.</summary>
    public int ItemCount => _items.Count;

    /// <summary>The number of rated cells; at least 1.</summary>
    public int Count { get; }

    /// <summary>The lowest rating.</summary>
    public float Min { get; }

    /// <summary>The highest rating.</summary>
    public float Max { get; }

    /// <summary>The mean of the rated cells.</summary>
    public double Mean { get; }

    /// <summary>As <see cref="RatingsTable.Notes"/>.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>One user's rating of one item, or null where there is none. Needs no tensor.</summary>
    /// <param name="user">The row, from 0.</param>
    /// <param name="item">The column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public float? this[int user, int item]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(user);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserCount);
            ArgumentOutOfRangeException.ThrowIfNegative(item);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, ItemCount);
            var cell = _cells[user * ItemCount + item];
            return float.IsNaN(cell) ? null : cell;
        }
    }

    /// <summary>The row of a user.</summary>
    /// <param name="name">The name, with the same upper and lower case.</param>
    /// <exception cref="KeyNotFoundException">There is no such user; the message lists the nearest names.</exception>
    public int IndexOfUser(string name) => _users.IndexOf(name);

    /// <summary>The column of an item.</summary>
    /// <param name="name">The name, with the same upper and lower case.</param>
    /// <exception cref="KeyNotFoundException">There is no such item; the message lists the nearest names.</exception>
    public int IndexOfItem(string name) => _items.IndexOf(name);

    /// <summary>Copies the ratings to a device.</summary>
    /// <returns>Always a new object, even on the same device: each is disposed by whoever asked for it.</returns>
    public RatingsMatrix To(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new RatingsMatrix(_cells, _users, _items, device, Notes);
    }

    /// <summary>
    /// The ratings as a fixed-width text table: names, two decimals where any number has a fraction, <c>·</c> where not
    /// rated; then the <see cref="Notes"/>. Long names and large tables are cut.
    /// </summary>
    public override string ToString() =>
        string.Join('\n', [RatingsText.Format(this), .. Notes]);

    /// <summary>The table as HTML, for engines that look for a public parameterless <c>ToHtml()</c>.</summary>
    public string ToHtml() => $"<pre>{WebUtility.HtmlEncode(ToString())}</pre>";

    /// <summary>Frees <see cref="Values"/> and <see cref="Mask"/>; the plain numbers stay readable.</summary>
    public void Dispose()
    {
        Values.Dispose();
        Mask.Dispose();
    }

    /// <summary>The same ratings as a list, row by row, of the same users and items. Needs no disposing.</summary>
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
    /// <param name="fraction">The share to hide, between 0 and 1, rounded to at least one rating.</param>
    /// <param name="seed">The same seed hides the same ratings.</param>
    /// <returns>
    /// <c>Kept</c> to train on and <c>Hidden</c> to test with: two new <c>[users × items]</c> matrices on this one's
    /// device, with all users and items; the caller disposes both.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">It would take a user's or an item's last rating.</exception>
    public (RatingsMatrix Kept, RatingsMatrix Hidden) WithHidden(double fraction, int seed)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction,
                "Give the share of ratings to hide as a number between 0 and 1, such as 0.2.");
        var wanted = Math.Max(1, (int)Math.Round(fraction * Count));
        var hideable = CellsThatCanGo(wanted, seed);
        if (hideable.Count < wanted) throw CannotHide(fraction, wanted, hideable.Count, seed);
        var (kept, hidden) = ((float[])_cells.Clone(), new float[_cells.Length]);
        Array.Fill(hidden, float.NaN);
        foreach (var cell in hideable) (hidden[cell], kept[cell]) = (kept[cell], float.NaN);
        return (new RatingsMatrix(kept, _users, _items, Device), new RatingsMatrix(hidden, _users, _items, Device));
    }

    /// <summary>In random order, takes ratings that are not the last of their user or item.</summary>
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

    private InvalidOperationException CannotHide(double fraction, int wanted, int possible, int seed) =>
        new(possible == 0
        ? $"None of the {Counted.Of(Count, "rating")} can be hidden: "
            + "each is the only one of its user or of its item. Add ratings."
        : Invariant($"Hiding {fraction} of {Counted.Of(Count, "rating")} means {wanted}, ")
            + Invariant($"but with seed {seed} only {possible} can go while every user and every item keeps one. ")
            + Invariant($"Ask for at most {Math.Floor(1e4 * possible / Count) / 1e4}."));

    /// <summary>The densest corner as a matrix on this one's device, which the caller disposes.</summary>
    /// <inheritdoc cref="RatingsTable.MostRated"/>
    public RatingsMatrix MostRated(int users, int items)
    {
        using var corner = ToTable().MostRated(users, items).ToMatrix();
        return corner.To(Device);
    }

    private int[] RatedCells() => [.. Enumerable.Range(0, _cells.Length).Where(cell => !float.IsNaN(_cells[cell]))];
}

/// <summary>Draws a table of ratings as fixed-width text.</summary>
internal static class RatingsText
{
    internal const int LongestName = 16, MostUsers = 20, MostItems = 12;

    /// <summary>Draws the first <see cref="MostUsers"/> × <see cref="MostItems"/> cells, and how many follow.</summary>
    internal static string Format(RatingsMatrix ratings)
    {
        var (rows, columns) = (Math.Min(ratings.UserCount, MostUsers), Math.Min(ratings.ItemCount, MostItems));
        var names = ratings.Users.Take(rows).Select(Cut).ToArray();
        var text = new StringBuilder(new string(' ', names.Max(Width)));
        // One fraction gives all numbers two decimals: their points stand below each other.
        var hasFractions = Enumerable.Range(0, rows * columns)
            .Any(cell => ratings[cell / columns, cell % columns] is { } rating && rating % 1 != 0);
        var format = hasFractions ? "0.00" : "0";
        var table = Enumerable.Range(0, columns).Select(item => Column(Cut(ratings.Items[item]), rows,
            user => ratings[user, item]?.ToString(format, CultureInfo.InvariantCulture))).ToArray();
        AppendLine(text, table, 0);
        for (var user = 0; user < rows; user++)
        {
            text.Append(names[user]).Append(' ', names.Max(Width) - Width(names[user]));
            AppendLine(text, table, user + 1);
        }
        if (ratings.UserCount > rows || ratings.ItemCount > columns)
            text.Append("… and " + Counted.Of(ratings.UserCount - rows, "more user"))
                .Append(", " + Counted.Of(ratings.ItemCount - columns, "more item") + "\n");
        return text.ToString(0, text.Length - 1);
    }

    /// <summary>The header and the cells of a column, padded to one width.</summary>
    private static string[] Column(string name, int rows, Func<int, string?> textAt)
    {
        string[] cells = [name, .. Enumerable.Range(0, rows).Select(row => textAt(row) ?? "·")];
        var width = cells.Max(Width);
        return Array.ConvertAll(cells, cell => new string(' ', width - Width(cell)) + cell);
    }

    private static void AppendLine(StringBuilder text, string[][] table, int row)
    {
        foreach (var column in table) text.Append("  ").Append(column[row]);
        text.Append('\n');
    }

    private static string Cut(string name)
    {
        var letters = new StringInfo(name);
        return letters.LengthInTextElements <= LongestName ? name
            : letters.SubstringByTextElements(0, LongestName - 1) + "…";
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
