using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The factors at one step of a training, copied out of torch so that a playback needs no tensors.</summary>
/// <param name="Step">The step, counted from 1; the factors are those before its update.</param>
/// <param name="A">User factors, <c>[users × k]</c>.</param>
/// <param name="B">Item factors, <c>[items × k]</c>.</param>
public sealed record FactorSnapshot(int Step, float[,] A, float[,] B)
{
    /// <summary>The matrix that these factors make, <c>A·Bᵀ</c>, <c>[users × items]</c>.</summary>
    public float[,] Reconstruct()
    {
        var (users, items, k) = (A.GetLength(0), B.GetLength(0), A.GetLength(1));
        var product = new float[users, items];
        for (var u = 0; u < users; u++)
            for (var i = 0; i < items; i++)
                for (var f = 0; f < k; f++)
                    product[u, i] += A[u, f] * B[i, f];
        return product;
    }

    internal static FactorSnapshot Take(int step, Tensor a, Tensor b) => new(step, a.ToMatrix(), b.ToMatrix());
}
