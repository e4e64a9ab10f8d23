namespace MfNotebooks;

/// <summary>
/// Anything that predicts ratings in stars. What is not known is left out of the prediction, never an error: a user or item
/// that had no rating in training, or the index −1 for one that was not there at all, is predicted by what remains, the
/// other side's bias, and in the end the global mean. Any other index outside the range is an error.
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
