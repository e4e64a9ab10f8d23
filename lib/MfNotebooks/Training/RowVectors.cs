using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MfNotebooks;

/// <summary>
/// Arithmetic of rows that are filled up to whole vectors. Where a processor has shorter ones .NET makes two of each.
/// </summary>
internal static class RowVectors
{
    /// <summary>The numbers of a vector.</summary>
    internal const int Width = 8;

    private static ReadOnlySpan<Vector256<float>> Vectors(ReadOnlySpan<float> row) =>
        MemoryMarshal.Cast<float, Vector256<float>>(row);

    private static Span<Vector256<float>> Vectors(Span<float> row) => MemoryMarshal.Cast<float, Vector256<float>>(row);

    /// <summary><c>y += a·x</c>.</summary>
    internal static void Add(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        var from = Vectors(x);
        var to = Vectors(y);
        var factor = Vector256.Create(a);
        for (var i = 0; i < from.Length; i++) to[i] = Vector256.MultiplyAddEstimate(factor, from[i], to[i]);
    }

    /// <summary><c>y += a·M·x</c> for a symmetric M, whose rows are its columns too.</summary>
    /// <param name="a">a.</param>
    /// <param name="matrix">M, <c>[size × size]</c> in rows, the size being a multiple of <see cref="Width"/>.</param>
    /// <param name="x">x, <c>[size]</c>.</param>
    /// <param name="y">y, <c>[size]</c>.</param>
    internal static void AddProduct(float a, ReadOnlySpan<float> matrix, ReadOnlySpan<float> x, Span<float> y)
    {
        var rows = Vectors(matrix);
        var to = Vectors(y);
        var factor = Vector256.Create(a);
        for (var column = 0; column < to.Length; column++)
        {
            // Two chains, so that none waits for itself.
            var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var i = 0; i < x.Length; i += 2)
            {
                var at = i * to.Length + column;
                even = Vector256.MultiplyAddEstimate(Vector256.Create(x[i]), rows[at], even);
                odd = Vector256.MultiplyAddEstimate(Vector256.Create(x[i + 1]), rows[at + to.Length], odd);
            }
            to[column] = Vector256.MultiplyAddEstimate(factor, even + odd, to[column]);
        }
    }

    /// <summary><c>x·y</c>; what is left behind the last whole vector is added number by number.</summary>
    internal static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var left = Vectors(x);
        var right = Vectors(y);
        var (first, second) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            first = Vector256.MultiplyAddEstimate(left[i], right[i], first);
            second = Vector256.MultiplyAddEstimate(left[i + 1], right[i + 1], second);
        }
        if (i < left.Length) first = Vector256.MultiplyAddEstimate(left[i], right[i], first);
        var sum = Vector256.Sum(first + second);
        for (var n = left.Length * Width; n < x.Length; n++) sum += x[n] * y[n];
        return sum;
    }
}
