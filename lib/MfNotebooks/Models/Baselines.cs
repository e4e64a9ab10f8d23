namespace MfNotebooks;

/// <summary>Predicts the mean of all ratings, for everybody and everything: the least that a model must beat.</summary>
public static class GlobalMean
{
    /// <summary>Takes the mean; the biases are zeros, and there are no factors.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static BiasedFactorModel Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (users, items) = (ratings.UserCount, ratings.ItemCount);
        return new BiasedFactorModel("global mean", "", (float)ratings.Mean, new float[users], new float[items],
            new float[users, 0], new float[items, 0]);
    }
}

/// <summary>Shows everybody the items with the most ratings: hard to beat in ranking, and the same for all.</summary>
public static class Popularity
{
    /// <summary>Counts the ratings of each item: its bias, and there are no factors.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    public static FactorRanker Fit(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var counts = new float[ratings.ItemCount];
        foreach (var item in ratings.Items) counts[item]++;
        return new FactorRanker("popularity", "", counts,
            new float[ratings.UserCount, 0], new float[ratings.ItemCount, 0]);
    }
}

/// <summary>Predicts <c>μ + b_u + b_i</c>, how high the user rates and how well the item is liked.</summary>
/// <remarks>
/// The biases minimize <c>Σ (r_ui − μ − b_u − b_i)² + λ_u Σ b_u² + λ_i Σ b_i²</c> (Koren, Bell and Volinsky 2009,
/// equations 3 and 4 without factors). With the other side fixed each bias is a least-squares problem of one unknown,
/// whose solution is a shrunk mean, <c>b_i = Σ_u (r_ui − μ − b_u) / (λ_i + n_i)</c> (Koren 2010, "Factor in the
/// Neighbors", section 2.1). The sides take turns until no bias moves by more than a millionth of the ratings' standard
/// deviation, or for 200 rounds: without a penalty the last digits can take longer.
/// </remarks>
public static class BiasModel
{
    private const int MostRounds = 200;
    private const double Still = 1e-6;

    /// <summary>Finds the biases; the model has no factors.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="userLambda">λ_u ≥ 0, as if so many more ratings were at the mean. Default 4.</param>
    /// <param name="itemLambda">λ_i ≥ 0, likewise. Default 3. The defaults suit ml-latest-small.</param>
    /// <exception cref="ArgumentOutOfRangeException">A λ is negative or not finite.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, double userLambda = 4, double itemLambda = 3)
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
        return new BiasedFactorModel("biases", Invariant($"λ user {userLambda}, item {itemLambda}"),
            (float)ratings.Mean, InStars(userBias), InStars(itemBias),
            new float[ratings.UserCount, 0], new float[ratings.ItemCount, 0])
        {
            Deviation = scale.Deviation,
        };

        float[] InStars(double[] biases) => Array.ConvertAll(biases, bias => (float)(bias * scale.Deviation));
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
