using System.Diagnostics;

namespace MfNotebooks;

/// <summary>The settings of <see cref="BayesianLeastSquares"/>; none depends on the scale of the ratings.</summary>
public sealed record BayesianOptions : SparseTrainingOptions
{
    /// <summary>The settings, with k = 15: with the bias they fill vectors of 16.</summary>
    public BayesianOptions() => LatentDim = 15;

    /// <summary>How often every row is drawn. Default 150.</summary>
    public int Rounds { get; init; } = 150;

    /// <summary>The first rounds, of which no draw is kept: they still find their place. Default 30.</summary>
    public int BurnIn { get; init; } = 30;

    /// <summary>Keeps one later round in so many, the last always: neighbours are alike. Default 2.</summary>
    public int Thinning { get; init; } = 2;

    /// <summary>Whether what was rated at all, and by whom, says something beside the stars. Default true.</summary>
    public bool ImplicitTerms { get; init; } = true;

    /// <summary>The draws that are kept.</summary>
    internal int Samples => (Rounds - BurnIn + Thinning - 1) / Thinning;

    /// <summary>Whether a round, counted from 1, is kept.</summary>
    internal bool Keeps(int round) => round > BurnIn && (Rounds - round) % Thinning == 0;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Rounds >= 1, Rounds, "at least 1");
        SettingRange.Require(BurnIn >= 0 && BurnIn < Rounds, BurnIn,
            Invariant($"at least 0 and below Rounds ({Rounds})"));
        SettingRange.Require(Thinning >= 1, Thinning, "at least 1");
        SettingRange.RequireFitsInArray(LatentDim, BayesianLeastSquares.MaxLatentDim(ratings, Samples));
    }

    internal string Describe() =>
        Invariant($"k {LatentDim}, {Counted.Of(Rounds, "round")}, {Samples} kept of those after {BurnIn}, ")
        + (ImplicitTerms ? "with implicit terms" : "without implicit terms");
}

/// <summary>
/// Fits a <see cref="BayesianFactorModel"/> by Gibbs sampling: every row is drawn from what its ratings and the other
/// rows leave possible, round after round, and a prediction is the mean over the rounds. The most accurate training
/// here, with no penalty to choose and with error bars.
/// </summary>
/// <remarks>
/// <c>r_ui ~ N(μ + b_u + b_i + x_u·z_i, 1/α)</c> with <c>x_u = p_u + Σ_{j ∈ N(u)} y_j / √n_u</c> and <c>z_i = q_i +
/// Σ_{v ∈ N(i)} s_v / √n_i</c>, biases likewise: what a user rated at all, and who rated an item at all, say something
/// beside the stars. p, y, q and s have normal priors whose means and precisions are drawn too, and so is α. Ratings
/// are measured in their own standard deviation from their own mean, so that no setting depends on their scale.
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
    /// <exception cref="ArgumentException">A setting is out of its range or does not fit.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BayesianFactorModel Fit(RatingsTable ratings, BayesianOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new BayesianOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        var scale = RatingScale.Of(ratings);
        var (byUser, byItem, hasImplied) =
            (RatingRows.ByUser(ratings, scale), RatingRows.ByItem(ratings, scale), options.ImplicitTerms);
        var users = new GibbsSide(byUser, ratings.ItemCount, options, hasImplied, side: 0);
        var items = new GibbsSide(byItem, ratings.UserCount, options, hasImplied, side: 1);
        var samples = new BayesianSamples(users, items, scale, options);
        var clock = Stopwatch.StartNew();
        for (var round = 1; round <= options.Rounds; round++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            users.Update(items, ratings.Count, round);
            var (squares, precision) = items.Update(users, ratings.Count, round);
            samples.Add(round, precision);
            if (options.Progress is null) continue;
            var rmse = scale.Deviation * Math.Sqrt(squares / ratings.Count);
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
        return new MemoryEstimate([
            ("ratings in rows", RatingRows.BytesOfBoth(ratings)),
            ("rows and their products", sizeof(float) * rows * stride * (5 + stride)),
            ("samples", sizeof(float) * rows * options.Samples * GibbsSide.PredictionColumns(options.LatentDim)),
        ]);
    }

    /// <summary>The largest k with which the products of a side, and its samples, are still one array each.</summary>
    internal static long MaxLatentDim(RatingsTable ratings, int samples)
    {
        var most = Array.MaxLength / (Math.Max(ratings.UserCount, ratings.ItemCount) + 2L);
        return Math.Min((long)Math.Sqrt(most) - RowVectors.Width, most / samples / 2 - 2);
    }
}

/// <summary>The draws that are kept, as the model wants them: those of a row side by side.</summary>
internal sealed class BayesianSamples
{
    private readonly GibbsSide _users, _items;
    private readonly BayesianOptions _options;
    private readonly RatingScale _scale;
    private readonly int _columns;
    private readonly float[] _userRows, _itemRows;
    private readonly double[] _validation;
    private double _noiseVariances;
    private int _kept;

    internal BayesianSamples(GibbsSide users, GibbsSide items, RatingScale scale, BayesianOptions options)
    {
        (_users, _items, _scale, _options) = (users, items, scale, options);
        _columns = GibbsSide.PredictionColumns(options.LatentDim);
        _userRows = new float[users.PredictionRows * options.Samples * _columns];
        _itemRows = new float[items.PredictionRows * options.Samples * _columns];
        _validation = new double[options.Validation?.Count ?? 0];
    }

    /// <summary>Keeps the draw of a round, if it is one to keep.</summary>
    internal void Add(int round, double precision)
    {
        if (!_options.Keeps(round)) return;
        Parallel.For(0, _users.PredictionRows, _options.Parallel,
            row => _users.CopyForPrediction(row, _items, isFirst: true, Draw(_userRows, row, _kept)));
        Parallel.For(0, _items.PredictionRows, _options.Parallel,
            row => _items.CopyForPrediction(row, _users, isFirst: false, Draw(_itemRows, row, _kept)));
        if (_options.Validation is { } held)
        {
            Parallel.For(0, held.Count, _options.Parallel, i => _validation[i] += RowVectors.Dot(
                Draw(_userRows, MeanOrRow(_users, held.Users[i]), _kept),
                Draw(_itemRows, MeanOrRow(_items, held.Items[i]), _kept)));
        }
        _noiseVariances += _scale.Deviation * _scale.Deviation / precision;
        _kept++;
    }

    /// <summary>The held-out error of the mean of the draws so far; null without ratings or draws.</summary>
    internal double? ValidationRmse()
    {
        if (_options.Validation is not { } held || _kept == 0) return null;
        var squares = 0.0;
        for (var i = 0; i < held.Count; i++)
        {
            var error = _scale.Mean + _scale.Deviation * _validation[i] / _kept - held.Values[i];
            squares += error * error;
        }
        return Math.Sqrt(squares / held.Count);
    }

    internal BayesianFactorModel ToModel() => new(_options.Describe(), _scale, _noiseVariances / _kept, _kept,
        (_userRows, Known(_users)), (_itemRows, Known(_items)));

    private Span<float> Draw(float[] rows, int row, int draw) =>
        rows.AsSpan((row * _options.Samples + draw) * _columns, _columns);

    private static int MeanOrRow(GibbsSide side, int row) => side.Ratings(row).IsEmpty ? side.Count : row;

    private static bool[] Known(GibbsSide side) =>
        [.. Enumerable.Range(0, side.Count - 1).Select(row => !side.Ratings(row).IsEmpty)];
}
