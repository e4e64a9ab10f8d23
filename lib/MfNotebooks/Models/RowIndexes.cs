namespace MfNotebooks;

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
            throw new ArgumentOutOfRangeException(kind, index, FormattableString.Invariant($"There is no {kind} {index}; they are numbered 0 to {count - 1}, and −1 stands for an unknown one."));
    }

    internal static void RequireScores(int scores, int itemCount)
    {
        if (scores != itemCount)
            throw new ArgumentOutOfRangeException(nameof(scores), scores, FormattableString.Invariant($"There are {itemCount} items and room for {scores} scores. Give one place per item."));
    }
}
