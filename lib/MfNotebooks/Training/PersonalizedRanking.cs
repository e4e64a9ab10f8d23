using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MfNotebooks;

/// <summary>The settings of <see cref="PersonalizedRanking"/>.</summary>
public sealed record PersonalizedRankingOptions : ListTrainingOptions
{
    /// <summary>The settings, with k = 32.</summary>
    public PersonalizedRankingOptions() => LatentDim = 32;

    /// <summary>How many pairs are drawn: as many as there are clicks, so often. Default 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>The learning rate of the first epoch; it falls in a line to a tenth of it. Default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>λ of the factors. Default 0.01.</summary>
    public double Lambda { get; init; } = 0.01;

    /// <summary>λ of the items' biases. Default 0.001.</summary>
    public double BiasLambda { get; init; } = 0.001;

    /// <summary>The standard deviation of the factors at the start. Default 0.1.</summary>
    public double InitialSpread { get; init; } = 0.1;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Epochs >= 1, Epochs, "at least 1");
        SettingRange.RequireLearningRate(LearningRate);
        SettingRange.RequirePenalty(Lambda);
        SettingRange.RequirePenalty(BiasLambda);
        SettingRange.RequirePositive(InitialSpread);
    }

    internal string Describe() => Invariant($"k {LatentDim}, {Counted.Of(Epochs, "epoch")}, ")
        + Invariant($"learning rate {LearningRate}, λ {Lambda}, bias {BiasLambda}, seed {Seed}");
}

/// <summary>Fits factors to pairs: what a user clicked should stand above what the user did not (BPR).</summary>
/// <remarks>
/// Maximized is <c>Σ ln σ(x_ui − x_uj) − λ‖·‖²/2</c> over triples of a user u, a clicked item i and another one j, with
/// <c>x_ui = b_i + a_u·b_i</c> and <c>σ(x) = 1 / (1 + e⁻ˣ)</c>. For one triple the slope is <c>g = σ(x_uj − x_ui)</c>
/// times <c>b_i − b_j</c> for a_u, times a_u for b_i and −a_u for b_j. A step follows every triple.
/// <para>
/// The sampler draws a click from all clicks alike, with its user, and j from the items that this user did not click.
/// One thread trains: the steps follow each other. Source: Rendle, Freudenthaler, Gantner and Schmidt-Thieme, "BPR:
/// Bayesian Personalized Ranking from Implicit Feedback" (2009). Each rating is a click, whatever its stars.
/// </para>
/// </remarks>
public static class PersonalizedRanking
{
    private const double LastRate = 0.1;

    /// <summary>Trains a model, in float32.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="TrainingDivergedException">The learning rate was too high.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static FactorRanker Fit(RatingsTable ratings, PersonalizedRankingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new PersonalizedRankingOptions();
        options.Validate(ratings);
        var (sampler, clock) = (new TripleSampler(ratings, options.Seed), Stopwatch.StartNew());
        var pairs = new PairTrainer(ratings, options);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var rate = (float)(options.LearningRate * (1 - (1 - LastRate) * epoch / options.Epochs));
            var ahead = 0.0;
            for (var n = 0; n < ratings.Count; n++)
                if (sampler.TryDraw(out var u, out var i, out var j)) ahead += pairs.Step(u, i, j, rate);
            if (!double.IsFinite(ahead) || pairs.IsBeyondFloat)
                throw TrainingDivergedException.Descending("epoch", epoch + 1, (float)ahead, options.LearningRate);
            options.Progress?.Report(new ListRound(epoch + 1, options.Epochs, clock.Elapsed.TotalSeconds));
        }
        return pairs.ToModel(options);
    }
}

/// <summary>Draws triples: a click, its user, and an item that this user did not click.</summary>
internal sealed class TripleSampler
{
    private readonly RatingsTable _ratings;
    private readonly int[][] _clicked;
    private RandomStream _random;

    internal TripleSampler(RatingsTable ratings, int seed)
    {
        (_ratings, _random) = (ratings, new RandomStream(seed, round: 0, purpose: 0, row: 0));
        var byUser = RatingRows.ByUser(ratings);
        _clicked = [.. Enumerable.Range(0, byUser.Count)
            .Select(user => byUser[user].ToArray().Select(click => click.Partner).Order().ToArray())];
    }

