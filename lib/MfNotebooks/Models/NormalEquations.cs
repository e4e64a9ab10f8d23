using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MfNotebooks;

/// <summary>
/// The arithmetic of <see cref="LeastSquares{T}"/>, in vectors of the processor: products of a panel's columns,
/// Cholesky decomposition and back substitution, all on the upper half of a symmetric matrix that stands in rows.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class NormalEquations<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    internal const int TileRows = 8;

    private static readonly NormalEquations<T> Of128 = new NormalEquations<T, Vector128<T>, Lanes128<T>>();
    private static readonly NormalEquations<T> Of512 = new NormalEquations<T, Vector512<T>, Lanes512<T>>();

    /// <summary>In vectors of 256 bits; where a processor has shorter ones .NET makes two of each.</summary>
    internal static NormalEquations<T> Of256 { get; } = new NormalEquations<T, Vector256<T>, Lanes256<T>>();

    /// <param name="bits">The vectors' width, 128, 256 or 512; 0 for the widest that this machine is fast with.</param>
    internal static NormalEquations<T> Of(int bits) => bits switch
    {
        0 when Vector512.IsHardwareAccelerated => Of512,
        0 when Vector256.IsHardwareAccelerated => Of256,
        512 => Of512,
        256 => Of256,
        _ => Of128,
    };

    /// <summary>The numbers of a vector.</summary>
    internal abstract int Width { get; }

    /// <summary>Columns are padded to whole tiles.</summary>
    internal int Padded(int columns)
    {
        var step = Math.Max(TileRows, Width);
        return (columns + step - 1) / step * step;
    }

    /// <summary>
    /// Fetches some ratings into a panel <c>x [ratings × xStride]</c>: the partner's row, and as its y the rating less
    /// the partner's bias, which stands behind each row of <c>partners [partners × size + 1]</c>. That there are such
    /// partners is not asked here; a <see cref="RatingsTable"/> has no others.
    /// </summary>
    internal abstract void Gather(ReadOnlySpan<RatedPartner> ratings, ReadOnlySpan<T> partners, int size, Span<T> x,
        int xStride, Span<T> y);

    /// <summary>
    /// Adds <c>XᵀX</c> of a panel <c>x [count × xStride]</c>, its columns padded, to the upper half of <c>matrix
    /// [columns × stride]</c>.
    /// </summary>
    internal abstract void AddProducts(ReadOnlySpan<T> x, int xStride, int columns, int count, Span<T> matrix,
        int stride);

    /// <summary>Adds <c>Xᵀ1</c> and behind it <c>Xᵀy</c> of a panel to <c>sums [2 × columns]</c>.</summary>
    internal abstract void AddSums(ReadOnlySpan<T> x, int xStride, int columns, ReadOnlySpan<T> y, Span<T> sums);

    /// <summary>
    /// Decomposes the upper half of a positive definite matrix M into R with <c>RᵀR = M</c>, in place, a block of rows
    /// at a time. All columns of the <c>[size × stride]</c> take part: what stands to the right of the square becomes
    /// <c>R⁻ᵀ</c> of what it was. The reciprocals are those of R's diagonal.
    /// </summary>
    /// <returns>False where the matrix is not positive definite.</returns>
    internal abstract bool Decompose(Span<T> matrix, int size, int stride, Span<T> reciprocals);

    /// <summary>
    /// Solves <c>R·w = z</c> for the upper triangle R, <c>[size × stride]</c>, with the reciprocals of its diagonal. w
    /// is all zeros before.
    /// </summary>
    internal abstract void SolveUpper(ReadOnlySpan<T> matrix, int stride, ReadOnlySpan<T> reciprocals,
        ReadOnlySpan<T> z, Span<T> w);
}

