using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>The settings of a <see cref="MinibatchTrainer"/>.</summary>
/// <remarks>
/// The defaults were chosen by the error on two random 80/20 splits of ml-latest-small (seeds 100 and 101); the
/// learning rate falls, so more epochs do no harm. They hold on any scale: the ratings are trained on in units of their
/// standard deviation.
/// </remarks>
public sealed record MinibatchOptions : SparseTrainingOptions
{
    /// <summary>The settings, with k = 50.</summary>
    public MinibatchOptions() => LatentDim = 50;

    /// <summary>How often every rating is seen. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The ratings per step of the optimizer. Default 1,024.</summary>
    public int BatchSize { get; init; } = 1_024;

    /// <summary>Adam's learning rate in the first epoch. Default 0.008.</summary>
    public double LearningRate { get; init; } = 0.008;

    /// <summary>By what the learning rate is multiplied after each epoch. Default 0.85.</summary>
    public double LearningRateDecay { get; init; } = 0.85;

    /// <summary>λ of the biases, once for each rating. Default 0.02.</summary>
    public double BiasLambda { get; init; } = 0.02;

    /// <summary>λ of the factors, once a rating: all rows are shrunk alike. Default 0.05.</summary>
    public double FactorLambda { get; init; } = 0.05;

    /// <summary>λ₀ of the factors, once a row: those with few ratings are shrunk more. Default 4.</summary>
    public double RowLambda { get; init; } = 4;

    /// <summary>The standard deviation of the factors at the start. Default 0.02.</summary>
    public double InitialSpread { get; init; } = 0.02;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Epochs >= 1, Epochs, "at least 1");
        SettingRange.Require(BatchSize >= 1, BatchSize, "at least 1");
        SettingRange.RequireLearningRate(LearningRate);
        SettingRange.Require(LearningRateDecay is > 0 and <= 1, LearningRateDecay, "above 0 and at most 1");
        SettingRange.RequirePenalty(BiasLambda);
        SettingRange.RequirePenalty(FactorLambda);
        SettingRange.RequirePenalty(RowLambda);
        SettingRange.RequirePositive(InitialSpread);
        var rows = Math.Max(ratings.UserCount, ratings.ItemCount);
        SettingRange.RequireFitsInArray(LatentDim, Array.MaxLength / rows - 2L);
    }

    internal string Describe() =>
        Invariant($"k {LatentDim}, {Counted.Of(Epochs, "epoch")} of {BatchSize}, rate {LearningRate} ")
        + Invariant($"× {LearningRateDecay}, λ bias {BiasLambda}, factor {FactorLambda}, row {RowLambda}");
}

