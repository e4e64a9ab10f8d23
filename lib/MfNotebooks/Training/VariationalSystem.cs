namespace MfNotebooks;

/// <summary>
/// A small system of normal equations, <c>(Σ x xᵀ + Λ)·w = Σ x y</c>, collected term by term and solved by Cholesky
/// decomposition in double precision. One object can be used again and again.
/// </summary>
/// <param name="size">The number of unknowns.</param>
internal sealed class VariationalSystem(int size)
{
    private readonly double[] _matrix = new double[size * size];
    private readonly double[] _inverseOfLower = new double[size * size];

    /// <summary>The number of unknowns.</summary>
    internal int Size => size;

    /// <summary>The right-hand side, <c>[size]</c>; <see cref="Solve()"/> turns it into the solution.</summary>
    internal double[] Right { get; } = new double[size];

    /// <summary>The matrix, <c>[size × size]</c> in rows; only the part on and below the diagonal counts.</summary>
    internal Span<double> Matrix => _matrix;

    /// <summary>Begins a new system with a diagonal Λ.</summary>
    internal void Reset(ReadOnlySpan<double> diagonal)
    {
        Array.Clear(_matrix);
        Array.Clear(Right);
        for (var i = 0; i < size; i++) _matrix[i * size + i] = diagonal[i];
    }

    /// <summary>Adds one observation: <c>w·x ≈ y</c>.</summary>
    internal void Add(ReadOnlySpan<double> x, double y)
    {
        for (var i = 0; i < size; i++)
        {
            var row = _matrix.AsSpan(i * size, i + 1);
            for (var j = 0; j < row.Length; j++) row[j] += x[i] * x[j];
            Right[i] += x[i] * y;
        }
    }

    /// <summary>Solves the system; afterwards <see cref="Right"/> is the solution and <see cref="Matrix"/> the Cholesky factor.</summary>
    /// <returns>False where the matrix is not positive definite, so that there is no single solution.</returns>
    internal bool Solve() => Solve(Right);

    /// <summary>Decomposes the matrix and solves for several right-hand sides, in place.</summary>
    internal bool Solve(params ReadOnlySpan<double[]> rights)
    {
        if (!Decompose()) return false;
        foreach (var right in rights)
        {
            Forward(right);
            Backward(right);
        }
        return true;
    }

    /// <summary>After <see cref="Solve()"/>: the inverse of the matrix, <c>[size × size]</c> in rows, both halves.</summary>
    internal void CopyInverse(Span<float> inverse)
    {
        InvertLower();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = i; k < size; k++) sum += _inverseOfLower[k * size + i] * _inverseOfLower[k * size + j];
                inverse[i * size + j] = inverse[j * size + i] = (float)sum;
            }
        }
    }

    private bool Decompose()
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = _matrix[i * size + j] - Dot(_matrix.AsSpan(i * size, j), _matrix.AsSpan(j * size, j));
                if (i == j && !(rest > 0)) return false;
                _matrix[i * size + j] = i == j ? Math.Sqrt(rest) : rest / _matrix[j * size + j];
            }
        }
        return true;
    }

    private void Forward(double[] right)
    {
        for (var i = 0; i < size; i++)
            right[i] = (right[i] - Dot(_matrix.AsSpan(i * size, i), right.AsSpan(0, i))) / _matrix[i * size + i];
    }

    private void Backward(double[] right)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            right[i] /= _matrix[i * size + i];
            for (var j = 0; j < i; j++) right[j] -= _matrix[i * size + j] * right[i];
        }
    }

    private void InvertLower()
    {
        for (var column = 0; column < size; column++)
        {
            for (var i = column; i < size; i++)
            {
                var sum = i == column ? 1.0 : 0;
                for (var k = column; k < i; k++) sum -= _matrix[i * size + k] * _inverseOfLower[k * size + column];
                _inverseOfLower[i * size + column] = sum / _matrix[i * size + i];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++) sum += x[k] * y[k];
        return sum;
    }
}
