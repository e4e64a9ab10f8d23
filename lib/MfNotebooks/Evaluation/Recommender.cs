namespace MfNotebooks;

/// <summary>Lists the items that a model would show a user first.</summary>
public static class Recommender
{
    /// <summary>The best items that the user has not rated.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ratings">What the user has rated, which is not shown again.</param>
    /// <param name="user">The user's index in <paramref name="ratings"/>; −1 for an unknown user, to whom everything is new.</param>
    /// <param name="n">How many; fewer where there are fewer left. Default 10.</param>
    /// <returns>The items, best first; of equal scores the smaller index comes first.</returns>
    /// <exception cref="ArgumentException">The model knows other items than the ratings, or <paramref name="n"/> is below 1.</exception>
    public static IReadOnlyList<Recommendation> TopN(IItemRanker model, RatingsTable ratings, int user, int n = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        if (model.ItemCount != ratings.ItemCount)
            throw new ArgumentException(FormattableString.Invariant($"The model knows {model.ItemCount} items, the ratings {ratings.ItemCount}. Give the ratings that it was trained with."), nameof(ratings));
        var scores = new float[model.ItemCount];
        model.Score(user, scores);
        return TopN(scores, Enumerable.Range(0, ratings.Count).Where(i => ratings.Users[i] == user).Select(i => ratings.Items[i]), n);
    }

    /// <summary>The best items for a user who is not in the model, such as one of <see cref="FoldIn"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="user">The user's bias and factors.</param>
    /// <param name="rated">The items that the user has rated, which are not shown again.</param>
    /// <param name="n">How many; fewer where there are fewer left. Default 10.</param>
    /// <returns>The items, best first; of equal scores the smaller index comes first.</returns>
    public static IReadOnlyList<Recommendation> TopN(BiasedFactorModel model, FoldedRow user, IEnumerable<int> rated, int n = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rated);
        var scores = new float[model.ItemCount];
        model.Score(user, scores);
        return TopN(scores, rated, n);
    }

    private static Recommendation[] TopN(float[] scores, IEnumerable<int> rated, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var excluded = new bool[scores.Length];
        foreach (var item in rated) excluded[item] = true;
        return [.. TopItems.Select(scores, excluded, n).Select(item => new Recommendation(item, scores[item]))];
    }
}
