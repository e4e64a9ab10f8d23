using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Plain gradient descent, as PyTorch's <c>torch.optim.SGD</c> without momentum: <c>p ← p − learning rate · gradient</c>.</summary>
internal sealed class GradientDescent(IReadOnlyList<Tensor> parameters, double learningRate) : OptimizerState(parameters)
{
    private readonly Scalar _minusRate = -learningRate;

    internal override void Step()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var parameter in Parameters) parameter.add_(parameter.grad!, _minusRate);
    }

    public override void Dispose() => _minusRate.Dispose();
}
