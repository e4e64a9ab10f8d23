using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
/// <para>
/// A row with at most half as many observations as unknowns is solved for its residuals e instead. Where one λ holds
/// for all w, <c>w = Xᵀβ</c> and <c>e = λβ</c> with <c>(XXᵀ + λI)·β + b·1 = y</c> and <c>1ᵀβ = (λ_b / λ)·b</c>: an
/// equation for each observation (Saunders, Gammerman and Vovk, "Ridge Regression Learning Algorithm in Dual
/// Variables", 1998; here with an intercept).
/// </para>
/// </remarks>
/// <typeparam name="T">float where there are many rows, double where a system can be near to singular.</typeparam>
internal sealed class LeastSquares<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PanelRows = 128;
    private readonly NormalEquations<T> _arithmetic;
    private readonly int _columns, _panelStride, _border, _stride;
    private readonly bool _hasIntercept;
    private readonly T[] _panel, _targets, _transposed, _matrix, _sums, _penalty, _reciprocals, _right, _solution;
    private readonly T[]? _inverse;
    private int _filled;
    private double _count, _sumOfTargets, _sumOfSquares;
    private bool _isPlain;
    private T _pivot;

    /// <param name="size">The number of unknowns w; 0 for an intercept alone.</param>
    /// <param name="hasIntercept">Whether there is a b.</param>
    /// <param name="bits">The vectors' width, 128, 256 or 512; 0 for the widest that this machine is fast with.</param>
    /// <param name="hasInverse">Whether <see cref="CopyInverse"/> will be asked for.</param>
    internal LeastSquares(int size, bool hasIntercept, int bits = 0, bool hasInverse = false)
    {
        (Size, _hasIntercept, _arithmetic) = (size, hasIntercept, NormalEquations<T>.Of(bits));
        _columns = _arithmetic.Padded(size);
        // Behind the square stand the columns u of the intercept and v of the right-hand side, padded to a vector; then
        // the identity, where the inverse is asked for.
        _border = _arithmetic.Padded(2);
        _stride = _columns + _border + (hasInverse ? _columns : 0);
        // Rows a power of two apart would all want the same places of the cache.
        _panelStride = _columns % 32 == 0 && _columns > 32 ? _columns + 16 : _columns;
        (_panel, _targets) = (new T[PanelRows * _panelStride], new T[PanelRows]);
        (_matrix, _sums) = (new T[_columns * _stride + _border], new T[2 * _columns]);
        _transposed = new T[size * Math.Min(PanelRows, _columns)];
        (_penalty, _reciprocals) = (new T[_columns + 1], new T[_columns]);
        (_right, _solution) = (new T[_columns], new T[_columns + 1]);
        if (hasInverse) _inverse = new T[_columns * _columns];
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
    internal static long Bytes(int size) => (long)Unsafe.SizeOf<T>() * (size + 16L) * (2 * PanelRows + size);

    /// <summary>Begins a new problem with one λ_f for all unknowns.</summary>
    /// <param name="penalty">λ_f.</param>
    /// <param name="interceptPenalty">λ_b.</param>
    internal void Reset(T penalty, T interceptPenalty)
    {
        _penalty.AsSpan(0, Size).Fill(penalty);
        Reset(_penalty.AsSpan(0, Size), interceptPenalty);
        _isPlain = penalty > T.Zero && _inverse is null;
    }

    /// <summary>Begins a new problem.</summary>
    /// <param name="penalty">λ_f, one for each unknown, <c>[size]</c>.</param>
    /// <param name="interceptPenalty">λ_b.</param>
    [MethodImpl(VectorCode.Hot)]
    internal void Reset(ReadOnlySpan<T> penalty, T interceptPenalty)
    {
        (_filled, _count, _sumOfTargets, _sumOfSquares, _isPlain) = (0, 0, 0, 0, false);
        Array.Clear(_matrix);
        Array.Clear(_sums);
        penalty.CopyTo(_penalty);
        // The padding is no unknown: it gets the equations 1·w = 0.
        _penalty.AsSpan(Size).Fill(T.One);
        _penalty[_columns] = interceptPenalty;
        for (var i = 0; i < _columns; i++) _matrix[i * _stride + i] = _penalty[i];
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
    [MethodImpl(VectorCode.Hot)]
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
    [MethodImpl(VectorCode.Hot)]
    internal void AddMatrix(ReadOnlySpan<T> upper)
    {
        _isPlain = false;
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
    [MethodImpl(VectorCode.Hot)]
    internal void SubtractRight(ReadOnlySpan<T> right)
    {
        _isPlain = false;
        for (var i = 0; i < Size; i++) _sums[_columns + i] -= right[i];
    }

    /// <summary>Solves the problem; its parts are used up.</summary>
    /// <returns>False where there is no single solution in this precision.</returns>
    [MethodImpl(VectorCode.Hot)]
    internal bool Solve()
    {
        if (_isPlain && _count == 0 && 2 * _filled <= Size) return SolveDual();
        AddPanel();
        for (var i = 0; i < _columns; i++)
        {
            var border = _matrix.AsSpan(i * _stride + _columns, _stride - _columns);
            (border[0], border[1]) = (_hasIntercept ? _sums[i] : T.Zero, _sums[_columns + i]);
            if (_inverse is not null) border[_border + i] = T.One;
        }
        var (corner, right) = _hasIntercept
            ? (_penalty[_columns] + T.CreateTruncating(_count), T.CreateTruncating(_sumOfTargets)) : (T.One, T.Zero);
        if (SolveBordered(_columns, _stride, corner, right, _solution.AsSpan(0, _columns)) is not { } explained)
            return false;
        // |y − Xw|² = yᵀy − zᵀz − wᵀΛw, because w solves the equations.
        for (var i = 0; i <= _columns; i++)
            explained += double.CreateTruncating(_penalty[i] * _solution[i] * _solution[i]);
        SquaredError = Math.Max(0, _sumOfSquares - explained);
        return true;
    }

    /// <summary>The same with one unknown β for each observation.</summary>
    [MethodImpl(VectorCode.Hot)]
    private bool SolveDual()
    {
        var (count, columns, penalty) = (_filled, _arithmetic.Padded(_filled), _penalty[0]);
        var stride = columns + _border;
        Array.Clear(_matrix, 0, columns * stride);
        Array.Clear(_transposed, 0, Size * columns);
        for (var n = 0; n < columns; n++) _matrix[n * stride + n] = n < count ? penalty : T.One;
        for (var n = 0; n < count; n++)
        {
            _matrix[n * stride + columns] = _hasIntercept ? T.One : T.Zero;
            _matrix[n * stride + columns + 1] = _targets[n];
            for (var i = 0; i < Size; i++) _transposed[i * columns + n] = _panel[n * _panelStride + i];
        }
        _arithmetic.AddProducts(_transposed, columns, columns, Size, _matrix, stride);
        var corner = _hasIntercept ? -_penalty[_columns] / penalty : T.NegativeOne;
        if (SolveBordered(columns, stride, corner, T.Zero, _targets.AsSpan(0, columns)) is null) return false;
        var beta = _targets.AsSpan(0, count);
        SquaredError = 0;
        foreach (var number in beta) SquaredError += Math.Pow(double.CreateTruncating(penalty * number), 2);
        _arithmetic.AddSums(_panel, _panelStride, _columns, beta, _sums);
        _sums.AsSpan(_columns).CopyTo(_solution);
        return true;
    }

    /// <summary>
    /// Solves <c>M·w + b·u = v</c> and <c>uᵀw + corner·b = right</c>, u and v being the columns behind the square M.
    /// The decomposition makes <c>R⁻ᵀu</c> and <c>z = R⁻ᵀv</c> of them, and the last equation loses w.
    /// </summary>
    /// <returns>zᵀz with the intercept's share; null where there is no single solution.</returns>
    [MethodImpl(VectorCode.Hot)]
    private double? SolveBordered(int columns, int stride, T corner, T right, Span<T> w)
    {
        if (!_arithmetic.Decompose(_matrix, columns, stride, _reciprocals)) return null;
        _pivot = corner;
        var explained = 0.0;
        for (var i = 0; i < columns; i++)
        {
            var (u, z) = (_matrix[i * stride + columns], _matrix[i * stride + columns + 1]);
            (_pivot, right) = (_pivot - u * u, right - u * z);
            explained += double.CreateTruncating(z) * double.CreateTruncating(z);
        }
        var b = right / _pivot;
        if (!T.IsFinite(b) || _pivot > T.Zero != corner > T.Zero) return null;
        for (var i = 0; i < columns; i++)
            _right[i] = _matrix[i * stride + columns + 1] - b * _matrix[i * stride + columns];
        w.Clear();
        _arithmetic.SolveUpper(_matrix, stride, _reciprocals, _right, w);
        _solution[_columns] = b;
        return explained + double.CreateTruncating(right) * double.CreateTruncating(b);
    }

    /// <summary>
    /// After <see cref="Solve"/>: the inverse of XᵀX + Λ, its upper half in rows, <c>[size·(size + 1) / 2]</c>; then
    /// what stands between unknowns and intercept, <c>[size]</c>, and the intercept's own number.
    /// </summary>
    /// <remarks>
    /// Behind the square stands <c>Z = R⁻ᵀ</c>. Without the intercept the inverse is ZᵀZ; the intercept, whose pivot is
    /// p, adds <c>t·tᵀ/p</c> with <c>t = (Zᵀu, −1)</c>.
    /// </remarks>
    [MethodImpl(VectorCode.Hot)]
    internal void CopyInverse(Span<T> inverse)
    {
        var z = _matrix.AsSpan(_columns + _border);
        Array.Clear(_inverse!);
        Array.Clear(_sums);
        for (var i = 0; i < _columns; i++) _right[i] = _matrix[i * _stride + _columns];
        _arithmetic.AddProducts(z, _stride, _columns, _columns, _inverse, _columns);
        _arithmetic.AddSums(z, _stride, _columns, _right, _sums);
        var t = _sums.AsSpan(_columns, Size);
        var at = 0;
        for (var i = 0; i < Size; i++)
        {
            var share = t[i] / _pivot;
            for (var j = i; j < Size; j++) inverse[at++] = _inverse![i * _columns + j] + share * t[j];
        }
        for (var i = 0; i < Size; i++) inverse[at++] = -t[i] / _pivot;
        inverse[at] = T.One / _pivot;
    }

    /// <summary>Copies w and behind it b, <c>[size + 1]</c>.</summary>
    internal void CopySolution(Span<T> row)
    {
        Solution.CopyTo(row);
        row[Size] = Intercept;
    }

    [MethodImpl(VectorCode.Hot)]
    private void AddPanel()
    {
        var y = _targets.AsSpan(0, _filled);
        var (sum, squares) = (Vector<T>.Zero, Vector<T>.Zero);
        _targets.AsSpan(_filled).Clear();
        foreach (var values in MemoryMarshal.Cast<T, Vector<T>>(_targets))
            (sum, squares) = (sum + values, squares + values * values);
        _sumOfTargets += double.CreateTruncating(Vector.Sum(sum));
        _sumOfSquares += double.CreateTruncating(Vector.Sum(squares));
        (_count, _filled) = (_count + y.Length, 0);
        _arithmetic.AddProducts(_panel, _panelStride, _columns, y.Length, _matrix, _stride);
        _arithmetic.AddSums(_panel, _panelStride, _columns, y, _sums);
    }
}
