using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// A small, dense table of ratings for teaching: one row per user, one column per item, and a mask that says
/// which cells are rated.
/// </summary>
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

    /// <summary>For callers whose names and numbers are known to be good.</summary>
    /// <param name="cells">Row by row, NaN where not rated; at least one rating. Kept, not copied.</param>
    /// <param name="users">One name per row.</param>
    /// <param name="items">One name per column.</param>
    /// <param name="device">The CPU when left out: naming it would touch torch before its backend is loaded.</param>
    internal RatingsMatrix(float[] cells, NameIndex users, NameIndex items, Device? device = null)
    {
        (_cells, _users, _items) = (cells, users, items);
        var rated = Array.FindAll(cells, cell => !float.IsNaN(cell));
        (Count, Min, Max, Mean) = (rated.Length, rated.Min(), rated.Max(), rated.Average(rating => (double)rating));

        TorchBackend.Load();
        Device = device ?? CPU;
        using var scope = NewDisposeScope();
        long[] shape = [users.Count, items.Count];
        Values = tensor(Array.ConvertAll(cells, cell => float.IsNaN(cell) ? 0 : cell), shape).to(Device).DetachFromDisposeScope();
        Mask = tensor(Array.ConvertAll(cells, cell => !float.IsNaN(cell)), shape).to(Device).DetachFromDisposeScope();
    }

    /// <summary>The ratings, <c>[users × items]</c> float32; 0 where <see cref="Mask"/> is false.</summary>
    public Tensor Values { get; }

    /// <summary><c>[users × items]</c> bool; true where the user has rated the item.</summary>
    public Tensor Mask { get; }

    /// <summary>The device that <see cref="Values"/> and <see cref="Mask"/> are on; the CPU unless made by <see cref="To"/>.</summary>
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
        return new RatingsMatrix(_cells, _users, _items, device);
    }

    /// <summary>The ratings as a fixed-width text table: names, two decimals where any number has a fraction, <c>·</c> where not rated. Long names and large tables are cut.</summary>
    public override string ToString() => RatingsText.Format(Users, Items, (user, item) => this[user, item]);

    /// <summary>Frees <see cref="Values"/> and <see cref="Mask"/>; the plain numbers stay readable.</summary>
    public void Dispose()
    {
        Values.Dispose();
        Mask.Dispose();
    }
}
