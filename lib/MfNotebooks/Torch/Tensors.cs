using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Copies small tensors into C# arrays, and calculates with them safely beside other threads.</summary>
/// <remarks>
/// In TorchSharp 0.107 <c>2 * t</c>, <c>t.square()</c>, <c>linalg.vector_norm(t)</c> and even <c>s + t</c> make a
/// temporary <see cref="Scalar"/> that nothing refers to while the native call reads it. A garbage collection that
/// another thread starts just then frees it, and the call fails or computes with rubbish (the open pull requests
/// dotnet/TorchSharp #1434 and #1496 are about these temporaries). The arithmetic here holds on to its temporaries.
/// </remarks>
public static class Tensors
{
    /// <summary>Copies a matrix out of torch.</summary>
    /// <param name="tensor">A tensor of two dimensions, on any device, with or without gradient.</param>
    /// <returns>The same numbers, <c>[rows × columns]</c>.</returns>
    /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
    public static float[,] ToMatrix(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() != 2)
        {
            var shape = string.Join(" × ", tensor.shape);
            throw new ArgumentException($"A matrix has two dimensions; this tensor has the shape [{shape}].");
        }
        var matrix = new float[tensor.shape[0], tensor.shape[1]];
        Buffer.BlockCopy(tensor.ToArray(), 0, matrix, 0, sizeof(float) * matrix.Length);
        return matrix;
    }

    /// <summary>All numbers of a tensor, row by row.</summary>
    internal static float[] ToArray(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    internal static Tensor Plus(this Tensor left, Tensor right)
    {
        using Scalar one = 1;
        return left.add(right, one);
    }

    internal static Tensor Plus(this Tensor tensor, double number)
    {
        using Scalar scalar = number, one = 1;
        return tensor.add(scalar, one);
    }

    /// <summary>Each number times itself: TorchSharp's <c>square()</c> makes a temporary for its exponent.</summary>
    internal static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    internal static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul(scalar);
    }
}
