namespace MfNotebooks;

/// <summary>Finds the best items of many without sorting them all.</summary>
internal static class TopItems
{
    /// <summary>The candidates with the highest scores, best first; of equal scores the smaller index comes first.</summary>
    /// <param name="scores">Every item's score.</param>
    /// <param name="excluded">The items that are no candidates, <c>[items]</c>.</param>
    /// <param name="count">How many to return; fewer where there are fewer candidates.</param>
    /// <exception cref="InvalidOperationException">A score is not a number.</exception>
    internal static List<int> Select(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, int count)
    {
        var best = new List<int>(Math.Min(count, scores.Length) + 1);
        for (var item = 0; item < scores.Length; item++)
        {
            if (float.IsNaN(scores[item])) throw new InvalidOperationException(FormattableString.Invariant($"The score of item {item} is not a number, so that there is no ranking. Train the model again, with a lower learning rate if it has one."));
            if (excluded[item] || (best.Count == count && !(scores[item] > scores[best[^1]]))) continue;
            var place = best.Count;
            while (place > 0 && scores[item] > scores[best[place - 1]]) place--;
            best.Insert(place, item);
            if (best.Count > count) best.RemoveAt(count);
        }
        return best;
    }
}
