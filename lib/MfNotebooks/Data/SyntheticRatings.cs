namespace MfNotebooks;

/// <summary>Ratings of known factors, to see whether training finds them, and how long it takes.</summary>
/// <remarks>
/// A rating is <c>GlobalMean + UserBias[u] + ItemBias[i] + A[u]·B[i]</c> plus Gaussian noise. The values lie around a
/// 1-to-5 scale (mean 3.5, standard deviation about 0.85); they are neither rounded nor cut off, so that noise is all
/// that separates them from the truth. Some items are rated far more often than others, and some users rate more.
/// </remarks>
/// <param name="Table">The ratings, user by user, with the ids "User 1", … and "Item 1", …</param>
/// <param name="GlobalMean">The mean before biases and factors.</param>
/// <param name="UserBias"><c>[users]</c>: how much higher or lower a user rates.</param>
/// <param name="ItemBias"><c>[items]</c>: how much better or worse an item is rated.</param>
/// <param name="A"><c>[users × k]</c>: the users' factors.</param>
/// <param name="B"><c>[items × k]</c>: the items' factors.</param>
/// <param name="Noise">The standard deviation of the noise in <paramref name="Table"/>, in stars.</param>
public sealed record SyntheticRatings(RatingsTable Table, float GlobalMean, float[] UserBias, float[] ItemBias,
    float[,] A, float[,] B, double Noise)
{
    private const float Mean = 3.5f;
    private const double UserBiasSpread = 0.3, ItemBiasSpread = 0.4, TasteSpread = 0.6;

    /// <summary>Makes ratings up.</summary>
    /// <param name="users">The number of users; every one gets a rating.</param>
    /// <param name="items">The number of items; every one gets a rating.</param>
    /// <param name="ratings">The number of ratings, all of different user and item pairs.</param>
    /// <param name="latentDim">The number of planted factors, k.</param>
    /// <param name="noise">The standard deviation of the noise, in stars; 0 for none.</param>
    /// <param name="seed">The same seed gives the same bits, but for last digits on another machine.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range or does not fit.</exception>
    public static SyntheticRatings Create(int users, int items, int ratings, int latentDim = 3, double noise = 0.3,
        int seed = 0)
    {
        Require(users, items, ratings, latentDim, noise);
        var random = new Random(seed);
        // A product of two factors then spreads by TasteSpread² / k, and the k of them together by TasteSpread².
        var factorSpread = Math.Sqrt(TasteSpread / Math.Sqrt(latentDim));
        var (userBias, itemBias) = (random.NextGaussians(users, UserBiasSpread),
            random.NextGaussians(items, ItemBiasSpread));
        var (a, b) = (Factors(users, latentDim, factorSpread, random), Factors(items, latentDim, factorSpread, random));
        var (userOf, itemOf) = SyntheticPairs.Draw(users, items, ratings, random);
        var values = new float[ratings];
        for (var i = 0; i < ratings; i++)
            values[i] = (float)(Truth(userBias, itemBias, a, b, userOf[i], itemOf[i]) + random.NextGaussian(noise));
        var table = new RatingsTable(NameIndex.Numbered("user", users), NameIndex.Numbered("item", items), userOf,
            itemOf, values, timestamps: []);
        return new SyntheticRatings(table, Mean, userBias, itemBias, a, b, noise);
    }

    /// <summary>What a user thinks of an item, noise left out, rated or not.</summary>
    /// <param name="user">The user's index, from 0.</param>
    /// <param name="item">The item's index, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such user or item.</exception>
    public float TrueRating(int user, int item) => (float)Truth(UserBias, ItemBias, A, B, user, item);

    private static double Truth(float[] userBias, float[] itemBias, float[,] a, float[,] b, int user, int item)
    {
        double rating = Mean + userBias[user] + itemBias[item];
        for (var k = 0; k < a.GetLength(1); k++) rating += a[user, k] * b[item, k];
        return rating;
    }

    private static float[,] Factors(int rows, int latentDim, double spread, Random random)
    {
        var factors = new float[rows, latentDim];
        var drawn = random.NextGaussians(factors.Length, spread);
        Buffer.BlockCopy(drawn, 0, factors, 0, sizeof(float) * drawn.Length);
        return factors;
    }

    private static void Require(int users, int items, int ratings, int latentDim, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(users);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentDim);
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise,
                "Give the noise's standard deviation in stars, 0 or more.");
        if (ratings < Math.Max(users, items))
            throw new ArgumentOutOfRangeException(nameof(ratings), ratings,
                $"{Counted.Of(users, "user")} and {Counted.Of(items, "item")} need at least "
                    + $"{Counted.Of(Math.Max(users, items), "rating")}, one for each. "
                    + "Ask for more, or for fewer users or items.");
        if (ratings > (long)users * items)
            throw new ArgumentOutOfRangeException(nameof(ratings), ratings,
                $"{Counted.Of(users, "user")} and {Counted.Of(items, "item")} make only "
                    + $"{Counted.Of((long)users * items, "pair")}. Ask for fewer ratings, or for more users or items.");
    }
}

/// <summary>
/// Made-up data in the shape of MovieLens, for where there is none: stars from 0.5 to 5 in halves, popular and rare
/// films, and genres that follow from the planted factors, so that a film's genres say something about its ratings.
/// </summary>
internal static class SyntheticMovieLens
{
    private const int Users = 600, Films = 2_000, Ratings = 60_000, LatentDim = 4;
    private const double Noise = 0.7;
    private const long FirstSecond = 946_684_800, SecondsBetween = 3_600;

