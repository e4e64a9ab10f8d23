using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// Ranks items by <c>s_ui = Σ_{j clicked by u} w_ji</c>, with the weights of items on items that give the clicks back
/// best without using any item for itself: <c>min ‖X − X·W‖² + λ‖W‖²</c> with a diagonal of zeros (EASE).
/// </summary>
/// <remarks>
/// X are the clicks, <c>[users × items]</c>, ones and zeros. With <c>P = (XᵀX + λI)⁻¹</c> the solution is
/// <c>w_ji = −P_ji / P_ii</c>: one inverse, no iteration. Source: Steck, "Embarrassingly Shallow Autoencoders for
/// Sparse Data" (2019), equation 8. Each rating is a click, whatever its stars.
/// <para>
/// Where there are fewer users than items the same P comes from a smaller inverse, <c>M = (XXᵀ + λI)⁻¹</c> of users
/// on users: <c>P = (I − Xᵀ·M·X) / λ</c> (Woodbury's identity). Then nothing of the size items × items is ever made.
/// All in double precision.
/// </para>
/// </remarks>
public sealed class Ease : IItemRanker
{
    private const int Copies = 4;
    private const string Remedy = "fewer items, such as those of MostRated, or ItemNeighbours";
    private readonly RatingRows _byUser, _byItem;
    private readonly double[] _inverse, _diagonal;
    private readonly bool _isOfUsers;

    private Ease(RatingsTable ratings, double lambda)
    {
        ((_byUser, _byItem), _isOfUsers) = (RatingRows.Clicks(ratings), IsOfUsers(ratings));
        Settings = Invariant($"λ {lambda}");
        _inverse = _isOfUsers ? Inverse(_byUser, _byItem, lambda) : Inverse(_byItem, _byUser, lambda);
        _diagonal = new double[ItemCount];
        Parallel.For(0, ItemCount, item => _diagonal[item] = Product(item, item));
    }

    /// <inheritdoc/>
    public string Name => "EASE";

    /// <inheritdoc/>
    public string Settings { get; }

    /// <inheritdoc/>
    public int ItemCount => _byItem.Count;

    /// <summary>Solves for the weights.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="lambda">λ > 0, in clicks: how many would be needed to be believed. Default 300.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is not above 0.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the inverse takes.</exception>
    public static Ease Fit(RatingsTable ratings, double lambda = 300)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        SettingRange.RequirePositive(lambda);
        EstimateMemory(ratings).RequireFits(remedy: Remedy);
        var size = Math.Min(ratings.UserCount, ratings.ItemCount);
        if ((long)size * size > Array.MaxLength)
            throw new InsufficientMemoryException(Invariant($"The inverse would be of {size} × {size} numbers, ")
                + Invariant($"more than one array holds. Take {Remedy}."));
        return new Ease(ratings, lambda);
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside what the program holds already.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var size = (long)Math.Min(ratings.UserCount, ratings.ItemCount);
        return new MemoryEstimate([
            ("clicks in rows", RatingRows.BytesOfBoth(ratings)),
            (IsOfUsers(ratings) ? "inverse, users × users" : "inverse, items × items",
                Copies * sizeof(double) * size * size),
        ]);
    }

    /// <summary>What a click on one item adds to the score of another, w; 0 for an item and itself.</summary>
    /// <param name="clicked">The index of the item clicked.</param>
    /// <param name="item">The index of the item that is scored.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public double Weight(int clicked, int item)
    {
        RequireItem(clicked);
        RequireItem(item);
        return clicked == item ? 0 : Product(clicked, item) / Denominator(item);
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, _byUser.Count);
        Score(user < 0 ? [] : Array.ConvertAll(_byUser[user].ToArray(), click => click.Partner), scores);
    }

    /// <summary>Gives every item a score for somebody who is not in the model, from what they clicked.</summary>
    /// <param name="clicked">The indexes of the items clicked, none twice; none gives every item 0.</param>
    /// <param name="scores">Where the scores go, <c>[items]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item, or the span has another length.</exception>
    public void Score(ReadOnlySpan<int> clicked, Span<float> scores)
    {
        RowIndexes.RequireScores(scores.Length, ItemCount);
        var sums = new double[ItemCount];
        foreach (var item in clicked) RequireItem(item);
        if (_isOfUsers) AddByUsers(clicked, sums);
        else foreach (var item in clicked) Add(_inverse.AsSpan(item * ItemCount, ItemCount), sums);
        foreach (var item in clicked) sums[item] -= _diagonal[item];
        for (var item = 0; item < scores.Length; item++) scores[item] = (float)(sums[item] / Denominator(item));
    }

    private void RequireItem(int item) =>
        SettingRange.Require((uint)item < (uint)ItemCount, item, Invariant($"0 to {ItemCount - 1}"));

    private static bool IsOfUsers(RatingsTable ratings) => ratings.UserCount < ratings.ItemCount;

    /// <summary>A number of P, or where the inverse is of users of <c>Q = Xᵀ·M·X</c>.</summary>
    private double Product(int item, int other)
    {
        if (!_isOfUsers) return _inverse[(long)item * ItemCount + other];
        var sum = 0.0;
        foreach (var (user, _) in _byItem[item])
        {
            var row = _inverse.AsSpan(user * _byUser.Count, _byUser.Count);
            foreach (var (partner, _) in _byItem[other]) sum += row[partner];
        }
        return sum;
    }

    /// <summary>w_ji = −P_ji / P_ii, and with P = (I − Q) / λ it is Q_ji / (1 − Q_ii).</summary>
    private double Denominator(int item) => _isOfUsers ? 1 - _diagonal[item] : -_diagonal[item];

    /// <summary>Adds <c>x·Xᵀ·M·X</c>, from the right to the left.</summary>
    private void AddByUsers(ReadOnlySpan<int> clicked, double[] sums)
    {
        var users = new double[_byUser.Count];
        foreach (var item in clicked)
            foreach (var (user, _) in _byItem[item]) Add(_inverse.AsSpan(user * users.Length, users.Length), users);
        for (var user = 0; user < users.Length; user++)
            foreach (var (item, _) in _byUser[user]) sums[item] += users[user];
    }

    /// <summary><c>(X·Xᵀ + λI)⁻¹</c> of the rows X, <c>[rows × rows]</c>.</summary>
    private static double[] Inverse(RatingRows rows, RatingRows partners, double lambda)
    {
        var size = rows.Count;
        var products = new double[(long)size * size];
        Parallel.For(0, size, row =>
        {
            var own = products.AsSpan(row * size, size);
            own[row] = lambda;
            foreach (var (partner, _) in rows[row])
                foreach (var (other, _) in partners[partner]) own[other]++;
        });
        TorchBackend.Load();
        using var scope = NewDisposeScope();
        return cholesky_inverse(linalg.cholesky(tensor(products, size, size))).data<double>().ToArray();
    }

    /// <summary><c>y += x</c>.</summary>
    private static void Add(ReadOnlySpan<double> x, Span<double> y)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(x);
        var to = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (var n = 0; n < from.Length; n++) to[n] += from[n];
        for (var n = from.Length * Vector<double>.Count; n < x.Length; n++) y[n] += x[n];
    }
}
