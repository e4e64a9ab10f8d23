using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The state of a <see cref="MinibatchTrainer"/> at work.</summary>
/// <remarks>
/// Users and items are rows of one tensor, so that the optimizer moves one: a user's row is <c>[b_u, 1, a_u]</c>, an item's
/// <c>[1, b_i, b_i…]</c>. The dot product of two rows is then <c>b_u + b_i + a_u·b_i</c>, and the gradient of a row is its
/// partner's row times the error; the constant ones are held by a mask of zeros. The penalty's weights stand in a tensor
/// of the same shape. The tensors belong to the dispose scope in which the object is made.
/// </remarks>
internal sealed class MinibatchDescent : IDisposable
{
    private const int BiasColumns = 2;
    private readonly RatingsTable _ratings;
    private readonly MinibatchOptions _options;
    private readonly Random _random;
    private readonly int[] _order;
    private readonly Tensor _rows, _gradient, _mask, _penalty, _users, _items, _targets;
    private readonly Adam _adam;
    private readonly Checkpoint? _checkpoint;
    private readonly Scalar _one = 1, _minusOne = -1;

    internal MinibatchDescent(RatingsTable ratings, MinibatchOptions options)
    {
        (_ratings, _options, _random) = (ratings, options, new Random(options.Seed));
        _order = [.. Enumerable.Range(0, ratings.Count)];
        var (start, mask, penalty) = Start();
        (_rows, _mask, _penalty) = (FromRows(start), FromRows(mask), FromRows(penalty));
        _rows.grad = _gradient = zeros_like(_rows);
        _users = tensor(ratings.Users.Select(user => (long)user).ToArray());
        _items = tensor(ratings.Items.Select(item => (long)ratings.UserCount + item).ToArray());
        _targets = tensor(ratings.Values.Select(value => value - (float)ratings.Mean).ToArray());
        _adam = new Adam([_rows], options.LearningRate);
        _checkpoint = options.CheckpointFile is { } path ? new Checkpoint(path, options.DescribeBits(ratings)) : null;
    }

    /// <summary>Numbers per row and column: the rows, their gradient, mask and penalty, Adam's three, and three arrays at the start.</summary>
    private const int CopiesOfRows = 10;

    /// <summary>Per rating: user and item (int64, and once more while they are copied), target, place in the order, and the groups' positions.</summary>
    private const int BytesPerRating = 16 + 8 + 4 + 4 + 8;

    internal static MemoryEstimate EstimateMemory(RatingsTable ratings, MinibatchOptions options) => new(
    [
        ("ratings as tensors", (long)BytesPerRating * ratings.Count),
        ("parameters and optimizer", sizeof(float) * CopiesOfRows * ((long)ratings.UserCount + ratings.ItemCount) * (BiasColumns + options.LatentDim)),
    ]);

    /// <summary>The largest k with which the rows of users and items are still one array.</summary>
    internal static long MaxLatentDim(RatingsTable ratings) => Array.MaxLength / ((long)ratings.UserCount + ratings.ItemCount) - BiasColumns;

    internal int StepsPerEpoch => (_order.Length + _options.BatchSize - 1) / _options.BatchSize;

    private int Columns => BiasColumns + _options.LatentDim;

    /// <summary>Puts a training that was stopped back to where its checkpoint left it.</summary>
    /// <returns>The epochs done; 0 where there is nothing to go on from.</returns>
    internal int Resume()
    {
        var epoch = _checkpoint?.Restore(_adam.State, _options.Epochs).Step ?? 0;
        _adam.ResumeAfter(epoch * StepsPerEpoch);
        // The order of the next epoch comes of the orders before it.
        for (var done = 0; done < epoch; done++) _random.Shuffle(_order);
        return epoch;
    }

    internal void Keep(int epoch) => _checkpoint?.Save(epoch, _adam.State);

