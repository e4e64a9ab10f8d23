using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MfNotebooks;

/// <summary>The gradient of the <see cref="Objective"/> written out, over the rated entries, in plain C#.</summary>
/// <remarks>
/// With the error <c>e_ui = μ + b_u + b_i + a_u·b_i − r_ui</c> over n rated entries: <c>∂a_u = 2/n · Σ_i e_ui b_i + λ
/// a_u/‖A‖</c>, <c>∂b_u = 2/n · Σ_i e_ui + λ b_u/‖b_U‖</c>, and the items' alike; with squared norms the last terms are
/// <c>2λ a_u</c> and <c>2λ b_u</c>. Where a norm is 0 it has no slope, and 0 is taken, as torch does. Source: the
/// derivative of Koren, Bell and Volinsky (2009), equations 2 and 4; <see cref="Objective"/> says how its loss differs.
/// <para>
/// All numbers stand in one array, A above B above the biases, each row in whole vectors: what is left over in a
/// row's last vector is 0 and stays 0, because its gradient is. Nothing is allocated after the start.
/// </para>
/// </remarks>
internal sealed class RatedGradient
{
    private readonly RatingsTable _ratings;
    private readonly TrainingOptions _options;

    /// <summary>μ, or 0 without; and each rating minus it.</summary>
    private readonly float _mean;
    private readonly float[] _targets;
    private readonly Vector<float>[] _numbers, _gradient;
    private readonly int _rowLength, _items, _userBias, _itemBias;

    /// <summary>Begins with the A and B of a start; biases begin at 0.</summary>
    internal RatedGradient(RatingsTable ratings, TrainingOptions options, FactorSnapshot start)
    {
        (_ratings, _options) = (ratings, options);
        _mean = options.Mean == Mean.Raw ? 0 : (float)ratings.Mean;
        _targets = [.. ratings.Values.Select(value => value - _mean)];
        _rowLength = Vectors(options.LatentDim);
        _items = ratings.UserCount * _rowLength;
        _userBias = _items + ratings.ItemCount * _rowLength;
        _itemBias = _userBias + (HasBiases ? Vectors(ratings.UserCount) : 0);
        _numbers = new Vector<float>[_itemBias + (HasBiases ? Vectors(ratings.ItemCount) : 0)];
        _gradient = new Vector<float>[_numbers.Length];
        Copy(start.A, into: 0);
        Copy(start.B, into: _items);
    }

    /// <summary>The mean squared error, of the numbers before the last step.</summary>
    internal float Data { get; private set; }

    /// <summary>λ times the norms, likewise.</summary>
    internal float Penalty { get; private set; }

    internal Span<Vector<float>> Numbers => _numbers;

    internal ReadOnlySpan<Vector<float>> Gradient => _gradient;

    /// <summary>The length of the whole gradient.</summary>
    internal double GradientNorm => Math.Sqrt(SumOfSquares(_gradient));

    private bool HasBiases => _options.Mean == Mean.Biased;

    /// <summary>Computes the loss and the gradient of the present numbers.</summary>
    internal void Compute()
    {
        Penalty = 0;
        SetToPenalty(0, _items);
        SetToPenalty(_items, _userBias);
        if (HasBiases)
        {
            SetToPenalty(_userBias, _itemBias);
            SetToPenalty(_itemBias, _numbers.Length);
        }
        Data = (float)(AddErrors() / _targets.Length);
    }

    /// <summary>Adds one part's share to the penalty, and sets the gradient of the part to that share's.</summary>
    [MethodImpl(VectorCode.Hot)]
    private void SetToPenalty(int from, int to)
    {
        var numbers = _numbers.AsSpan(from..to);
        var gradient = _gradient.AsSpan(from..to);
        var (lambda, squares) = ((float)_options.Lambda, SumOfSquares(numbers));
        var norm = MathF.Sqrt(squares);
        var isSquared = _options.Regularization == Regularization.SquaredNorm;
        Penalty += lambda * (isSquared ? squares : norm);
        var slope = new Vector<float>(isSquared ? 2 * lambda : norm > 0 ? lambda / norm : 0);
        for (var i = 0; i < numbers.Length; i++) gradient[i] = slope * numbers[i];
    }

    /// <summary>Adds the data term's gradient, rating by rating, and returns the sum of the squared errors.</summary>
    [MethodImpl(VectorCode.Hot)]
    private double AddErrors()
    {
        var users = _ratings.Users.AsSpan();
        var items = _ratings.Items.AsSpan();
        var userBias = Floats(_numbers, _userBias.._itemBias);
        var itemBias = Floats(_numbers, _itemBias..);
        var userBiasGradient = Floats(_gradient, _userBias.._itemBias);
        var itemBiasGradient = Floats(_gradient, _itemBias..);
        var (scale, squares) = (2f / _targets.Length, 0.0);
        for (var n = 0; n < _targets.Length; n++)
        {
            var (user, item) = (users[n], items[n]);
            var (a, b) = (user * _rowLength, _items + item * _rowLength);
            var product = Vector<float>.Zero;
            for (var f = 0; f < _rowLength; f++) product += _numbers[a + f] * _numbers[b + f];
            var error = Vector.Sum(product) - _targets[n];
            if (HasBiases) error += userBias[user] + itemBias[item];
            squares += (double)error * error;
            var slope = new Vector<float>(scale * error);
            for (var f = 0; f < _rowLength; f++)
            {
                _gradient[a + f] += slope * _numbers[b + f];
                _gradient[b + f] += slope * _numbers[a + f];
            }
            if (!HasBiases) continue;
            userBiasGradient[user] += scale * error;
            itemBiasGradient[item] += scale * error;
        }
        return squares;
    }

    /// <summary>A copy of the present numbers, those before a step.</summary>
    internal FactorSnapshot ToSnapshot(int step)
    {
        var (users, items) = (_ratings.UserCount, _ratings.ItemCount);
        return new FactorSnapshot(step, Matrix(0, users), Matrix(_items, items), _mean,
            HasBiases ? Floats(_numbers, _userBias.._itemBias)[..users].ToArray() : null,
            HasBiases ? Floats(_numbers, _itemBias..)[..items].ToArray() : null);
    }

    private void Copy(float[,] rows, int into)
    {
        for (var row = 0; row < rows.GetLength(0); row++)
            BiasedFactorModel.Row(rows, row).CopyTo(Row(into, row));
    }

    private float[,] Matrix(int from, int rows)
    {
        var matrix = new float[rows, _options.LatentDim];
        for (var row = 0; row < rows; row++)
            Row(from, row)[.._options.LatentDim].CopyTo(BiasedFactorModel.Row(matrix, row));
        return matrix;
    }

    private Span<float> Row(int from, int row) =>
        Floats(_numbers, (from + row * _rowLength)..(from + (row + 1) * _rowLength));

    private static int Vectors(int numbers) => (numbers + Vector<float>.Count - 1) / Vector<float>.Count;

    private static Span<float> Floats(Vector<float>[] vectors, Range range) =>
        MemoryMarshal.Cast<Vector<float>, float>(vectors.AsSpan(range));

    [MethodImpl(VectorCode.Hot)]
    private static float SumOfSquares(ReadOnlySpan<Vector<float>> vectors)
    {
        var sum = Vector<float>.Zero;
        foreach (var vector in vectors) sum += vector * vector;
        return Vector.Sum(sum);
    }
}
