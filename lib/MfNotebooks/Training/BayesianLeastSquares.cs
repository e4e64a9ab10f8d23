using System.Diagnostics;

namespace MfNotebooks;

/// <summary>
/// Fits a <see cref="BayesianFactorModel"/> by Gibbs sampling: every row is drawn from what its ratings and the other rows
/// leave possible, round after round, and a prediction is the mean over the rounds. The most accurate training here, with
/// no penalty to choose and with error bars.
/// </summary>
/// <remarks>
/// <para>
/// <c>r_ui ~ N(μ + b_u + b_i + x_u·z_i, 1/α)</c> with <c>x_u = p_u + Σ_{j ∈ N(u)} y_j / √n_u</c> and <c>z_i = q_i +
/// Σ_{v ∈ N(i)} s_v / √n_i</c>, biases likewise: what a user rated at all, and who rated an item at all, say something
/// beside the stars. p, y, q and s have normal priors whose means and precisions are drawn too, and so is α. Ratings are
/// measured in their own standard deviation from their own mean, so that no setting depends on their scale.
/// </para>
/// <para>
/// Source: Salakhutdinov and Mnih, "Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo" (2008), with
/// a precision for each factor instead of a full matrix; the implied parts are Koren's, "Factorization Meets the
/// Neighborhood" (2008), section 5 (SVD++), on both sides as in Rendle, Zhang and Koren, "On the Difficulty of Evaluating
/// Baselines" (2019).
/// </para>
/// </remarks>
public static class BayesianLeastSquares
{
    /// <summary>Trains a model, in float32, by all cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or the validation ratings do not fit.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BayesianFactorModel Fit(RatingsTable ratings, BayesianOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new BayesianOptions();
        options.Validate();
        ValidatedEpoch.Require(ratings, options.Validation);
        SettingRange.RequireFitsInArray(options.LatentDim, MaxLatentDim(ratings, options));
        EstimateMemory(ratings, options).RequireFits();
        var scale = StandardDeviation(ratings);
        var users = new GibbsSide(ratings, scale, options, byUser: true);
        var items = new GibbsSide(ratings, scale, options, byUser: false);
        var samples = new BayesianSamples(users, items, ratings, scale, options);
        var clock = Stopwatch.StartNew();
        for (var round = 1; round <= options.Rounds; round++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            users.Update(items, ratings.Count, round);
            var (squares, precision) = items.Update(users, ratings.Count, round);
            samples.Add(round, precision);
            if (options.Progress is null) continue;
            var rmse = scale * Math.Sqrt(squares / ratings.Count);
            clock.Stop();
            options.Progress.Report(new TrainingEpoch(round, rmse, samples.ValidationRmse(), clock.Elapsed.TotalSeconds));
            clock.Start();
        }
        return samples.ToModel();
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside the ratings themselves.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, BayesianOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new BayesianOptions();
        var (rows, stride) = ((long)ratings.UserCount + ratings.ItemCount + 4, GibbsSide.Stride(options.LatentDim));
        return new MemoryEstimate(
        [
            ("ratings in rows", RatingRows.BytesOfBoth(ratings)),
            ("rows and their products", sizeof(float) * rows * stride * (5 + stride)),
            ("samples", sizeof(float) * rows * options.Samples * GibbsSide.PredictionColumns(options.LatentDim)),
        ]);
    }

    /// <summary>The largest k with which the products of a side, and its samples, are still one array each.</summary>
    private static long MaxLatentDim(RatingsTable ratings, BayesianOptions options)
    {
        var most = Array.MaxLength / (Math.Max(ratings.UserCount, ratings.ItemCount) + 2L);
        return Math.Min((long)Math.Sqrt(most) - RowVectors.Width, most / options.Samples / 2 - 2);
    }

    /// <summary>The ratings' standard deviation, as the unit of everything here; 1 where they are all equal.</summary>
    private static double StandardDeviation(RatingsTable ratings)
    {
        var squares = 0.0;
        foreach (var value in ratings.Values) squares += (value - ratings.Mean) * (value - ratings.Mean);
        return squares == 0 ? 1 : Math.Sqrt(squares / ratings.Count);
    }
}
