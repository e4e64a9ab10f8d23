using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>Predicts <c>r̂_ui = μ + b_u + b_i + a_u·b_i</c>: biases, and how taste meets item.</summary>
/// <remarks>
/// Source: Koren, Bell and Volinsky, "Matrix Factorization Techniques for Recommender Systems" (2009), equation 4. The
/// numbers are plain arrays: predicting needs neither torch nor disposing. Trained by <see cref="MinibatchTrainer"/>,
/// <see cref="AlternatingLeastSquares"/> or <see cref="VariationalLeastSquares"/>.
/// </remarks>
public sealed class BiasedFactorModel : IRatingModel
{
    private readonly float[] _userBias, _itemBias;

    /// <summary>Makes a model of its parts, which it keeps and does not copy.</summary>
    /// <param name="name">What it is, for tables.</param>
    /// <param name="settings">How it was made, for tables.</param>
    /// <param name="mean">μ, in stars.</param>
    /// <param name="userBias">b_u, <c>[users]</c>.</param>
    /// <param name="itemBias">b_i, <c>[items]</c>.</param>
    /// <param name="a">User factors, <c>[users × k]</c>.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public BiasedFactorModel(
        string name, string settings, float mean, float[] userBias, float[] itemBias, float[,] a, float[,] b)
    {
        ArgumentNullException.ThrowIfNull(userBias);
        ArgumentNullException.ThrowIfNull(itemBias);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (users, items) = (userBias.Length, itemBias.Length);
        if (a.GetLength(0) != users || b.GetLength(0) != items || a.GetLength(1) != b.GetLength(1))
            throw new ArgumentException(
                Invariant($"A is [{a.GetLength(0)} × {a.GetLength(1)}] and B is [{b.GetLength(0)} × {b.GetLength(1)}];")
                + Invariant($" for {users} user biases and {items} item biases they must be ")
                + Invariant($"[{users} × k] and [{items} × k], one k."), nameof(a));
        (Name, Settings, Mean, _userBias, _itemBias, A, B) = (name, settings, mean, userBias, itemBias, a, b);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Settings { get; }

    /// <summary>μ, the mean of the ratings.</summary>
    public float Mean { get; }

    /// <summary>The standard deviation of the ratings trained on, in stars. Default 1.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>b_u, <c>[users]</c>, in stars.</summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>b_i, <c>[items]</c>, in stars.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <summary>User factors, <c>[users × k]</c>.</summary>
    public float[,] A { get; }

    /// <summary>Item factors, <c>[items × k]</c>.</summary>
    public float[,] B { get; }

    /// <summary>The number of latent factors, k; can be 0.</summary>
    public int LatentDim => A.GetLength(1);

    /// <inheritdoc/>
    public int UserCount => _userBias.Length;

    /// <inheritdoc/>
    public int ItemCount => _itemBias.Length;

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        var known = Mean + (user < 0 ? 0 : _userBias[user]) + (item < 0 ? 0 : _itemBias[item]);
        return user < 0 || item < 0 ? known : known + Dot(Row(A, user), Row(B, item));
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        if (user < 0) Score(new FoldedRow(0, new float[LatentDim]), scores);
        else Score(new FoldedRow(_userBias[user], Row(A, user).ToArray()), scores);
    }

    /// <summary>Gives every item a score for somebody not in the model, as of <see cref="FoldIn"/>.</summary>
    /// <param name="user">The user's bias and factors.</param>
    /// <param name="scores">Where the predicted ratings go, in stars, <c>[items]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span has another length.</exception>
    public void Score(FoldedRow user, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(user);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        for (var item = 0; item < scores.Length; item++)
            scores[item] = Mean + user.Bias + _itemBias[item] + Dot(user.Factors, Row(B, item));
    }

    /// <summary>Predicts a rating of a user who is not in the model.</summary>
    /// <param name="user">The user's bias and factors.</param>
    /// <param name="item">The item's index; −1 for an unknown one.</param>
    public float Predict(FoldedRow user, int item)
    {
        ArgumentNullException.ThrowIfNull(user);
        RowIndexes.Require("item", item, ItemCount);
        return item < 0 ? Mean + user.Bias : Mean + user.Bias + _itemBias[item] + Dot(user.Factors, Row(B, item));
    }

    /// <summary>Predicts a rating of an item not in the model, as of <see cref="ContentModel"/>.</summary>
    /// <param name="user">The user's index; −1 for an unknown one.</param>
    /// <param name="item">The item's bias and factors.</param>
    public float Predict(int user, FoldedRow item)
    {
        ArgumentNullException.ThrowIfNull(item);
        RowIndexes.Require("user", user, UserCount);
        return user < 0 ? Mean + item.Bias : Mean + item.Bias + _userBias[user] + Dot(Row(A, user), item.Factors);
    }

    /// <summary>True when no prediction can be infinite or not a number, by the largest part of each kind.</summary>
    internal bool IsFinite => Math.Abs((double)Mean) + Largest(_userBias) + Largest(_itemBias)
        + LatentDim * Largest(Numbers(A)) * Largest(Numbers(B)) <= float.MaxValue;

    /// <summary>The largest magnitude; not a number where one of them is none.</summary>
    private static double Largest(ReadOnlySpan<float> numbers)
    {
        var largest = 0.0;
        foreach (var number in numbers) largest = Math.Max(largest, Math.Abs(number));
        return largest;
    }

    private static ReadOnlySpan<float> Numbers(float[,] matrix) =>
        matrix.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref matrix[0, 0], matrix.Length);

    internal static Span<float> Row(float[,] matrix, int row)
    {
        var columns = matrix.GetLength(1);
        return columns == 0 ? [] : MemoryMarshal.CreateSpan(ref matrix[row, 0], columns);
    }

    internal static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0f;
        for (var k = 0; k < x.Length; k++) sum += x[k] * y[k];
        return sum;
    }
}

/// <summary>The bias and factors of a user or an item that a model was not trained with.</summary>
/// <param name="Bias">The bias, in stars; 0 in a model without biases.</param>
/// <param name="Factors">The latent factors, <c>[k]</c>.</param>
public sealed record FoldedRow(float Bias, float[] Factors);
