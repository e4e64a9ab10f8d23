using System.Numerics;
using System.Runtime.CompilerServices;

namespace MfNotebooks;

/// <summary>
/// The arithmetic of <see cref="LeastSquares{T}"/>, in vectors of the processor: products of a panel's columns, Cholesky
/// decomposition and back substitution, all on the upper half of a symmetric matrix that stands in rows.
/// </summary>
/// <remarks>
/// Everything is made of one tile: eight rows of the matrix and one vector of columns, kept in registers while all rows of
/// a panel stream by. Every number of the matrix is one chain of multiply-adds, in the same order at any vector width.
/// </remarks>
internal static class NormalEquations<T, TVector, TLanes>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Columns are padded to whole tiles.</summary>
    internal static int Padded(int columns)
    {
        var step = Math.Max(LeastSquares<T>.TileRows, TLanes.Width);
        return (columns + step - 1) / step * step;
    }

    /// <summary>Fetches the observations of some ratings into a panel: the partner's row, and the rating less its bias.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="partners">The partners' rows and behind each its bias, <c>[partners × size + 1]</c>.</param>
    /// <param name="size">The factors of a partner.</param>
    /// <param name="x">Takes the rows, <c>[ratings × xStride]</c>.</param>
    /// <param name="xStride">From one row of the panel to the next.</param>
    /// <param name="y">Takes the targets, <c>[ratings]</c>.</param>
    [MethodImpl(Hot)]
    internal static void Gather(
        ReadOnlySpan<RatedPartner> ratings, ReadOnlySpan<T> partners, int size, Span<T> x, int xStride, Span<T> y)
    {
        for (var n = 0; n < ratings.Length; n++)
        {
            var from = partners.Slice(ratings[n].Partner * (size + 1), size + 1);
            y[n] = T.CreateTruncating(ratings[n].Value) - from[size];
            var to = x.Slice(n * xStride, size);
            if (size < TLanes.Width)
            {
                from[..size].CopyTo(to);
                continue;
            }
            for (var j = 0; j < size - TLanes.Width; j += TLanes.Width) TLanes.Store(TLanes.Load(in from[j]), ref to[j]);
            // The last vector may begin inside the one before.
            TLanes.Store(TLanes.Load(in from[size - TLanes.Width]), ref to[size - TLanes.Width]);
        }
    }

    /// <summary><c>Σ y</c> and <c>Σ y²</c>.</summary>
    [MethodImpl(Hot)]
    internal static (T Sum, T Squares) Moments(ReadOnlySpan<T> y)
    {
        var (sum, squares, one) = (TLanes.Fill(T.Zero), TLanes.Fill(T.Zero), TLanes.Fill(T.One));
        var n = 0;
        for (; n <= y.Length - TLanes.Width; n += TLanes.Width)
        {
            var values = TLanes.Load(in y[n]);
            (sum, squares) = (TLanes.MultiplyAdd(one, values, sum), TLanes.MultiplyAdd(values, values, squares));
        }
        var (total, totalSquares) = (TLanes.Sum(sum), TLanes.Sum(squares));
        for (; n < y.Length; n++) (total, totalSquares) = (total + y[n], totalSquares + y[n] * y[n]);
        return (total, totalSquares);
    }

    /// <summary>Adds <c>XᵀX</c> to the upper half of the matrix, and <c>Xᵀ1</c> and <c>Xᵀy</c> to the sums.</summary>
    /// <param name="x">The panel X, <c>[count × xStride]</c>.</param>
    /// <param name="xStride">From one row of the panel to the next.</param>
    /// <param name="columns">The columns of X, padded.</param>
    /// <param name="y">The targets, <c>[count]</c>.</param>
    /// <param name="matrix">The matrix, <c>[columns × stride]</c>.</param>
    /// <param name="stride">From one row of the matrix to the next.</param>
    /// <param name="sums"><c>Xᵀ1</c> and after it <c>Xᵀy</c>, <c>[2 × columns]</c>.</param>
    [MethodImpl(Hot)]
    internal static void AddPanel(
        ReadOnlySpan<T> x, int xStride, int columns, ReadOnlySpan<T> y, Span<T> matrix, int stride, Span<T> sums)
    {
        ref var first = ref Unsafe.AsRef(in x[0]);
        for (var i = 0; i < columns; i += LeastSquares<T>.TileRows)
        {
            for (var j = i / TLanes.Width * TLanes.Width; j < columns; j += TLanes.Width)
                AddTile(ref first, xStride, y.Length, i, j, ref matrix[i * stride + j], stride, T.One);
        }
        for (var j = 0; j < columns; j += TLanes.Width)
            AddSums(ref first, xStride, y, j, ref sums[j], ref sums[columns + j]);
    }

    /// <summary>
    /// Decomposes the upper half of a positive definite matrix M into R with <c>RᵀR = M</c>, in place, a block of rows at a
    /// time. What stands in the columns to the right of the square becomes <c>R⁻ᵀ</c> of what it was.
    /// </summary>
    /// <param name="matrix"><c>[size × stride]</c>.</param>
    /// <param name="size">The rows, padded.</param>
    /// <param name="stride">From one row to the next: the columns, all of which take part.</param>
    /// <param name="reciprocals">Takes 1 / R_ii, <c>[size]</c>.</param>
    /// <returns>False where the matrix is not positive definite.</returns>
    [MethodImpl(Hot)]
    internal static bool Decompose(Span<T> matrix, int size, int stride, Span<T> reciprocals)
    {
        if (size == 0) return true;
        ref var first = ref matrix[0];
        for (var block = 0; block < size; block += LeastSquares<T>.TileRows)
        {
            for (var j = block / TLanes.Width * TLanes.Width; block > 0 && j < stride; j += TLanes.Width)
                AddTile(ref first, stride, block, block, j, ref matrix[block * stride + j], stride, -T.One);
            for (var i = block; i < block + LeastSquares<T>.TileRows; i++)
            {
                ref var row = ref Unsafe.Add(ref first, i * stride);
                var pivot = Unsafe.Add(ref row, i);
                for (var p = block; p < i; p++)
                {
                    var above = Unsafe.Add(ref first, p * stride + i);
                    pivot -= above * above;
                }
                if (!(pivot > T.Zero && T.IsFinite(pivot))) return false;
                reciprocals[i] = T.One / T.Sqrt(pivot);
                var scale = TLanes.Fill(reciprocals[i]);
                for (var j = i / TLanes.Width * TLanes.Width; j < stride; j += TLanes.Width)
                {
                    var rest = TLanes.Load(ref Unsafe.Add(ref row, j));
                    for (var p = block; p < i; p++)
                    {
                        ref var above = ref Unsafe.Add(ref first, p * stride);
                        rest = TLanes.MultiplyAdd(TLanes.Fill(-Unsafe.Add(ref above, i)), TLanes.Load(ref Unsafe.Add(ref above, j)), rest);
                    }
                    TLanes.Store(TLanes.Multiply(rest, scale), ref Unsafe.Add(ref row, j));
                }
            }
        }
        return true;
    }

    /// <summary>Solves <c>R·w = z</c> for the upper triangle R.</summary>
    /// <param name="matrix">R, <c>[size × stride]</c>.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="reciprocals">1 / R_ii, <c>[size]</c>.</param>
    /// <param name="z">The right-hand side, <c>[size]</c>.</param>
    /// <param name="w">Takes the solution, <c>[size]</c>; all zeros before.</param>
    [MethodImpl(Hot)]
    internal static void SolveUpper(ReadOnlySpan<T> matrix, int stride, ReadOnlySpan<T> reciprocals, ReadOnlySpan<T> z, Span<T> w)
    {
        const int Rows = LeastSquares<T>.TileRows;
        for (var block = w.Length - Rows; block >= 0; block -= Rows)
        {
            for (var i = block; i < block + Rows; i++)
            {
                var sum = TLanes.Fill(T.Zero);
                // What w lacks is zero, so the numbers left of the triangle count for nothing.
                for (var j = (block + Rows) / TLanes.Width * TLanes.Width; j < w.Length; j += TLanes.Width)
                    sum = TLanes.MultiplyAdd(TLanes.Load(in matrix[i * stride + j]), TLanes.Load(in w[j]), sum);
                w[i] = z[i] - TLanes.Sum(sum);
            }
            for (var i = block + Rows - 1; i >= block; i--)
            {
                var rest = w[i];
                for (var p = i + 1; p < block + Rows; p++) rest -= matrix[i * stride + p] * w[p];
                w[i] = rest * reciprocals[i];
            }
        }
    }

    /// <summary>Inverts <c>RᵀR</c>: with <c>T = R⁻¹</c>, row by row from the last, it is <c>T·Tᵀ</c>.</summary>
    /// <param name="matrix">R, <c>[columns + 1 × stride]</c>.</param>
    /// <param name="size">The columns that are unknowns.</param>
    /// <param name="columns">Those and their padding; the next one is the intercept's.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="reciprocals">1 / R_ii.</param>
    /// <param name="triangle">Takes T, <c>[columns + 1 × stride]</c>.</param>
    /// <param name="inverse">Takes the result as <see cref="LeastSquares{T}.CopyInverse"/> says.</param>
    [MethodImpl(Hot)]
    internal static void Invert(
        ReadOnlySpan<T> matrix, int size, int columns, int stride, ReadOnlySpan<T> reciprocals, Span<T> triangle, Span<T> inverse)
    {
        triangle.Clear();
        for (var i = columns; i >= 0; i--)
        {
            triangle[i * stride + i] = reciprocals[i];
            for (var j = i + 1; j <= columns; j++)
            {
                var factor = TLanes.Fill(-matrix[i * stride + j] * reciprocals[i]);
                for (var m = j / TLanes.Width * TLanes.Width; m < stride; m += TLanes.Width)
                    AddTo(ref triangle[i * stride + m], TLanes.Multiply(factor, TLanes.Load(in triangle[j * stride + m])), T.One);
            }
        }
        var at = 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++) inverse[at++] = Product(triangle, i, j, stride);
        }
        for (var i = 0; i < size; i++) inverse[at++] = Product(triangle, i, columns, stride);
        inverse[at] = Product(triangle, columns, columns, stride);
    }

    /// <summary>The product of two rows of an upper triangle, i not after j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Product(ReadOnlySpan<T> triangle, int i, int j, int stride)
    {
        var sum = TLanes.Fill(T.Zero);
        for (var m = j / TLanes.Width * TLanes.Width; m < stride; m += TLanes.Width)
            sum = TLanes.MultiplyAdd(TLanes.Load(in triangle[i * stride + m]), TLanes.Load(in triangle[j * stride + m]), sum);
        return TLanes.Sum(sum);
    }

    /// <summary>Adds <c>sign·Σ_n x_n[i … i + 7]·x_n[j …]ᵀ</c> to eight rows of one vector each.</summary>
    [MethodImpl(Hot)]
    private static void AddTile(ref T x, int columns, int count, int i, int j, ref T to, int stride, T sign)
    {
        TVector s0, s1, s2, s3, s4, s5, s6, s7;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = TLanes.Fill(T.Zero);
        for (var n = 0; n < count; n++)
        {
            var right = TLanes.Load(ref Unsafe.Add(ref x, j));
            ref var left = ref Unsafe.Add(ref x, i);
            s0 = TLanes.MultiplyAdd(TLanes.Fill(left), right, s0);
            s1 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 1)), right, s1);
            s2 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 2)), right, s2);
            s3 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 3)), right, s3);
            s4 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 4)), right, s4);
            s5 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 5)), right, s5);
            s6 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 6)), right, s6);
            s7 = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref left, 7)), right, s7);
            x = ref Unsafe.Add(ref x, columns);
        }
        AddTo(ref to, s0, sign);
        AddTo(ref Unsafe.Add(ref to, stride), s1, sign);
        AddTo(ref Unsafe.Add(ref to, 2 * stride), s2, sign);
        AddTo(ref Unsafe.Add(ref to, 3 * stride), s3, sign);
        AddTo(ref Unsafe.Add(ref to, 4 * stride), s4, sign);
        AddTo(ref Unsafe.Add(ref to, 5 * stride), s5, sign);
        AddTo(ref Unsafe.Add(ref to, 6 * stride), s6, sign);
        AddTo(ref Unsafe.Add(ref to, 7 * stride), s7, sign);
    }

    /// <summary>Adds one vector of <c>Xᵀ1</c> and of <c>Xᵀy</c>; four chains, so that none waits for itself.</summary>
    [MethodImpl(Hot)]
    private static void AddSums(ref T x, int columns, ReadOnlySpan<T> y, int j, ref T ones, ref T products)
    {
        var one = TLanes.Fill(T.One);
        TVector evenOnes, oddOnes, even, odd;
        evenOnes = oddOnes = even = odd = TLanes.Fill(T.Zero);
        ref var at = ref Unsafe.Add(ref x, j);
        var n = 0;
        for (; n + 1 < y.Length; n += 2)
        {
            var (first, second) = (TLanes.Load(ref at), TLanes.Load(ref Unsafe.Add(ref at, columns)));
            evenOnes = TLanes.MultiplyAdd(one, first, evenOnes);
            oddOnes = TLanes.MultiplyAdd(one, second, oddOnes);
            even = TLanes.MultiplyAdd(TLanes.Fill(y[n]), first, even);
            odd = TLanes.MultiplyAdd(TLanes.Fill(y[n + 1]), second, odd);
            at = ref Unsafe.Add(ref at, 2 * columns);
        }
        if (n < y.Length)
        {
            evenOnes = TLanes.MultiplyAdd(one, TLanes.Load(ref at), evenOnes);
            even = TLanes.MultiplyAdd(TLanes.Fill(y[n]), TLanes.Load(ref at), even);
        }
        AddTo(ref ones, TLanes.MultiplyAdd(one, oddOnes, evenOnes), T.One);
        AddTo(ref products, TLanes.MultiplyAdd(one, odd, even), T.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref T to, TVector sum, T sign) =>
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Fill(sign), sum, TLanes.Load(ref to)), ref to);
}
