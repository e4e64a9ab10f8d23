namespace MfNotebooks;

/// <summary>Finds ratings that the same user gives to the same item.</summary>
internal static class DuplicateRatings
{
    /// <summary>Lists each rating that repeats an earlier one, with the first of its kind. Linear in time and memory.</summary>
    /// <param name="users">The user's index of each rating.</param>
    /// <param name="items">The item's index of each rating.</param>
    /// <param name="userCount">One more than the highest user index may be.</param>
    /// <param name="itemCount">One more than the highest item index may be.</param>
    internal static IEnumerable<(int First, int Second)> Find(int[] users, int[] items, int userCount, int itemCount)
    {
        // For each item, the latest user seen to rate it, and in which rating.
        var (lastUser, lastRating) = (new int[itemCount], new int[itemCount]);
        Array.Fill(lastUser, -1);
        foreach (var rating in new RatingGroups(users, userCount).All)
        {
            var item = items[rating];
            if (lastUser[item] == users[rating])
            {
                yield return (lastRating[item], rating);
                continue;
            }
            (lastUser[item], lastRating[item]) = (users[rating], rating);
        }
    }
}
