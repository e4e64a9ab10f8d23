namespace MfNotebooks;

/// <summary>
/// Fits a <see cref="BiasedFactorModel"/> by alternating least squares that remember how unsure they are: the most
/// accurate training here, with nothing to tune but the spreads.
/// </summary>
/// <remarks>
/// <para>
/// Plain alternating least squares take the other side's factors as exact and so overfit rows with few ratings. Here every
/// row has a mean and a covariance (a factorized Gaussian posterior), and a user's system is
/// <c>(σ²Λ + Σ_i E[x_i x_iᵀ])·w = Σ_i E[x_i (r_ui − μ − b_i)]</c> with <c>x_i = (1, b_i)</c>, <c>w = (b_u, a_u)</c> and
/// <c>E[x xᵀ] = x̄ x̄ᵀ + Cov(x)</c>; items likewise. Λ holds 1 / spread². A prediction uses the means.
/// </para>
/// <para>
/// Source: Lim and Teh, "Variational Bayesian Approach to Movie Rating Prediction" (2007), section 3, with biases as one
/// more factor whose partner is the constant 1, and with the spreads given instead of learned.
/// </para>
/// </remarks>
public static class VariationalLeastSquares
{
    private const double StartSpread = 0.1;

    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="TrainingDivergedException">The settings do not suit the ratings' scale, so that the factors stopped being numbers.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, VariationalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new VariationalOptions();
        options.Validate();
        SettingRange.RequireFitsInArray(options.LatentDim, MaxLatentDim(ratings));
        EstimateMemory(ratings, options).RequireFits();
        var users = new VariationalSide(RatingGroups.ByUser(ratings), options.LatentDim, options.UserBiasSpread, options.FactorSpread);
        var items = new VariationalSide(RatingGroups.ByItem(ratings), options.LatentDim, options.ItemBiasSpread, options.FactorSpread);
        users.Draw(new Random(options.Seed), StartSpread);
        var targets = ratings.Values.Select(value => value - (float)ratings.Mean).ToArray();
        var (userRows, itemRows, variance) = (ratings.Users.ToArray(), ratings.Items.ToArray(), options.Noise * options.Noise);
        for (var round = 0; round < options.Rounds; round++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            items.Update(users, userRows, targets, variance);
            users.Update(items, itemRows, targets, variance);
            if (!users.IsFinite || !items.IsFinite) throw TrainingDivergedException.InRound(round + 1, options);
        }
        var model = new BiasedFactorModel("biases + factors (variational)", options.Describe(), (float)ratings.Mean,
            users.Biases(), items.Biases(), users.Factors(), items.Factors());
        return model.IsFinite ? model : throw TrainingDivergedException.InRound(options.Rounds, options);
    }

    /// <summary>The largest k with which the covariances of a side are still one array.</summary>
    private static long MaxLatentDim(RatingsTable ratings) => (long)Math.Sqrt(Array.MaxLength / Math.Max(ratings.UserCount, ratings.ItemCount)) - 1;

    /// <summary>The memory that <see cref="Fit"/> would take, beside the ratings themselves.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, VariationalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var k = (options ?? new VariationalOptions()).LatentDim;
        return new MemoryEstimate(
        [
            ("ratings in groups", (2L * 4 + 3 * 4) * ratings.Count),
            ("means and covariances", sizeof(float) * ((long)ratings.UserCount + ratings.ItemCount) * (k + 1) * (k + 2)),
        ]);
    }
}
