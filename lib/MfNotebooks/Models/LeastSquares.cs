using System.Numerics;
using System.Runtime.CompilerServices;

namespace MfNotebooks;

/// <summary>
/// A regularized least-squares problem: the w and b that minimize <c>Σ_n (y_n − w·x_n − b)² + Σ_f λ_f w_f² + λ_b
/// b²</c>. One object is used for row after row: <c>Reset</c>, <see cref="Add(ReadOnlySpan{T}, T)"/> for each rating,
/// <see cref="Solve"/>.
/// </summary>
/// <remarks>
/// <para>
/// Solved are the normal equations <c>(XᵀX + Λ)·w = Xᵀy</c>, the intercept b being one more unknown whose x is always
/// 1, by the Cholesky decomposition <c>RᵀR</c> of the left side: <c>Rᵀz = Xᵀy</c>, then <c>R·w = z</c> (Golub and Van
/// Loan, "Matrix Computations", section 5.3.2). Observations are gathered into a panel that stays in the processor's
/// nearest cache; whole panels are multiplied at once, see <see cref="NormalEquations{T}"/>.
/// </para>
/// </remarks>
/// <typeparam name="T">float where there are many rows, double where a system can be near to singular.</typeparam>
internal sealed class LeastSquares<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PanelRows = 128;
    private readonly NormalEquations<T> _arithmetic;
    private readonly int _columns, _panelStride, _stride;
    private readonly bool _hasIntercept;
    private readonly T[] _panel, _targets, _matrix, _sums, _penalty, _reciprocals, _right, _solution;
    private T[]? _inverse;
    private int _filled;
    private double _count, _sumOfTargets, _sumOfSquares;

    /// <param name="size">The number of unknowns w; 0 for an intercept alone.</param>
    /// <param name="hasIntercept">Whether there is a b.</param>
    /// <param name="bits">The vectors' width, 128, 256 or 512; 0 for the widest that this machine is fast with.</param>
    internal LeastSquares(int size, bool hasIntercept, int bits = 0)
    {
        (Size, _hasIntercept, _arithmetic) = (size, hasIntercept, NormalEquations<T>.Of(bits));
        _columns = _arithmetic.Padded(size);
        // Behind the square stand the column of the intercept and that of the right-hand side, padded to a vector.
        _stride = _columns + Math.Max(NormalEquations<T>.TileRows, _arithmetic.Width);
        // Rows a power of two apart would all want the same places of the cache.
        _panelStride = _columns % 32 == 0 && _columns > 32 ? _columns + 16 : _columns;
        (_panel, _targets) = (new T[PanelRows * _panelStride], new T[PanelRows]);
        (_matrix, _sums) = (new T[(_columns + 1) * _stride], new T[2 * _columns]);
        (_penalty, _reciprocals) = (new T[_columns + 1], new T[_columns + 1]);
        (_right, _solution) = (new T[_columns], new T[_columns + 1]);
    }

    /// <summary>The number of unknowns, the intercept left out.</summary>
    internal int Size { get; }

    /// <summary>After <see cref="Solve"/>: w, <c>[size]</c>.</summary>
    internal ReadOnlySpan<T> Solution => _solution.AsSpan(0, Size);

    /// <summary>After <see cref="Solve"/>: b; 0 where there is none.</summary>
    internal T Intercept => _solution[_columns];

    /// <summary>After <see cref="Solve"/>: <c>Σ (y − w·x − b)²</c>, the penalty left out.</summary>
    internal double SquaredError { get; private set; }

    /// <summary>The memory that one object takes, in bytes, up to the padding.</summary>
    internal static long Bytes(int size) => (long)Unsafe.SizeOf<T>() * (size + 16L) * (PanelRows + size);

    /// <summary>Begins a new problem with one λ_f for all unknowns.</summary>
    /// <param name="penalty">λ_f.</param>
    /// <param name="interceptPenalty">λ_b.</param>
    internal void Reset(T penalty, T interceptPenalty)
    {
        _penalty.AsSpan(0, Size).Fill(penalty);
        Reset(_penalty.AsSpan(0, Size), interceptPenalty);
    }

    /// <summary>Begins a new problem.</summary>
    /// <param name="penalty">λ_f, one for each unknown, <c>[size]</c>.</param>
    /// <param name="interceptPenalty">λ_b.</param>
    internal void Reset(ReadOnlySpan<T> penalty, T interceptPenalty)
    {
        (_filled, _count, _sumOfTargets, _sumOfSquares) = (0, 0, 0, 0);
        Array.Clear(_matrix);
        Array.Clear(_sums);
        penalty.CopyTo(_penalty);
        // The padding is no unknown: it gets the equations 1·w = 0.
        _penalty.AsSpan(Size).Fill(T.One);
        if (_hasIntercept) _penalty[_columns] = interceptPenalty;
        for (var i = 0; i <= _columns; i++) _matrix[i * _stride + i] = _penalty[i];
    }

    /// <summary>Adds one observation, <c>w·x + b ≈ y</c>.</summary>
    internal void Add(ReadOnlySpan<T> x, T y)
    {
        x.CopyTo(_panel.AsSpan(_filled * _panelStride));
        _targets[_filled++] = y;
        if (_filled == PanelRows) AddPanel();
    }

    /// <summary>
    /// Adds an observation for each rating of a row: <c>w·(partner's row) + b ≈ value − (partner's bias)</c>.
    /// </summary>
    /// <param name="ratings">The ratings of the row.</param>
    /// <param name="partners">The partners' rows and behind each its bias, <c>[partners × size + 1]</c>.</param>
    internal void Add(ReadOnlySpan<RatedPartner> ratings, ReadOnlySpan<T> partners)
    {
        while (!ratings.IsEmpty)
        {
            var count = Math.Min(PanelRows - _filled, ratings.Length);
            var x = _panel.AsSpan(_filled * _panelStride);
            _arithmetic.Gather(ratings[..count], partners, Size, x, _panelStride, _targets.AsSpan(_filled));
            ratings = ratings[count..];
            if ((_filled += count) == PanelRows) AddPanel();
        }
    }

    /// <summary>
    /// Adds a symmetric matrix to XᵀX, such as the doubt about the x. <see cref="SquaredError"/> then has no meaning.
    /// </summary>
    /// <param name="upper">Its upper half in rows, <c>[size·(size + 1) / 2]</c>.</param>
    internal void AddMatrix(ReadOnlySpan<T> upper)
    {
        for (var i = 0; i < Size; i++)
        {
            var to = _matrix.AsSpan(i * _stride + i, Size - i);
            for (var j = 0; j < to.Length; j++) to[j] += upper[j];
            upper = upper[to.Length..];
        }
    }

    /// <summary>
    /// Copies the upper half of XᵀX + Λ as it stands, in rows, <c>[size·(size + 1) / 2]</c>: what
    /// <see cref="AddMatrix"/> takes.
    /// </summary>
    internal void CopyMatrix(Span<T> upper)
    {
        AddPanel();
        for (var i = 0; i < Size; i++)
        {
            _matrix.AsSpan(i * _stride + i, Size - i).CopyTo(upper);
            upper = upper[(Size - i)..];
        }
    }

    /// <summary>Takes off Xᵀy, <c>[size]</c>. <see cref="SquaredError"/> then has no meaning.</summary>
    internal void SubtractRight(ReadOnlySpan<T> right)
    {
        for (var i = 0; i < Size; i++) _sums[_columns + i] -= right[i];
    }

    /// <summary>Solves the problem; its parts are used up.</summary>
    /// <returns>False where there is no single solution in this precision.</returns>
    internal bool Solve()
    {
        AddPanel();
        PlaceRightSide();
        if (!_arithmetic.Decompose(_matrix, _columns, _stride, _reciprocals)
            || !DecomposeIntercept(out var explained)) return false;
        var b = _matrix[_columns * _stride + _columns + 1] * _reciprocals[_columns];
        for (var i = 0; i < _columns; i++)
            _right[i] = _matrix[i * _stride + _columns + 1] - b * _matrix[i * _stride + _columns];
        Array.Clear(_solution);
        _arithmetic.SolveUpper(_matrix, _stride, _reciprocals, _right, _solution.AsSpan(0, _columns));
        _solution[_columns] = b;
        // |y − Xw|² = yᵀy − zᵀz − wᵀΛw, because w solves the equations.
        for (var i = 0; i <= _columns; i++)
            explained += double.CreateTruncating(_penalty[i] * _solution[i] * _solution[i]);
        SquaredError = Math.Max(0, _sumOfSquares - explained);
        return true;
    }

    /// <summary>
    /// After <see cref="Solve"/>: the inverse of XᵀX + Λ, its upper half in rows, <c>[size·(size + 1) / 2]</c>; then
    /// what stands between unknowns and intercept, <c>[size]</c>, and the intercept's own number.
    /// </summary>
    internal void CopyInverse(Span<T> inverse)
    {
        _inverse ??= new T[_matrix.Length];
        _arithmetic.Invert(_matrix, Size, _columns, _stride, _reciprocals, _inverse, inverse);
    }

    /// <summary>Copies w and behind it b, <c>[size + 1]</c>.</summary>
    internal void CopySolution(Span<T> row)
    {
        Solution.CopyTo(row);
        row[Size] = Intercept;
    }

    private void AddPanel()
    {
        if (_filled == 0) return;
        var y = _targets.AsSpan(0, _filled);
        var (sum, squares) = _arithmetic.Moments(y);
        _sumOfTargets += double.CreateTruncating(sum);
        _sumOfSquares += double.CreateTruncating(squares);
        (_count, _filled) = (_count + y.Length, 0);
        if (_columns > 0) _arithmetic.AddPanel(_panel, _panelStride, _columns, y, _matrix, _stride, _sums);
    }

    /// <summary>The two columns behind the square: Xᵀ1, and Xᵀy.</summary>
    private void PlaceRightSide()
    {
        for (var i = 0; i < _columns; i++)
        {
            if (_hasIntercept) _matrix[i * _stride + _columns] = _sums[i];
            _matrix[i * _stride + _columns + 1] = _sums[_columns + i];
        }
        if (!_hasIntercept) return;
        _matrix[_columns * _stride + _columns] += T.CreateTruncating(_count);
        _matrix[_columns * _stride + _columns + 1] = T.CreateTruncating(_sumOfTargets);
    }

    /// <summary>The last row of R, which is the intercept's, and the whole of zᵀz.</summary>
    private bool DecomposeIntercept(out double explained)
    {
        explained = 0;
        ref var pivot = ref _matrix[_columns * _stride + _columns];
        ref var right = ref _matrix[_columns * _stride + _columns + 1];
        for (var i = 0; i < _columns; i++)
        {
            var (ones, z) = (_matrix[i * _stride + _columns], _matrix[i * _stride + _columns + 1]);
            (pivot, right) = (pivot - ones * ones, right - ones * z);
            explained += double.CreateTruncating(z) * double.CreateTruncating(z);
        }
        if (!(pivot > T.Zero && T.IsFinite(pivot))) return false;
        _reciprocals[_columns] = T.One / T.Sqrt(pivot);
        right *= _reciprocals[_columns];
        explained += double.CreateTruncating(right) * double.CreateTruncating(right);
        return true;
    }
}
