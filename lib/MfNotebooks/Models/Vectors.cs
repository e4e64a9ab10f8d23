using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MfNotebooks;

/// <summary>What all code on vectors needs.</summary>
internal static class VectorCode
{
    /// <summary>Vectors are far slower until the runtime compiles a method anew, which it may put off.</summary>
    internal const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;
}

/// <summary>What <see cref="NormalEquations{T}"/> asks of a vector of the processor, whatever its width.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TVector">Several of them.</typeparam>
internal interface ILanes<T, TVector>
{
    /// <summary>The numbers in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(ref readonly T first);

    static abstract void Store(TVector vector, ref T first);

    static abstract TVector Fill(T value);

    /// <summary><c>a·b + c</c>, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract T Sum(TVector vector);
}

/// <summary>512 bits.</summary>
internal readonly struct Lanes512<T> : ILanes<T, Vector512<T>>
{
    public static int Width => Vector512<T>.Count;

    public static Vector512<T> Load(ref readonly T first) => Vector512.LoadUnsafe(in first);

    public static void Store(Vector512<T> vector, ref T first) => vector.StoreUnsafe(ref first);

    public static Vector512<T> Fill(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector512.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;

    public static T Sum(Vector512<T> vector) => Vector512.Sum(vector);
}

/// <summary>256 bits.</summary>
internal readonly struct Lanes256<T> : ILanes<T, Vector256<T>>
{
    public static int Width => Vector256<T>.Count;

    public static Vector256<T> Load(ref readonly T first) => Vector256.LoadUnsafe(in first);

    public static void Store(Vector256<T> vector, ref T first) => vector.StoreUnsafe(ref first);

    public static Vector256<T> Fill(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(T) == typeof(float)
        ? Vector256.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector256.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    public static T Sum(Vector256<T> vector) => Vector256.Sum(vector);
}

/// <summary>128 bits: ARM's, and what .NET makes up in plain code where a processor has none.</summary>
internal readonly struct Lanes128<T> : ILanes<T, Vector128<T>>
{
    public static int Width => Vector128<T>.Count;

    public static Vector128<T> Load(ref readonly T first) => Vector128.LoadUnsafe(in first);

    public static void Store(Vector128<T> vector, ref T first) => vector.StoreUnsafe(ref first);

    public static Vector128<T> Fill(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    public static T Sum(Vector128<T> vector) => Vector128.Sum(vector);
}

/// <summary>Arithmetic of rows of whole vectors; where a processor has shorter ones .NET makes two of each.</summary>
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

    /// <summary><c>y += a·M·x</c> for a symmetric M, whose rows are its columns, of whole vectors.</summary>
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