/// <summary>Fits a <see cref="BiasedFactorModel"/> to a table of ratings with Adam, a few ratings at a time.</summary>
/// <remarks>
/// With the standardized ratings <c>z = (r − μ) / s</c>, s their standard deviation, minimized is over the rated pairs
/// only <c>Σ (z_ui − b_u − b_i − a_u·b_i)² + λ_b(b_u² + b_i²) + (λ_f + λ₀/n_u)‖a_u‖²
/// + (λ_f + λ₀/n_i)‖b_i‖²</c> (Koren, Bell and Volinsky 2009, equation 5). The penalty of a row comes with each of
/// its n ratings, so λ_f weighs as <c>n λ_f</c> (Zhou, Wilkinson, Schreiber and Pan 2008, "weighted-λ") and λ₀ as it
/// is. The model is scaled back to stars.
/// <para>
/// A batch moves only the rows that it rates: each row has an <see cref="AdamStep"/> of its own, with its own number of
/// steps. So an epoch takes time in proportion to the ratings, and memory grows with the ratings and with users +
/// items, never with their product. A user or item without ratings gets zeros.
/// </para>
/// </remarks>
public static class MinibatchTrainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range or does not fit.</exception>
    /// <exception cref="TrainingDivergedException">The error became infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, MinibatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new MinibatchOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        var (descent, clock) = (new Descent(ratings, options), Stopwatch.StartNew());
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var rmse = descent.RunEpoch(options.LearningRate * Math.Pow(options.LearningRateDecay, epoch - 1));
            // An epoch's error is measured before its steps: only the model shows what the last one made.
            if (!double.IsFinite(rmse) || (epoch == options.Epochs && !descent.ToModel().IsFinite))
                throw TrainingDivergedException.Descending("epoch", epoch, (float)rmse, options.LearningRate);
            options.Progress?.Report(TrainingEpoch.Measure(epoch, rmse, clock, descent.ToModel, options.Validation));
        }
        return descent.ToModel();
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside the ratings themselves.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, MinibatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new MinibatchOptions();
        var rows = (long)ratings.UserCount + ratings.ItemCount;
        var rowBytes = (long)sizeof(float) * Vector<float>.Count * Side.RowLength(options.LatentDim);
        return new MemoryEstimate([
            ("ratings in random order", 12L * ratings.Count),
            ("parameters and optimizer", 3 * rows * rowBytes),
            ("the model", rows * sizeof(float) * (options.LatentDim + 1L)),
            ("a batch", 2 * Math.Min(options.BatchSize, ratings.Count) * rowBytes),
        ]);
    }

    private sealed class Descent
    {
        private readonly MinibatchOptions _options;
        private readonly Random _random;
        private readonly (int User, int Item, float Target)[] _ratings;
        private readonly Side _users, _items;
        private readonly float _mean, _deviation;

        internal Descent(RatingsTable ratings, MinibatchOptions options)
        {
            var scale = RatingScale.Of(ratings);
            (_options, _random) = (options, new Random(options.Seed));
            (_mean, _deviation) = ((float)scale.Mean, (float)scale.Deviation);
            _ratings = [.. Enumerable.Range(0, ratings.Count)
                .Select(n => (ratings.Users[n], ratings.Items[n], (ratings.Values[n] - _mean) / _deviation))];
            _users = new Side(ratings.Users.AsSpan(), ratings.UserCount, options, _random, biasColumn: 0);
            _items = new Side(ratings.Items.AsSpan(), ratings.ItemCount, options, _random, biasColumn: 1);
        }

        /// <summary>Goes once through all ratings in a new random order.</summary>
        /// <returns>The root mean squared error in stars, each rating measured before its step.</returns>
        internal double RunEpoch(double learningRate)
        {
            _random.Shuffle(_ratings);
            var squares = 0.0;
            for (var start = 0; start < _ratings.Length; start += _options.BatchSize)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                var batch = _ratings.AsSpan(start, Math.Min(_options.BatchSize, _ratings.Length - start));
                foreach (var (user, item, target) in batch)
                {
                    var own = _users[user];
                    var partner = _items[item];
                    var error = Dot(own, partner) - target;
                    squares += (double)error * error;
                    _users.AddGradient(user, error, partner);
                    _items.AddGradient(item, error, own);
                }
                _users.Step(learningRate);
                _items.Step(learningRate);
            }
            return _deviation * Math.Sqrt(squares / _ratings.Length);
        }

        /// <summary>The rows in stars: a product of two factors has to grow by s, so each grows by √s.</summary>
        internal BiasedFactorModel ToModel()
        {
            var (userBias, a) = _users.Read(_deviation);
            var (itemBias, b) = _items.Read(_deviation);
            return new BiasedFactorModel(
                "biases + factors (minibatch Adam)", _options.Describe(), _mean, userBias, itemBias, a, b)
            {
                Deviation = _deviation,
            };
        }

        private static float Dot(ReadOnlySpan<Vector<float>> x, ReadOnlySpan<Vector<float>> y)
        {
            var sum = Vector<float>.Zero;
            for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
            return Vector.Sum(sum);
        }
    }

    /// <summary>The rows of the users or of the items, and Adam's memory of them.</summary>
    /// <remarks>
    /// A user's row is <c>[b_u, 1, a_u]</c> and an item's <c>[1, b_i, b_i…]</c>, so that the dot product of the two is
    /// <c>b_u + b_i + a_u·b_i</c> and the gradient of one is the other times the error. A mask holds the ones.
    /// </remarks>
    private sealed class Side
    {
        private const int BiasColumns = 2;
        private readonly int _length, _latentDim, _biasColumn;
        private readonly Vector<float>[] _rows, _means, _squares, _gradients, _mask, _penalty;
        private readonly int[] _steps, _slots, _touched, _counts, _ratingCounts;
        private readonly float _factorLambda, _rowLambda;
        private int _touchedCount;

        internal Side(
            ReadOnlySpan<int> rowOfRating, int rowCount, MinibatchOptions options, Random random, int biasColumn)
        {
            (_length, _latentDim, _biasColumn) = (RowLength(options.LatentDim), options.LatentDim, biasColumn);
            (_factorLambda, _rowLambda) = ((float)options.FactorLambda, (float)options.RowLambda);
            _rows = new Vector<float>[rowCount * _length];
            (_means, _squares) = (new Vector<float>[_rows.Length], new Vector<float>[_rows.Length]);
            (_steps, _slots, _ratingCounts) = (new int[rowCount], new int[rowCount], new int[rowCount]);
            foreach (var row in rowOfRating) _ratingCounts[row]++;
            var most = Math.Min(options.BatchSize, rowOfRating.Length);
            (_touched, _counts, _gradients) = (new int[most], new int[most], new Vector<float>[most * _length]);
            (_mask, _penalty) = (new Vector<float>[_length], new Vector<float>[_length]);
            Numbers(_mask)[biasColumn] = 1;
            Numbers(_mask).Slice(BiasColumns, _latentDim).Fill(1);
            Numbers(_penalty)[biasColumn] = (float)options.BiasLambda;
            for (var row = 0; row < rowCount; row++)
            {
                _slots[row] = -1;
                var numbers = Numbers(this[row]);
                numbers[1 - biasColumn] = 1;
                // Nothing is learned of a row without ratings: it stays zero, and the other side's bias predicts.
                if (_ratingCounts[row] > 0)
                    random.NextGaussians(_latentDim, options.InitialSpread).CopyTo(numbers[BiasColumns..]);
            }
        }

        /// <summary>The vectors of a row.</summary>
        internal static int RowLength(int latentDim) =>
            (BiasColumns + latentDim + Vector<float>.Count - 1) / Vector<float>.Count;

        internal Span<Vector<float>> this[int row] => _rows.AsSpan(row * _length, _length);

        /// <summary>Adds one rating's share, error × partner, to the gradient of a row.</summary>
        internal void AddGradient(int row, float error, ReadOnlySpan<Vector<float>> partner)
        {
            if (_slots[row] < 0)
            {
                _slots[row] = _touchedCount;
                _touched[_touchedCount++] = row;
            }
            var slot = _slots[row];
            _counts[slot]++;
            var gradient = _gradients.AsSpan(slot * _length, _length);
            for (var i = 0; i < gradient.Length; i++) gradient[i] += error * partner[i];
        }

        /// <summary>Moves the rows of the batch, each with its ratings' penalties, and ends the batch.</summary>
        internal void Step(double learningRate)
        {
            for (var slot = 0; slot < _touchedCount; slot++)
            {
                var row = _touched[slot];
                var numbers = this[row];
                var gradient = _gradients.AsSpan(slot * _length, _length);
                Numbers(_penalty).Slice(BiasColumns, _latentDim).Fill(_factorLambda + _rowLambda / _ratingCounts[row]);
                for (var i = 0; i < gradient.Length; i++)
                    gradient[i] = _mask[i] * gradient[i] + _counts[slot] * _penalty[i] * numbers[i];
                var at = row * _length;
                new AdamStep(learningRate, ++_steps[row])
                    .Move(numbers, gradient, _means.AsSpan(at, _length), _squares.AsSpan(at, _length));
                gradient.Clear();
                (_counts[slot], _slots[row]) = (0, -1);
            }
            _touchedCount = 0;
        }

        /// <summary>Biases and factors, scaled to ratings with a standard deviation.</summary>
        internal (float[] Biases, float[,] Factors) Read(float deviation)
        {
            var (biases, factors) = (new float[_slots.Length], new float[_slots.Length, _latentDim]);
            var root = MathF.Sqrt(deviation);
            for (var row = 0; row < biases.Length; row++)
            {
                var numbers = Numbers(this[row]);
                biases[row] = deviation * numbers[_biasColumn];
                for (var f = 0; f < _latentDim; f++) factors[row, f] = root * numbers[BiasColumns + f];
            }
            return (biases, factors);
        }

        private static Span<float> Numbers(Span<Vector<float>> vectors) =>
            MemoryMarshal.Cast<Vector<float>, float>(vectors);
    }
}
