namespace MfNotebooks;

/// <summary>Decides who rates what: distinct pairs, popular items and busy users, nobody and nothing left out.</summary>
internal static class SyntheticPairs
{
    /// <summary>The n-th most popular item has the weight n^−0.8, the n-th busiest user n^−0.4.</summary>
    private const double ItemExponent = 0.8, UserExponent = 0.4;

    /// <summary>Draws the pairs, user by user, each user's items in ascending order.</summary>
    /// <returns>The user and the item of each pair.</returns>
    internal static (int[] Users, int[] Items) Draw(int users, int items, int pairs, Random random)
    {
        var popularity = PowerLaw(items, ItemExponent);
        random.Shuffle(popularity);
        var counts = Share(pairs, items, PowerLaw(users, UserExponent));
        random.Shuffle(counts);
        // Each item gets one place for sure; the places left are filled by popularity.
        var sure = Enumerable.Range(0, items).ToArray();
        random.Shuffle(sure);
        var (userOf, itemOf) = (new int[pairs], new int[pairs]);
        var sampler = new PopularitySampler(popularity, random);
        for (int user = 0, start = 0, given = 0; user < users; start += counts[user], user++)
        {
            var places = itemOf.AsSpan(start, counts[user]);
            var own = PlaceSure(places, sure.AsSpan(given), pairs - start, random);
            given += own;
            sampler.Fill(places, own);
            places.Sort();
            userOf.AsSpan(start, places.Length).Fill(user);
        }
        return (userOf, itemOf);
    }

    /// <summary>
    /// Chooses with equal chances among all places to come, so that there are as many chosen places as items in the end,
    /// and puts the next items at the beginning of this user's.
    /// </summary>
    /// <returns>How many items were put there.</returns>
    private static int PlaceSure(Span<int> places, ReadOnlySpan<int> sure, int placesToCome, Random random)
    {
        var placed = 0;
        for (var place = 0; place < places.Length; place++)
        {
            if (random.Next(placesToCome - place) >= sure.Length - placed) continue;
            places[placed] = sure[placed];
            placed++;
        }
        return placed;
    }

    /// <summary>Divides a total in proportion to falling weights, each part at least 1 and at most <paramref name="most"/>.</summary>
    private static int[] Share(int total, int most, double[] weights)
    {
        var parts = new int[weights.Length];
        var left = total - weights.Length;
        var weightLeft = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            // What the most a part can take leaves over goes to those after it; the last takes what is left.
            var share = i == weights.Length - 1 ? left : (int)Math.Min(left, Math.Round(left * weights[i] / weightLeft));
            parts[i] = 1 + Math.Min(most - 1, share);
            left -= parts[i] - 1;
            weightLeft -= weights[i];
        }
        return parts;
    }

    private static double[] PowerLaw(int count, double exponent) =>
        [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))];
}
