namespace MfNotebooks;

/// <summary>Predicts the mean of all ratings, for everybody and everything: the least that a model must beat.</summary>
public sealed class GlobalMean : IRatingModel
{
    private readonly float _mean;

    private GlobalMean(RatingsTable ratings) =>
        (_mean, UserCount, ItemCount) = ((float)ratings.Mean, ratings.UserCount, ratings.ItemCount);

    /// <inheritdoc/>
    public string Name => "global mean";

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public int UserCount { get; }

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <summary>Takes the mean.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static GlobalMean Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return new GlobalMean(ratings);
    }

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        return _mean;
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        scores.Fill(_mean);
    }
}

/// <summary>Shows everybody the items with the most ratings: hard to beat in ranking, and the same for all.</summary>
public sealed class Popularity : IItemRanker
{
    private readonly float[] _counts;
    private readonly int _userCount;

    private Popularity(float[] counts, int userCount) => (_counts, _userCount) = (counts, userCount);

    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public int ItemCount => _counts.Length;

    /// <summary>Counts the ratings of each item.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static Popularity Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var counts = new float[ratings.ItemCount];
        foreach (var item in ratings.Items) counts[item]++;
        return new Popularity(counts, ratings.UserCount);
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, _userCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        _counts.CopyTo(scores);
    }
}

/// <summary>
/// Predicts <c>μ + b_u + b_i</c>: how high the user rates, and how well the item is liked. The baseline of the field.
/// </summary>
/// <remarks>
/// <para>
/// The biases minimize <c>Σ (r_ui − μ − b_u − b_i)² + λ_u Σ b_u² + λ_i Σ b_i²</c> (Koren, Bell and Volinsky 2009,
/// equations 3 and 4 without factors). With the other side fixed each bias is a least-squares problem of one unknown,
/// whose solution is a shrunk mean, <c>b_i = Σ_u (r_ui − μ − b_u) / (λ_i + n_i)</c> (Koren 2010, "Factor in the
/// Neighbors", section 2.1). The sides take turns until no bias moves by more than a millionth of the ratings' standard
/// deviation, or for 200 rounds: without a penalty the last digits can take longer.
/// </para>
/// </remarks>
public sealed class BiasModel : IRatingModel
{
    private const int MostRounds = 200;
    private const double Still = 1e-6;
    private readonly float _mean;
    private readonly float[] _userBias, _itemBias;

    private BiasModel(double mean, double[] userBias, double[] itemBias, string settings)
    {
        (_mean, Settings) = ((float)mean, settings);
        (_userBias, _itemBias) = (Array.ConvertAll(userBias, b => (float)b), Array.ConvertAll(itemBias, b => (float)b));
    }

    /// <inheritdoc/>
    public string Name => "biases";

    /// <inheritdoc/>
    public string Settings { get; }

    /// <summary>μ, the mean of the ratings.</summary>
    public float Mean => _mean;

    /// <summary>
    /// b_u, <c>[users]</c>: how many stars above the mean a user rates; 0 for a user without ratings.
    /// </summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>
    /// b_i, <c>[items]</c>: how many stars above the mean an item is rated; 0 for an item without ratings.
    /// </summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <inheritdoc/>
    public int UserCount => _userBias.Length;

    /// <inheritdoc/>
    public int ItemCount => _itemBias.Length;

    /// <summary>Finds the biases.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="userLambda">
    /// λ_u ≥ 0: a user's bias is shrunk as if there were so many more ratings at the mean. Default 4.
    /// </param>
    /// <param name="itemLambda">λ_i ≥ 0, likewise. Default 3. The defaults suit ml-latest-small.</param>
    /// <exception cref="ArgumentOutOfRangeException">A λ is negative or not finite.</exception>
    public static BiasModel Fit(RatingsTable ratings, double userLambda = 4, double itemLambda = 3)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        SettingRange.RequirePenalty(userLambda);
        SettingRange.RequirePenalty(itemLambda);
        var scale = RatingScale.Of(ratings);
        var (byUser, byItem) = (RatingRows.ByUser(ratings, scale), RatingRows.ByItem(ratings, scale));
        var (userBias, itemBias) = (new double[ratings.UserCount], new double[ratings.ItemCount]);
        for (var (round, moved) = (0, double.MaxValue); round < MostRounds && moved > Still; round++)
            moved = Math.Max(Update(itemBias, byItem, itemLambda, userBias),
                Update(userBias, byUser, userLambda, itemBias));
        return new BiasModel(ratings.Mean, InStars(userBias), InStars(itemBias),
            FormattableString.Invariant($"λ user {userLambda}, item {itemLambda}"));

        double[] InStars(double[] biases) => Array.ConvertAll(biases, bias => bias * scale.Deviation);
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

    /// <summary>Solves for the biases of one side.</summary>
    /// <returns>How far the one moved that moved furthest.</returns>
    private static double Update(double[] biases, RatingRows rows, double lambda, double[] others)
    {
        var system = new LeastSquares<double>(0, hasIntercept: true);
        var moved = 0.0;
        for (var row = 0; row < biases.Length; row++)
        {
            if (rows[row].IsEmpty) continue;
            system.Reset(0, lambda);
            foreach (var (partner, value) in rows[row]) system.Add([], value - others[partner]);
            system.Solve();
            moved = Math.Max(moved, Math.Abs(system.Intercept - biases[row]));
            biases[row] = system.Intercept;
        }
        return moved;
    }
}
