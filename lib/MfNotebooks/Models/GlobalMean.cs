namespace MfNotebooks;

/// <summary>Predicts the mean of all ratings, for everybody and everything: the least that a model must beat.</summary>
public sealed class GlobalMean : IRatingModel
{
    private readonly float _mean;

    private GlobalMean(RatingsTable ratings) => (_mean, UserCount, ItemCount) = ((float)ratings.Mean, ratings.UserCount, ratings.ItemCount);

    /// <inheritdoc/>
    public string Name => "global mean";

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public int UserCount { get; }

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <summary>Takes the mean.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static GlobalMean Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return new GlobalMean(ratings);
    }

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        return _mean;
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        scores.Fill(_mean);
    }
}
