namespace MfNotebooks;

/// <summary>One item of a top-N list.</summary>
/// <param name="Item">The item's index.</param>
/// <param name="Score">What the model gives it: stars for a model that predicts ratings.</param>
public sealed record Recommendation(int Item, float Score);

/// <summary>Lists the items that a model would show a user first.</summary>
public static class Recommender
{
    /// <summary>The best items that the user has not rated.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ratings">What the user has rated, which is not shown again.</param>
    /// <param name="user">Index in <paramref name="ratings"/>; −1: unknown, everything is new.</param>
    /// <param name="n">How many; fewer where there are fewer left. Default 10.</param>
    /// <returns>The items, best first; of equal scores the smaller index comes first.</returns>
    /// <exception cref="ArgumentException">The model has other items, or <paramref name="n"/> is below 1.</exception>
    public static IReadOnlyList<Recommendation> TopN(IItemRanker model, RatingsTable ratings, int user, int n = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        if (model.ItemCount != ratings.ItemCount)
            throw new ArgumentException(
                Invariant($"The model knows {Counted.Of(model.ItemCount, "item")}, the ratings {ratings.ItemCount}. ")
                    + "Give the ratings that it was trained with.", nameof(ratings));
        var rated = Enumerable.Range(0, ratings.Count).Where(i => ratings.Users[i] == user)
            .Select(i => ratings.Items[i]);
        return TopN(model.ItemCount, scores => model.Score(user, scores), rated, n);
    }

    /// <summary>The best items for a user who is not in the model, such as one of <see cref="FoldIn"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="user">The user's bias and factors.</param>
    /// <param name="rated">The items that the user has rated, which are not shown again.</param>
    /// <param name="n">How many; fewer where there are fewer left. Default 10.</param>
    /// <returns>The items, best first; of equal scores the smaller index comes first.</returns>
    public static IReadOnlyList<Recommendation> TopN(BiasedFactorModel model, FoldedRow user, IEnumerable<int> rated,
        int n = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rated);
        return TopN(model.ItemCount, scores => model.Score(user, scores), rated, n);
    }

    /// <inheritdoc cref="TopN(BiasedFactorModel, FoldedRow, IEnumerable{int}, int)"/>
    public static IReadOnlyList<Recommendation> TopN(FactorRanker model, FoldedRow user, IEnumerable<int> rated,
        int n = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rated);
        return TopN(model.ItemCount, scores => model.Score(user, scores), rated, n);
    }

    private static Recommendation[] TopN(int items, Action<float[]> score, IEnumerable<int> rated, int n)
    {
        var scores = new float[items];
        score(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var excluded = new bool[scores.Length];
        foreach (var item in rated) excluded[item] = true;
        return [.. Select(scores, excluded, n).Select(item => new Recommendation(item, scores[item]))];
    }

    /// <summary>The candidates with the highest scores, best first; of equal ones the smaller index.</summary>
    /// <exception cref="InvalidOperationException">A score is not a number.</exception>
    internal static List<int> Select(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, int count)
    {
        var best = new List<int>(Math.Min(count, scores.Length) + 1);
        for (var item = 0; item < scores.Length; item++)
        {
            if (float.IsNaN(scores[item]))
                throw new InvalidOperationException(
                    Invariant($"The score of item {item} is not a number, so that there is no ranking. ")
                        + "Train the model again, with a lower learning rate if it has one.");
            if (excluded[item] || (best.Count == count && !(scores[item] > scores[best[^1]]))) continue;
            var place = best.Count;
            while (place > 0 && scores[item] > scores[best[place - 1]]) place--;
            best.Insert(place, item);
            if (best.Count > count) best.RemoveAt(count);
        }
        return best;
    }
}