    /// <summary>The first genre of a pair is that of films whose factor is high, the second of low.</summary>
    private static readonly (string High, string Low)[] GenrePairs = [("Action", "Drama"), ("Comedy", "Thriller"),
        ("Romance", "Horror"), ("Children", "Crime")];

    internal static MovieLensData Create(string reason)
    {
        var made = SyntheticRatings.Create(Users, Films, Ratings, LatentDim, Noise);
        var (table, random) = (made.Table, new Random(0));
        var seconds = new long[table.Count];
        for (var i = 0; i < seconds.Length; i++) seconds[i] = FirstSecond + i * SecondsBetween;
        random.Shuffle(seconds);
        var ratings = RatingsTable.From(table.UserIds, table.ItemIds, table.Users.AsSpan(), table.Items.AsSpan(),
            [.. table.Values.Select(Stars)], seconds);
        return new MovieLensData("synthetic", "made up, not MovieLens", ratings,
            [.. table.ItemIds.Select((id, item) => MakeFilm(id, item, made.B, random))], [],
            [$"These ratings are made up: {reason}"], IsSynthetic: true);
    }

    private static float Stars(float value) => Math.Clamp(MathF.Round(2 * value) / 2, 0.5f, 5);

    private static Film MakeFilm(string id, int item, float[,] factors, Random random)
    {
        var spread = Math.Sqrt(0.6 / Math.Sqrt(LatentDim));
        var genres = Enumerable.Range(0, LatentDim)
            .Where(k => Math.Abs(factors[item, k]) > spread / 2)
            .Select(k => factors[item, k] > 0 ? GenrePairs[k].High : GenrePairs[k].Low);
        return Film.Create(id, Invariant($"Made-up film {item + 1} ({random.Next(1950, 2020)})"), [.. genres]);
    }
}

/// <summary>Decides who rates what: distinct pairs, popular items, busy users, and nobody left out.</summary>
internal static class SyntheticPairs
{
    /// <summary>The n-th most popular item has the weight n^−0.8, the n-th busiest user n^−0.4.</summary>
    private const double ItemExponent = 0.8, UserExponent = 0.4;

    /// <summary>Draws the pairs, user by user, each user's items in ascending order.</summary>
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
    /// Chooses with equal chances among all places to come, so that there are as many chosen places as items in the
    /// end, and puts the next items at the beginning of this user's.
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

    /// <summary>Divides a total in proportion to falling weights, in parts from 1 to <paramref name="most"/>.</summary>
    private static int[] Share(int total, int most, double[] weights)
    {
        var parts = new int[weights.Length];
        var left = total - weights.Length;
        var weightLeft = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            // What the most a part can take leaves over goes to those after it; the last takes what is left.
            var share = i == weights.Length - 1 ? left
                : (int)Math.Min(left, Math.Round(left * weights[i] / weightLeft));
            parts[i] = 1 + Math.Min(most - 1, share);
            left -= parts[i] - 1;
            weightLeft -= weights[i];
        }
        return parts;
    }

    private static double[] PowerLaw(int count, double exponent) =>
        [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))];
}

/// <summary>Draws distinct items for one user after another, popular items more often.</summary>
internal sealed class PopularitySampler
{
    private readonly Random _random;
    private readonly double[] _weights;

    /// <summary>For each item, the sum of the weights up to and including it.</summary>
    private readonly double[] _sums;

    /// <summary>For each item, the last round in which it was drawn.</summary>
    private readonly int[] _drawnIn;
    private int _round;

    internal PopularitySampler(double[] weights, Random random)
    {
        (_weights, _random, _sums, _drawnIn) = (weights, random, new double[weights.Length], new int[weights.Length]);
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++) _sums[i] = sum += weights[i];
    }

    /// <summary>Draws items in proportion to their weights, each at most once and none that is given already.</summary>
    internal void Fill(Span<int> items, int given)
    {
        _round++;
        for (var i = 0; i < given; i++) _drawnIn[items[i]] = _round;
        var filled = given;
        // Drawing again when an item comes twice is fast until most of the weight is drawn; then the rest is sorted.
        for (var tries = 0; filled < items.Length && tries < _weights.Length; tries++)
        {
            var item = Draw();
            if (_drawnIn[item] == _round) continue;
            _drawnIn[item] = _round;
            items[filled++] = item;
        }
        if (filled < items.Length) FillFromRest(items[filled..]);
    }

    private int Draw()
    {
        var at = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
        return Math.Min(at < 0 ? ~at : at + 1, _sums.Length - 1);
    }

    /// <summary>By exponential waiting times at the weights' rates (Efraimidis and Spirakis, 2006).</summary>
    private void FillFromRest(Span<int> items)
    {
        var rest = Enumerable.Range(0, _weights.Length).Where(item => _drawnIn[item] != _round).ToArray();
        var arrivals = Array.ConvertAll(rest, item => -Math.Log(1 - _random.NextDouble()) / _weights[item]);
        Array.Sort(arrivals, rest);
        rest.AsSpan(0, items.Length).CopyTo(items);
    }
}

/// <summary>Draws that <see cref="Random"/> does not offer.</summary>
internal static class GaussianRandom
{
    /// <summary>A number from the normal distribution with mean 0 (Box–Muller).</summary>
    internal static double NextGaussian(this Random random, double standardDeviation) =>
        // 1 − u is never 0, so the logarithm is finite.
        standardDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>An array of such numbers.</summary>
    internal static float[] NextGaussians(this Random random, int count, double standardDeviation)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = (float)random.NextGaussian(standardDeviation);
        return numbers;
    }
}
