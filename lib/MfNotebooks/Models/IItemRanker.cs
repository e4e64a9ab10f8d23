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