    /// <returns>False where the user clicked all there is.</returns>
    internal bool TryDraw(out int user, out int clicked, out int other)
    {
        var click = _random.NextInt(_ratings.Count);
        (user, clicked, other) = (_ratings.Users[click], _ratings.Items[click], 0);
        if (_clicked[user].Length == _ratings.ItemCount) return false;
        do other = _random.NextInt(_ratings.ItemCount);
        while (Array.BinarySearch(_clicked[user], other) >= 0);
        return true;
    }
}

/// <summary>The factors of <see cref="PersonalizedRanking"/> in training, in rows of whole vectors.</summary>
internal sealed class PairTrainer
{
    private const float LargestFactor = 1e15f;

    private readonly int _latentDim, _stride;
    private readonly float[] _users, _items, _itemBias;
    private readonly float _lambda, _biasLambda;

    internal PairTrainer(RatingsTable ratings, PersonalizedRankingOptions options)
    {
        _latentDim = options.LatentDim;
        _stride = (_latentDim + RowVectors.Width - 1) / RowVectors.Width * RowVectors.Width;
        (_lambda, _biasLambda) = ((float)options.Lambda, (float)options.BiasLambda);
        _users = Draw(RatingRows.ByUser(ratings), options, purpose: 1);
        _items = Draw(RatingRows.ByItem(ratings), options, purpose: 2);
        _itemBias = new float[ratings.ItemCount];
    }

    /// <summary>One step up the slope of one triple.</summary>
    /// <returns>x_ui − x_uj before it.</returns>
    internal float Step(int user, int clicked, int other, float rate)
    {
        var u = Row(_users, user);
        var i = Row(_items, clicked);
        var j = Row(_items, other);
        var ahead = _itemBias[clicked] - _itemBias[other] + RowVectors.Dot(u, i) - RowVectors.Dot(u, j);
        var slope = 1 / (1 + MathF.Exp(ahead));
        _itemBias[clicked] += rate * (slope - _biasLambda * _itemBias[clicked]);
        _itemBias[other] += rate * (-slope - _biasLambda * _itemBias[other]);
        var a = MemoryMarshal.Cast<float, Vector256<float>>(u);
        var b = MemoryMarshal.Cast<float, Vector256<float>>(i);
        var c = MemoryMarshal.Cast<float, Vector256<float>>(j);
        for (var n = 0; n < a.Length; n++)
        {
            var (taste, liked, passed) = (a[n], b[n], c[n]);
            a[n] += rate * (slope * (liked - passed) - _lambda * taste);
            b[n] += rate * (slope * taste - _lambda * liked);
            c[n] += rate * (-slope * taste - _lambda * passed);
        }
        return ahead;
    }

    /// <summary>Whether scores may be infinite: the product of two such factors is more than a float holds.</summary>
    internal bool IsBeyondFloat => !Array.TrueForAll(_users, IsSmall) || !Array.TrueForAll(_items, IsSmall)
        || !Array.TrueForAll(_itemBias, IsSmall);

    internal FactorRanker ToModel(PersonalizedRankingOptions options) => new(
        "personalized ranking (BPR)", options.Describe(), _itemBias, ToMatrix(_users), ToMatrix(_items));

    private static bool IsSmall(float number) => MathF.Abs(number) < LargestFactor;

    /// <summary>Small random factors for the rows that have clicks; the others stay zero.</summary>
    private float[] Draw(RatingRows rows, PersonalizedRankingOptions options, int purpose)
    {
        var factors = new float[rows.Count * _stride];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].IsEmpty) continue;
            var own = factors.AsSpan(row * _stride, _latentDim);
            new RandomStream(options.Seed, round: 0, purpose, row).FillGaussian(own);
            foreach (ref var factor in own) factor *= (float)options.InitialSpread;
        }
        return factors;
    }

    private Span<float> Row(float[] rows, int row) => rows.AsSpan(row * _stride, _stride);

    private float[,] ToMatrix(float[] rows)
    {
        var factors = new float[rows.Length / _stride, _latentDim];
        for (var row = 0; row < factors.GetLength(0); row++)
            Row(rows, row)[.._latentDim].CopyTo(BiasedFactorModel.Row(factors, row));
        return factors;
    }
}
