namespace MfNotebooks;

/// <summary>A held-out rating, and what a model says without knowing it.</summary>
/// <param name="Predicted">In stars, not limited to the scale.</param>
/// <param name="True">In stars.</param>
internal sealed record RatedPrediction(double Predicted, float True)
{
    internal static RatedPrediction[] Of(IRatingModel model, RatingsTable test)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        if (test.UserCount > model.UserCount || test.ItemCount > model.ItemCount)
            throw new ArgumentException(FormattableString.Invariant($"The model knows {model.UserCount} users and {model.ItemCount} items, the test ratings have {test.UserCount} and {test.ItemCount}. Train the model on the other side of the same split."), nameof(test));
        return [.. Enumerable.Range(0, test.Count).Select(i => new RatedPrediction(Finite(model, test.Users[i], test.Items[i]), test.Values[i]))];
    }

    private static float Finite(IRatingModel model, int user, int item) => model.Predict(user, item) is var predicted && float.IsFinite(predicted)
        ? predicted
        : throw new InvalidOperationException(FormattableString.Invariant($"The prediction for user {user} and item {item} is {predicted}, which has no place in a picture. Train the model again, with a lower learning rate if it has one."));
}
