namespace MfNotebooks;

/// <summary>What a <see cref="BayesianFactorModel"/> expects of one rating, in stars.</summary>
/// <param name="Mean">The expected rating.</param>
/// <param name="Spread">The standard deviation of that expectation: more ratings make it smaller.</param>
/// <param name="SpreadWithNoise">
/// The standard deviation of the rating itself: the belief, and the noise that remains even where all is known. About
/// 90 % of ratings lie within <c>Mean ± 1.64·SpreadWithNoise</c>.
/// </param>
public readonly record struct RatingBelief(float Mean, float Spread, float SpreadWithNoise);

/// <summary>
/// Many factor models at once, all of them plausible: a prediction is the mean of theirs, <c>r̂_ui = μ + σ/S Σ_s (b_u +
/// b_i + x_u·z_i)</c>, and how far they lie apart says how sure it is. Made by <see cref="BayesianLeastSquares"/>.
/// </summary>
/// <remarks>
/// The factors of a user hold a part for each item rated, those of an item a part for each user who rated it. A
/// prediction is of a rating that is given and not yet known: the item counts as one more that the user rated, and the
/// user as one more who rated the item, as it was with the ratings learned from. (A pair that was learned from would
/// count twice.) Of a user or item without any rating the model expects what it does of a typical one, and so of both
/// together not quite the mean.
/// <para>
/// The mean of a product is no product of means, so every sample is kept: <c>4·(2k + 4)</c> bytes a row and sample,
/// side by side, so that a prediction is one long dot product.
/// </para>
/// </remarks>
public sealed class BayesianFactorModel : IRatingModel
{
    private readonly RatingScale _scale;
    private readonly double _noiseVariance;
    private readonly int _samples;
    private readonly float[] _users, _items;
    private readonly bool[] _knownUsers, _knownItems;

    /// <summary>Keeps the arrays, rows of <see cref="GibbsSide.CopyForPrediction"/>, sample by sample.</summary>
    internal BayesianFactorModel(string settings, RatingScale scale, double noiseVariance, int samples,
        (float[] Rows, bool[] Known) users, (float[] Rows, bool[] Known) items) =>
        (Settings, _scale, _noiseVariance, _samples, (_users, _knownUsers), (_items, _knownItems)) =
        (settings, scale, noiseVariance, samples, users, items);

    /// <inheritdoc/>
    public string Name => "biases + factors (Bayesian)";

    /// <inheritdoc/>
    public string Settings { get; }

    /// <inheritdoc/>
    public int UserCount => _knownUsers.Length;

    /// <inheritdoc/>
    public int ItemCount => _knownItems.Length;

    /// <summary>σ, the noise that is left when a rating's expectation is known, in stars.</summary>
    public double Noise => Math.Sqrt(_noiseVariance);

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        return Mean(MeanRow(_users, _knownUsers, user), MeanRow(_items, _knownItems, item));
    }

    /// <summary>Predicts one rating, and says how sure that is.</summary>
    /// <param name="user">The user's index; −1 for a user it does not know.</param>
    /// <param name="item">The item's index; −1 for an item it does not know.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is below −1 or above the last.</exception>
    public RatingBelief PredictWithSpread(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        var rowOfUser = DrawnRow(_users, _knownUsers, user);
        var rowOfItem = DrawnRow(_items, _knownItems, item);
        var columns = rowOfUser.Length / _samples;
        var (sum, squares) = (0.0, 0.0);
        for (var at = 0; at < rowOfUser.Length; at += columns)
        {
            double draw = RowVectors.Dot(rowOfUser.Slice(at, columns), rowOfItem.Slice(at, columns));
            (sum, squares) = (sum + draw, squares + draw * draw);
        }
        var variance = _scale.Deviation * _scale.Deviation
            * Math.Max(0, squares - sum * sum / _samples) / Math.Max(1, _samples - 1);
        return new RatingBelief(Predict(user, item), (float)Math.Sqrt(variance),
            (float)Math.Sqrt(variance + _noiseVariance));
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        var row = MeanRow(_users, _knownUsers, user);
        for (var item = 0; item < scores.Length; item++) scores[item] = Mean(row, MeanRow(_items, _knownItems, item));
    }

    private float Mean(ReadOnlySpan<float> user, ReadOnlySpan<float> item) =>
        (float)(_scale.Mean + _scale.Deviation * RowVectors.Dot(user, item) / _samples);

    /// <summary>Behind the rows of all users stand a stranger as drawn, and the mean of all strangers.</summary>
    private static ReadOnlySpan<float> MeanRow(float[] rows, bool[] known, int row) =>
        Row(rows, known, row >= 0 && known[row] ? row : known.Length + 1);

    private static ReadOnlySpan<float> DrawnRow(float[] rows, bool[] known, int row) =>
        Row(rows, known, row >= 0 && known[row] ? row : known.Length);

    private static ReadOnlySpan<float> Row(float[] rows, bool[] known, int row)
    {
        var numbers = rows.Length / (known.Length + 2);
        return rows.AsSpan(row * numbers, numbers);
    }
}
