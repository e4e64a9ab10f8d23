namespace MfNotebooks;

/// <summary>Predicts <c>μ + b_u + b_i</c>: how high the user rates, and how well the item is liked. The baseline of the field.</summary>
/// <remarks>
/// <para>
/// The biases minimize <c>Σ (r_ui − μ − b_u − b_i)² + λ_u Σ b_u² + λ_i Σ b_i²</c> (Koren, Bell and Volinsky 2009, equations 3
/// and 4 without factors). With the other side fixed each bias is a shrunk mean,
/// <c>b_i = Σ_u (r_ui − μ − b_u) / (λ_i + n_i)</c> (Koren 2010, "Factor in the Neighbors", section 2.1), and the sides take
/// turns until nothing moves.
/// </para>
/// </remarks>
public sealed class BiasModel : IRatingModel
{
    private const int Rounds = 20;
    private readonly float _mean;
    private readonly float[] _userBias, _itemBias;

    private BiasModel(double mean, double[] userBias, double[] itemBias, string settings) =>
        (_mean, _userBias, _itemBias, Settings) = ((float)mean, Array.ConvertAll(userBias, b => (float)b), Array.ConvertAll(itemBias, b => (float)b), settings);

    /// <inheritdoc/>
    public string Name => "biases";

    /// <inheritdoc/>
    public string Settings { get; }

    /// <summary>μ, the mean of the ratings.</summary>
    public float Mean => _mean;

    /// <summary>b_u, <c>[users]</c>: how many stars above the mean a user rates; 0 for a user without ratings.</summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>b_i, <c>[items]</c>: how many stars above the mean an item is rated; 0 for an item without ratings.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <inheritdoc/>
    public int UserCount => _userBias.Length;

    /// <inheritdoc/>
    public int ItemCount => _itemBias.Length;

    /// <summary>Finds the biases.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="userLambda">λ_u ≥ 0: a user's bias is shrunk as if there were so many more ratings at the mean. Default 4.</param>
    /// <param name="itemLambda">λ_i ≥ 0, likewise. Default 3. The defaults suit ml-latest-small.</param>
    /// <exception cref="ArgumentOutOfRangeException">A λ is negative or not finite.</exception>
    public static BiasModel Fit(RatingsTable ratings, double userLambda = 4, double itemLambda = 3)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        SettingRange.RequirePenalty(userLambda);
        SettingRange.RequirePenalty(itemLambda);
        var (byUser, byItem) = (RatingGroups.ByUser(ratings), RatingGroups.ByItem(ratings));
        var (userBias, itemBias) = (new double[ratings.UserCount], new double[ratings.ItemCount]);
        for (var round = 0; round < Rounds; round++)
        {
            Update(itemBias, byItem, itemLambda, i => ratings.Values[i] - ratings.Mean - userBias[ratings.Users[i]]);
            Update(userBias, byUser, userLambda, i => ratings.Values[i] - ratings.Mean - itemBias[ratings.Items[i]]);
        }
        return new BiasModel(ratings.Mean, userBias, itemBias, FormattableString.Invariant($"λ user {userLambda}, item {itemLambda}"));
    }

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        return _mean + (user < 0 ? 0 : _userBias[user]) + (item < 0 ? 0 : _itemBias[item]);
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        var start = _mean + (user < 0 ? 0 : _userBias[user]);
        for (var item = 0; item < scores.Length; item++) scores[item] = start + _itemBias[item];
    }

    private static void Update(double[] biases, RatingGroups groups, double lambda, Func<int, double> residual)
    {
        for (var row = 0; row < biases.Length; row++)
        {
            var sum = 0.0;
            foreach (var position in groups[row]) sum += residual(position);
            // No rating and λ = 0 would be 0 / 0.
            biases[row] = groups[row].IsEmpty ? 0 : sum / (lambda + groups[row].Length);
        }
    }
}
