using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Arithmetic between tensors and numbers that is safe while other threads collect garbage.</summary>
/// <remarks>
/// In TorchSharp 0.107 <c>2 * t</c>, <c>t.square()</c>, <c>linalg.vector_norm(t)</c> and even <c>s + t</c> make a temporary
/// <see cref="Scalar"/> that nothing refers to while the native call reads it. A garbage collection that another thread starts just then frees it, and the call
/// fails or computes with rubbish (the open pull requests dotnet/TorchSharp #1434 and #1496 are about these
/// temporaries). The methods here hold on to theirs. Code that may run beside other threads uses them.
/// </remarks>
internal static class TensorArithmetic
{
    internal static Tensor Plus(this Tensor left, Tensor right)
    {
        using Scalar one = 1;
        return left.add(right, one);
    }

    /// <summary>Each number times itself: TorchSharp's <c>square()</c> makes a temporary for its exponent.</summary>
    internal static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    internal static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul(scalar);
    }
}
