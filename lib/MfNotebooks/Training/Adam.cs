using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The Adam optimizer, step for step as PyTorch's <c>torch.optim.Adam</c> with its default β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. It stands in for TorchSharp's own,
/// whose temporary numbers do not survive a garbage collection started by another thread (see <see cref="TensorArithmetic"/>).
/// </remarks>
internal sealed class Adam : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _means, _squares;
    private readonly double _learningRate;
    private readonly Scalar _beta1 = Beta1, _rest1 = 1 - Beta1, _beta2 = Beta2, _rest2 = 1 - Beta2, _epsilon = Epsilon, _one = 1;
    private int _step;

    internal Adam(Parameter[] parameters, double learningRate)
    {
        _parameters = parameters;
        _learningRate = learningRate;
        _means = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
        _squares = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    internal void ZeroGrad()
    {
        foreach (var parameter in _parameters) parameter.grad?.zero_();
    }

    /// <summary>Moves every parameter by one step along its gradient.</summary>
    internal void Step()
    {
        using var noGradient = no_grad();
        _step++;
        using Scalar correction = 1 / Math.Sqrt(1 - Math.Pow(Beta2, _step));
        using Scalar stepSize = -_learningRate / (1 - Math.Pow(Beta1, _step));
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var scope = NewDisposeScope();
            var gradient = _parameters[i].grad!;
            _means[i].mul_(_beta1).add_(gradient, _rest1);
            _squares[i].mul_(_beta2).addcmul_(gradient, gradient, _rest2);
            var scale = _squares[i].sqrt().mul_(correction).add_(_epsilon, _one);
            _parameters[i].addcdiv_(_means[i], scale, stepSize);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _means.Concat(_squares)) tensor.Dispose();
        foreach (var scalar in (Scalar[])[_beta1, _rest1, _beta2, _rest2, _epsilon, _one]) scalar.Dispose();
    }
}
