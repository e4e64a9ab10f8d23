namespace MfNotebooks;

/// <summary>Ranks by <c>s_ui = b_i + a_u·b_i</c>: factors whose products mean an order, and no stars.</summary>
/// <remarks>
/// Trained by <see cref="ImplicitLeastSquares"/>, <see cref="PersonalizedRanking"/> or <see cref="TruncatedSvd"/>. Of a
/// user without clicks it knows nothing: the factors are zero, and the items' biases decide, where the model has some.
/// </remarks>
public sealed class FactorRanker : IItemRanker
{
    private readonly float[] _itemBias;

    /// <summary>Makes a model of its parts, which it keeps and does not copy.</summary>
    /// <param name="name">What it is, for tables.</param>
    /// <param name="settings">How it was made, for tables.</param>
    /// <param name="itemBias">b_i, <c>[items]</c>; zeros in a model without.</param>
    /// <param name="a">User factors, <c>[users × k]</c>.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public FactorRanker(string name, string settings, float[] itemBias, float[,] a, float[,] b)
    {
        ArgumentNullException.ThrowIfNull(itemBias);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (b.GetLength(0) != itemBias.Length || a.GetLength(1) != b.GetLength(1))
            throw new ArgumentException(
                Invariant($"A is [{a.GetLength(0)} × {a.GetLength(1)}] and B is [{b.GetLength(0)} × {b.GetLength(1)}];")
                + Invariant($" for {itemBias.Length} item biases B must be [{itemBias.Length} × k], with the k of A."),
                nameof(b));
        (Name, Settings, _itemBias, A, B) = (name, settings, itemBias, a, b);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Settings { get; }

    /// <summary>b_i, <c>[items]</c>.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <summary>User factors, <c>[users × k]</c>.</summary>
    public float[,] A { get; }

    /// <summary>Item factors, <c>[items × k]</c>.</summary>
    public float[,] B { get; }

    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim => A.GetLength(1);

    /// <inheritdoc/>
    public int ItemCount => _itemBias.Length;

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, A.GetLength(0));
        Score(user < 0 ? new float[LatentDim] : BiasedFactorModel.Row(A, user), scores);
    }

    /// <summary>Gives every item a score for a user who is not in the model, as of <see cref="FoldIn"/>.</summary>
    /// <param name="user">The user's factors, <c>[k]</c>; there is no bias in a score.</param>
    /// <param name="scores">Where the scores go, <c>[items]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span has another length.</exception>
    public void Score(FoldedRow user, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(user);
        Score(user.Factors.AsSpan(), scores);
    }

    private void Score(ReadOnlySpan<float> factors, Span<float> scores)
    {
        RowIndexes.RequireScores(scores.Length, ItemCount);
        _itemBias.CopyTo(scores);
        for (var item = 0; item < scores.Length; item++)
            scores[item] += BiasedFactorModel.Dot(factors, BiasedFactorModel.Row(B, item));
    }
}
