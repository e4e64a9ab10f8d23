namespace MfNotebooks;

/// <summary>Anything that can say which items to show a user first.</summary>
public interface IItemRanker
{
    /// <summary>What it is, for tables.</summary>
    string Name { get; }

    /// <summary>Its settings in words, for tables; empty where it has none.</summary>
    string Settings { get; }

    /// <summary>The number of items that it knows.</summary>
    int ItemCount { get; }

    /// <summary>Gives every item a score for one user; higher is better.</summary>
    /// <param name="user">The user's index; −1 for a user it does not know.</param>
    /// <param name="scores">Where the scores go, <c>[items]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user, or the span has another length.</exception>
    void Score(int user, Span<float> scores);
}

/// <summary>
/// Anything that predicts ratings in stars. What is not known is left out of the prediction, never an error: a user or
/// item that had no rating in training, or the index −1 for one that was not there at all, is predicted by what
/// remains, the other side's bias, and in the end the mean (0 in a model that knows no mean). Any other index outside
/// the range is an error.
/// </summary>
public interface IRatingModel : IItemRanker
{
    /// <summary>The number of users that it knows.</summary>
    int UserCount { get; }

    /// <summary>Predicts one rating, not limited to the scale of the ratings.</summary>
    /// <param name="user">The user's index; −1 for a user it does not know.</param>
    /// <param name="item">The item's index; −1 for an item it does not know.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is below −1 or above the last.</exception>
    float Predict(int user, int item);
}

/// <summary>How far predicted ratings are from given ones, for trainings and for metrics.</summary>
internal static class RatingErrors
{
    /// <summary>The errors of all ratings, predictions being limited to the range from lowest to highest.</summary>
    /// <exception cref="InvalidOperationException">A prediction is not a number.</exception>
    internal static (double Rmse, double Mae) Of(IRatingModel model, RatingsTable ratings,
        float lowest = float.NegativeInfinity, float highest = float.PositiveInfinity)
    {
        var users = ratings.Users.AsSpan();
        var items = ratings.Items.AsSpan();
        var values = ratings.Values.AsSpan();
        var (squares, absolutes) = (0.0, 0.0);
        for (var n = 0; n < values.Length; n++)
        {
            var error = Math.Clamp(model.Predict(users[n], items[n]), lowest, highest) - (double)values[n];
            if (double.IsNaN(error))
                throw new InvalidOperationException(
                    Invariant($"The prediction for user {users[n]} and item {items[n]} is not a number, ")
                    + "so that there is no error to measure. "
                    + "Train the model again, with a lower learning rate if it has one.");
            squares += error * error;
            absolutes += Math.Abs(error);
        }
        return (Math.Sqrt(squares / values.Length), absolutes / values.Length);
    }
}

/// <summary>Checks the indexes that prediction is asked with.</summary>
internal static class RowIndexes
{
    internal const int Unknown = -1;

    internal static void Require(int user, int userCount, int item, int itemCount)
    {
        Require("user", user, userCount);
        Require("item", item, itemCount);
    }

    internal static void Require(string kind, int index, int count)
    {
        if (index < Unknown || index >= count)
            throw new ArgumentOutOfRangeException(kind, index,
                Invariant($"There is no {kind} {index}; ")
                    + Invariant($"they are numbered 0 to {count - 1}, and −1 stands for an unknown one."));
    }

    internal static void RequireScores(int scores, int itemCount)
    {
        if (scores != itemCount)
            throw new ArgumentOutOfRangeException(nameof(scores), scores,
                $"There is room for {Counted.Of(scores, "score")} of {Counted.Of(itemCount, "item")}. "
                    + "Give one place per item.");
    }
}
