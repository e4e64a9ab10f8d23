using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The Adam optimizer, step for step as PyTorch's <c>torch.optim.Adam</c> with its default β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1, with the bias corrections in the
/// step size and in ε (end of section 2). A step makes no new tensor but the gradient's handle. Its constants are
/// tensors of one number: multiplying by a <see cref="Scalar"/> takes several times as long.
/// </remarks>
internal sealed class Adam : OptimizerState
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly Tensor[] _means, _squares, _scales;
    private readonly Tensor _beta1 = Constant(Beta1), _beta2 = Constant(Beta2), _epsilon = Constant(Epsilon);
    private readonly Scalar _rest1 = 1 - Beta1, _rest2 = 1 - Beta2, _one = 1;
    private int _step;

    internal Adam(IReadOnlyList<Tensor> parameters, double learningRate)
        : base(parameters) =>
        (LearningRate, _means, _squares, _scales) = (learningRate, Zeros(parameters), Zeros(parameters), Zeros(parameters));

    /// <summary>The size of the next steps.</summary>
    internal double LearningRate { get; set; }

    internal override IReadOnlyList<Tensor> State => [.. Parameters, .. _means, .. _squares];

    internal override void ResumeAfter(int steps) => _step = steps;

    internal override void Step()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _step++;
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, _step));
        using Scalar epsilon = Epsilon * correction;
        using Scalar stepSize = -LearningRate * correction / (1 - Math.Pow(Beta1, _step));
        _epsilon.fill_(epsilon);
        for (var i = 0; i < Parameters.Count; i++)
        {
            var gradient = Parameters[i].grad!;
            _means[i].mul_(_beta1).add_(gradient, _rest1);
            _squares[i].mul_(_beta2).addcmul_(gradient, gradient, _rest2);
            SquareRoot(_squares[i], _scales[i]).add_(_epsilon, _one);
            Parameters[i].addcdiv_(_means[i], _scales[i], stepSize);
        }
    }

    public override void Dispose()
    {
        foreach (var tensor in (Tensor[])[.. _means, .. _squares, .. _scales, _beta1, _beta2, _epsilon]) tensor.Dispose();
        foreach (var scalar in (Scalar[])[_rest1, _rest2, _one]) scalar.Dispose();
    }

    /// <summary>√x as 1/(1/√x). <c>sqrt_</c> would hand more than a few numbers to MKL's threads: 200 µs for 200 numbers on a busy machine, not 2.</summary>
    private static Tensor SquareRoot(Tensor tensor, Tensor into) => into.copy_(tensor).rsqrt_().reciprocal_();

    private static Tensor Constant(double value) => tensor((float)value).DetachFromDisposeScope();

    private static Tensor[] Zeros(IReadOnlyList<Tensor> parameters) =>
        [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
}
