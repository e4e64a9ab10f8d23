using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Copies small tensors into C# arrays, for printing and for charts.</summary>
public static class TensorArrays
{
    /// <summary>Copies a matrix out of torch.</summary>
    /// <param name="tensor">A tensor of two dimensions, on any device, with or without gradient.</param>
    /// <returns>The same numbers, <c>[rows × columns]</c>.</returns>
    /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
    public static float[,] ToMatrix(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() != 2) throw new ArgumentException($"A matrix has two dimensions; this tensor has the shape [{string.Join(" × ", tensor.shape)}].", nameof(tensor));
        using var scope = NewDisposeScope();
        var flat = tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var matrix = new float[tensor.shape[0], tensor.shape[1]];
        Buffer.BlockCopy(flat, 0, matrix, 0, sizeof(float) * flat.Length);
        return matrix;
    }
}
