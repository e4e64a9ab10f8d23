namespace MfNotebooks;

/// <summary>
/// Ratings made up from factors that are known, to see whether training finds them again, and how long it takes at any size.
/// </summary>
/// <remarks>
/// A rating is <c>GlobalMean + UserBias[u] + ItemBias[i] + A[u]·B[i]</c> plus Gaussian noise. The values lie around a
/// 1-to-5 scale (mean 3.5, standard deviation about 0.85); they are neither rounded nor cut off, so that noise is all that
/// separates them from the truth. Some items are rated far more often than others, and some users rate more.
/// </remarks>
/// <param name="Table">The ratings, user by user, with the ids "User 1", … and "Item 1", …</param>
/// <param name="GlobalMean">The mean before biases and factors.</param>
/// <param name="UserBias"><c>[users]</c>: how much higher or lower a user rates.</param>
/// <param name="ItemBias"><c>[items]</c>: how much better or worse an item is rated.</param>
/// <param name="A"><c>[users × k]</c>: the users' factors.</param>
/// <param name="B"><c>[items × k]</c>: the items' factors.</param>
/// <param name="Noise">The standard deviation of the noise in <paramref name="Table"/>, in stars.</param>
public sealed record SyntheticRatings(RatingsTable Table, float GlobalMean, float[] UserBias, float[] ItemBias, float[,] A, float[,] B, double Noise)
{
    private const float Mean = 3.5f;
    private const double UserBiasSpread = 0.3, ItemBiasSpread = 0.4, TasteSpread = 0.6;

    /// <summary>Makes ratings up.</summary>
    /// <param name="users">The number of users; every one gets a rating.</param>
    /// <param name="items">The number of items; every one gets a rating.</param>
    /// <param name="ratings">The number of ratings, all of different user and item pairs.</param>
    /// <param name="latentDim">The number of planted factors, k.</param>
    /// <param name="noise">The standard deviation of the noise, in stars; 0 for none.</param>
    /// <param name="seed">
    /// The same seed gives the same bits on one machine. <see cref="Random"/> keeps its seeded numbers across .NET versions,
    /// but another machine's logarithm or cosine can differ in the last digit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is not positive, the noise is negative or not finite, or there are fewer ratings than users or items, or
    /// more than pairs.
    /// </exception>
    public static SyntheticRatings Create(int users, int items, int ratings, int latentDim = 3, double noise = 0.3, int seed = 0)
    {
        Require(users, items, ratings, latentDim, noise);
        var random = new Random(seed);
        // A product of two factors then spreads by TasteSpread² / k, and the k of them together by TasteSpread².
        var factorSpread = Math.Sqrt(TasteSpread / Math.Sqrt(latentDim));
        var (userBias, itemBias) = (random.NextGaussians(users, UserBiasSpread), random.NextGaussians(items, ItemBiasSpread));
        var (a, b) = (Factors(users, latentDim, factorSpread, random), Factors(items, latentDim, factorSpread, random));
        var (userOf, itemOf) = SyntheticPairs.Draw(users, items, ratings, random);
        var values = new float[ratings];
        for (var i = 0; i < ratings; i++)
            values[i] = (float)(Truth(userBias, itemBias, a, b, userOf[i], itemOf[i]) + random.NextGaussian(noise));
        var table = new RatingsTable(NameIndex.Numbered("user", users), NameIndex.Numbered("item", items), userOf, itemOf, values, timestamps: []);
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
        for (var row = 0; row < rows; row++)
        {
            for (var k = 0; k < latentDim; k++) factors[row, k] = (float)random.NextGaussian(spread);
        }
        return factors;
    }

    private static void Require(int users, int items, int ratings, int latentDim, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(users);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentDim);
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "Give the noise's standard deviation in stars, 0 or more.");
        if (ratings < Math.Max(users, items))
            throw new ArgumentOutOfRangeException(nameof(ratings), ratings, FormattableString.Invariant($"{users} users and {items} items need at least {Math.Max(users, items)} ratings, one for each. Ask for more, or for fewer users or items."));
        if (ratings > (long)users * items)
            throw new ArgumentOutOfRangeException(nameof(ratings), ratings, FormattableString.Invariant($"{users} users and {items} items make only {(long)users * items} pairs. Ask for fewer ratings, or for more users or items."));
    }
}
