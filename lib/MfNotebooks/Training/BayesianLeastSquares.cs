using System.Diagnostics;

namespace MfNotebooks;

/// <summary>
/// The settings of <see cref="BayesianLeastSquares"/>. None of them depends on the scale of the ratings.
/// </summary>
public sealed record BayesianOptions
{
    /// <summary>The number of latent factors, k. Together with the bias 15 fill vectors of 16. Default 15.</summary>
    public int LatentDim { get; init; } = 15;

    /// <summary>How often every row is drawn. Default 150.</summary>
    public int Rounds { get; init; } = 150;

    /// <summary>
    /// The first rounds, in which the draws still find their place, and of which none is kept. Default 30.
    /// </summary>
    public int BurnIn { get; init; } = 30;

    /// <summary>
    /// Of the later rounds one in so many is kept, the last always: it saves memory, and neighbouring rounds are alike.
    /// Default 2.
    /// </summary>
    public int Thinning { get; init; } = 2;

    /// <summary>Whether what was rated at all, and by whom, says something beside the stars. Default true.</summary>
    public bool ImplicitTerms { get; init; } = true;

    /// <summary>
    /// The seed of all draws. The same seed on the same machine gives the same bits, on any number of threads. Default
    /// 0.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>How many threads draw rows; 0 (the default) for one a core. The result is the same.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Held-out ratings of the same users and items, measured after each round and never trained on; null (the default)
    /// for none.
    /// </summary>
    public RatingsTable? Validation { get; init; }

    /// <summary>
    /// Told of every round while the training runs; null (the default) for silence. The error over the ratings learned
    /// from is that of the round's draw; the held-out one that of the mean of all draws kept so far, and null before
    /// the first.
    /// </summary>
    public IProgress<TrainingEpoch>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next round.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The threads that rows are drawn on.</summary>
    internal ParallelOptions Parallel => new()
    {
        MaxDegreeOfParallelism = Threads == 0 ? Environment.ProcessorCount : Threads,
        CancellationToken = CancellationToken,
    };

    /// <summary>The draws that are kept.</summary>
    internal int Samples => (Rounds - BurnIn + Thinning - 1) / Thinning;

    /// <summary>Whether a round, counted from 1, is kept.</summary>
    internal bool Keeps(int round) => round > BurnIn && (Rounds - round) % Thinning == 0;

    /// <exception cref="ArgumentOutOfRangeException">
    /// A setting is out of its range; the message names it, its value and the range.
    /// </exception>
    internal void Validate()
    {
        SettingRange.Require(LatentDim >= 1, LatentDim, "at least 1");
        SettingRange.Require(Rounds >= 1, Rounds, "at least 1");
        SettingRange.Require(BurnIn >= 0 && BurnIn < Rounds, BurnIn,
            FormattableString.Invariant($"at least 0 and below Rounds ({Rounds})"));
        SettingRange.Require(Thinning >= 1, Thinning, "at least 1");
        SettingRange.Require(Threads >= 0, Threads, "0 or more");
    }

    internal string Describe() =>
        FormattableString.Invariant($"k {LatentDim}, {Rounds} rounds, {Samples} kept of those after {BurnIn}, ")
        + (ImplicitTerms ? "with implicit terms" : "without implicit terms");
}

/// <summary>
/// Fits a <see cref="BayesianFactorModel"/> by Gibbs sampling: every row is drawn from what its ratings and the other
/// rows leave possible, round after round, and a prediction is the mean over the rounds. The most accurate training
/// here, with no penalty to choose and with error bars.
/// </summary>
/// <remarks>
/// <para>
/// <c>r_ui ~ N(μ + b_u + b_i + x_u·z_i, 1/α)</c> with <c>x_u = p_u + Σ_{j ∈ N(u)} y_j / √n_u</c> and <c>z_i = q_i +
/// Σ_{v ∈ N(i)} s_v / √n_i</c>, biases likewise: what a user rated at all, and who rated an item at all, say something
/// beside the stars. p, y, q and s have normal priors whose means and precisions are drawn too, and so is α. Ratings
/// are measured in their own standard deviation from their own mean, so that no setting depends on their scale.
/// </para>
/// <para>
/// Source: Salakhutdinov and Mnih, "Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo" (2008),
/// with a precision for each factor instead of a full matrix; the implied parts are Koren's, "Factorization Meets the
/// Neighborhood" (2008), section 5 (SVD++), on both sides as in Rendle, Zhang and Koren, "On the Difficulty of
/// Evaluating Baselines" (2019).
/// </para>
/// </remarks>
public static class BayesianLeastSquares
{
    /// <summary>Trains a model, in float32, by all cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A setting is out of its range, or the validation ratings do not fit.
    /// </exception>
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
            var report = new TrainingEpoch(round, rmse, samples.ValidationRmse(), clock.Elapsed.TotalSeconds);
            options.Progress.Report(report);
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