/// <summary>
/// The same for one width, all made of one tile: eight rows of the matrix and one vector of columns, in registers while
/// a panel streams by. Every number of the matrix is one chain of multiply-adds, in the same order at any width.
/// </summary>
internal sealed class NormalEquations<T, TVector, TLanes> : NormalEquations<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    /// <summary>More numbers than the nearer caches hold: of so many, rows are sent for ahead of time.</summary>
    private const int FarPartners = 1 << 20;
    private const int CacheLine = 64, RowsAhead = 12;

    internal override int Width => TLanes.Width;

    [MethodImpl(VectorCode.Hot)]
    internal override void Gather(
        ReadOnlySpan<RatedPartner> ratings, ReadOnlySpan<T> partners, int size, Span<T> x, int xStride, Span<T> y)
    {
        var (stride, last) = (size + 1, size - TLanes.Width);
        var ahead = Sse.IsSupported && partners.Length > FarPartners ? RowsAhead : ratings.Length;
        ref var first = ref MemoryMarshal.GetReference(partners);
        ref var to = ref MemoryMarshal.GetReference(x);
        for (var n = 0; n < ratings.Length; n++)
        {
            if (n < ratings.Length - ahead)
                Prefetch(ref Unsafe.Add(ref first, ratings[n + ahead].Partner * stride), stride);
            ref var from = ref Unsafe.Add(ref first, ratings[n].Partner * stride);
            y[n] = T.CreateTruncating(ratings[n].Value) - Unsafe.Add(ref from, size);
            for (var j = 0; j < last; j += TLanes.Width)
                TLanes.Store(TLanes.Load(ref Unsafe.Add(ref from, j)), ref Unsafe.Add(ref to, j));
            // The last vector may begin inside the one before.
            if (last >= 0) TLanes.Store(TLanes.Load(ref Unsafe.Add(ref from, last)), ref Unsafe.Add(ref to, last));
            for (var j = 0; j < size && last < 0; j++) Unsafe.Add(ref to, j) = Unsafe.Add(ref from, j);
            to = ref Unsafe.Add(ref to, xStride);
        }
    }

    /// <summary>
    /// Sends for a row that will soon be read. A pointer that a garbage collection outdates does no harm.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref T row, int length)
    {
        for (var j = 0; j < length; j += CacheLine / sizeof(T))
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref row, j)));
    }

    [MethodImpl(VectorCode.Hot)]
    internal override void AddProducts(
        ReadOnlySpan<T> x, int xStride, int columns, int count, Span<T> matrix, int stride)
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        for (var i = 0; i < columns; i += TileRows)
        {
            for (var j = i / TLanes.Width * TLanes.Width; j < columns; j += TLanes.Width)
                AddTile(ref first, xStride, count, i, j, ref matrix[i * stride + j], stride, T.One);
        }
    }

    /// <summary>A vector of columns at a time, in four chains, so that none waits for itself.</summary>
    [MethodImpl(VectorCode.Hot)]
    internal override void AddSums(ReadOnlySpan<T> x, int xStride, int columns, ReadOnlySpan<T> y, Span<T> sums)
    {
        var one = TLanes.Fill(T.One);
        for (var j = 0; j < columns; j += TLanes.Width)
        {
            TVector evenOnes, oddOnes, even, odd;
            evenOnes = oddOnes = even = odd = TLanes.Fill(T.Zero);
            ref var at = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), j);
            ref var value = ref MemoryMarshal.GetReference(y);
            for (var n = y.Length / 2; n > 0; n--)
            {
                var (first, second) = (TLanes.Load(ref at), TLanes.Load(ref Unsafe.Add(ref at, xStride)));
                evenOnes = TLanes.MultiplyAdd(one, first, evenOnes);
                oddOnes = TLanes.MultiplyAdd(one, second, oddOnes);
                even = TLanes.MultiplyAdd(TLanes.Fill(value), first, even);
                odd = TLanes.MultiplyAdd(TLanes.Fill(Unsafe.Add(ref value, 1)), second, odd);
                at = ref Unsafe.Add(ref at, 2 * xStride);
                value = ref Unsafe.Add(ref value, 2);
            }
            if (y.Length % 2 == 1)
            {
                evenOnes = TLanes.MultiplyAdd(one, TLanes.Load(ref at), evenOnes);
                even = TLanes.MultiplyAdd(TLanes.Fill(value), TLanes.Load(ref at), even);
            }
            AddTo(ref sums[j], TLanes.MultiplyAdd(one, oddOnes, evenOnes), T.One);
            AddTo(ref sums[columns + j], TLanes.MultiplyAdd(one, odd, even), T.One);
        }
    }

    [MethodImpl(VectorCode.Hot)]
    internal override bool Decompose(Span<T> matrix, int size, int stride, Span<T> reciprocals)
    {
        if (size == 0) return true;
        ref var first = ref matrix[0];
        for (var block = 0; block < size; block += TileRows)
        {
            for (var j = block / TLanes.Width * TLanes.Width; block > 0 && j < stride; j += TLanes.Width)
                AddTile(ref first, stride, block, block, j, ref matrix[block * stride + j], stride, -T.One);
            for (var i = block; i < block + TileRows; i++)
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
                        rest = TLanes.MultiplyAdd(TLanes.Fill(-Unsafe.Add(ref above, i)),
                            TLanes.Load(ref Unsafe.Add(ref above, j)), rest);
                    }
                    TLanes.Store(TLanes.Multiply(rest, scale), ref Unsafe.Add(ref row, j));
                }
            }
        }
        return true;
    }

    [MethodImpl(VectorCode.Hot)]
    internal override void SolveUpper(ReadOnlySpan<T> matrix, int stride, ReadOnlySpan<T> reciprocals,
        ReadOnlySpan<T> z, Span<T> w)
    {
        for (var block = w.Length - TileRows; block >= 0; block -= TileRows)
        {
            for (var i = block; i < block + TileRows; i++)
            {
                var sum = TLanes.Fill(T.Zero);
                // What w lacks is zero, so the numbers left of the triangle count for nothing.
                for (var j = (block + TileRows) / TLanes.Width * TLanes.Width; j < w.Length; j += TLanes.Width)
                    sum = TLanes.MultiplyAdd(TLanes.Load(in matrix[i * stride + j]), TLanes.Load(in w[j]), sum);
                w[i] = z[i] - TLanes.Sum(sum);
            }
            for (var i = block + TileRows - 1; i >= block; i--)
            {
                var rest = w[i];
                for (var p = i + 1; p < block + TileRows; p++) rest -= matrix[i * stride + p] * w[p];
                w[i] = rest * reciprocals[i];
            }
        }
    }

    /// <summary>Adds <c>sign·Σ_n x_n[i … i + 7]·x_n[j …]ᵀ</c> to eight rows of one vector each.</summary>
    [MethodImpl(VectorCode.Hot)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref T to, TVector sum, T sign) =>
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Fill(sign), sum, TLanes.Load(ref to)), ref to);
}