    /// <summary>Goes once through all ratings in a new random order.</summary>
    /// <returns>The root mean squared error, each rating measured before its step.</returns>
    internal double RunEpoch(double learningRate)
    {
        _adam.LearningRate = learningRate;
        _random.Shuffle(_order);
        var squares = 0.0;
        for (var start = 0; start < _order.Length; start += _options.BatchSize)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            squares += Step(_order.AsSpan(start, Math.Min(_options.BatchSize, _order.Length - start)));
        }
        return Math.Sqrt(squares / _order.Length);
    }

    private double Step(ReadOnlySpan<int> batch)
    {
        using var scope = NewDisposeScope();
        var chosen = tensor(batch.ToArray(), ScalarType.Int64);
        var (users, items) = (_users.index_select(0, chosen), _items.index_select(0, chosen));
        var (userRows, itemRows) = (_rows.index_select(0, users), _rows.index_select(0, items));
        var error = userRows.mul(itemRows).sum(1).add(_targets.index_select(0, chosen), _minusOne).unsqueeze(1);
        using Scalar share = 1.0 / batch.Length;
        _gradient.zero_();
        AddGradient(users, userRows, itemRows, error, share);
        AddGradient(items, itemRows, userRows, error, share);
        _adam.Step();
        return error.Squared().sum().item<float>();
    }

    /// <summary>Adds, for each rating of the batch, error × partner + λ × own to the gradient of the own row.</summary>
    private void AddGradient(Tensor indexes, Tensor own, Tensor partner, Tensor error, Scalar share)
    {
        var slope = partner.mul(error).mul_(_mask.index_select(0, indexes));
        slope.addcmul_(own, _penalty.index_select(0, indexes), _one);
        _gradient.index_add_(0, indexes, slope, share);
    }

    internal BiasedFactorModel ToModel()
    {
        var rows = _rows.data<float>().ToArray();
        var (users, items) = (_ratings.UserCount, _ratings.ItemCount);
        return new BiasedFactorModel("biases + factors (minibatch Adam)", _options.Describe(), (float)_ratings.Mean,
            [.. Enumerable.Range(0, users).Select(row => rows[row * Columns])],
            [.. Enumerable.Range(users, items).Select(row => rows[row * Columns + 1])],
            Factors(rows, 0, users), Factors(rows, users, items));
    }

    private float[,] Factors(float[] rows, int first, int count)
    {
        var factors = new float[count, _options.LatentDim];
        for (var row = 0; row < count; row++)
        {
            var from = ((first + row) * Columns + BiasColumns) * sizeof(float);
            Buffer.BlockCopy(rows, from, factors, row * _options.LatentDim * sizeof(float), _options.LatentDim * sizeof(float));
        }
        return factors;
    }

    /// <summary>Fills in the rows, and for each number whether it moves and how its rating's penalty weighs.</summary>
    private (float[] Start, float[] Mask, float[] Penalty) Start()
    {
        var (byUser, byItem) = (RatingGroups.ByUser(_ratings), RatingGroups.ByItem(_ratings));
        var rowCount = byUser.Count + byItem.Count;
        var (start, mask, penalty) = (new float[rowCount * Columns], new float[rowCount * Columns], new float[rowCount * Columns]);
        for (var row = 0; row < rowCount; row++)
        {
            var isUser = row < byUser.Count;
            var ratingCount = isUser ? byUser[row].Length : byItem[row - byUser.Count].Length;
            var (bias, constant) = isUser ? (0, 1) : (1, 0);
            start[row * Columns + constant] = 1;
            (mask[row * Columns + bias], penalty[row * Columns + bias]) = (1, (float)_options.BiasLambda);
            // Nothing is learned of a row without ratings: it stays zero and predicts by the other side's bias alone.
            if (ratingCount == 0) continue;
            var factors = new Range(row * Columns + BiasColumns, (row + 1) * Columns);
            _random.NextGaussians(_options.LatentDim, _options.InitialSpread).CopyTo(start.AsSpan(factors));
            mask.AsSpan(factors).Fill(1);
            penalty.AsSpan(factors).Fill((float)(_options.FactorLambda + _options.RowLambda / ratingCount));
        }
        return (start, mask, penalty);
    }

    private Tensor FromRows(float[] numbers) => tensor(numbers, numbers.Length / Columns, Columns);

    public void Dispose()
    {
        _adam.Dispose();
        _one.Dispose();
        _minusOne.Dispose();
    }
}
