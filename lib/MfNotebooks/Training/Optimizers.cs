using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>How a training turns a gradient into a step.</summary>
public enum Optimizer
{
    /// <summary>Adam, the script's: a step of its own for each number (Kingma and Ba 2015, algorithm 1).</summary>
    Adam,

    /// <summary>PyTorch's <c>SGD</c> without momentum: <c>p ← p − learning rate · gradient</c>.</summary>
    Sgd,
}

/// <summary>One step of Adam, as PyTorch's <c>torch.optim.Adam</c> takes it with its default β₁, β₂ and ε.</summary>
/// <remarks>
/// <c>m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − rate · m̂ / (√v̂ + ε)</c>
/// with <c>m̂ = m / (1 − β₁ᵗ)</c> and <c>v̂ = v / (1 − β₂ᵗ)</c>, here in the step size and in ε. Source: Kingma and
/// Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1 and the end of section 2.
/// </remarks>
internal readonly struct AdamStep
{
    internal const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    /// <summary>Step t, counted from 1.</summary>
    internal AdamStep(double learningRate, int step)
    {
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, step));
        (Size, CorrectedEpsilon) = (learningRate * correction / (1 - Math.Pow(Beta1, step)), Epsilon * correction);
    }

    internal double Size { get; }

    internal double CorrectedEpsilon { get; }

    /// <summary>Moves numbers and their two means; all spans are of one length.</summary>
    [MethodImpl(VectorCode.Hot)]
    internal void Move(Span<Vector<float>> numbers, ReadOnlySpan<Vector<float>> gradient,
        Span<Vector<float>> means, Span<Vector<float>> squares)
    {
        var (size, epsilon) = (new Vector<float>((float)Size), new Vector<float>((float)CorrectedEpsilon));
        for (var i = 0; i < numbers.Length; i++)
        {
            var g = gradient[i];
            means[i] = (float)Beta1 * means[i] + (float)(1 - Beta1) * g;
            squares[i] = (float)Beta2 * squares[i] + (float)(1 - Beta2) * (g * g);
            numbers[i] -= size * means[i] / (Vector.SquareRoot(squares[i]) + epsilon);
        }
    }
}

/// <summary>An optimizer of plain numbers, so many vectors of them.</summary>
internal sealed class PlainOptimizer(Optimizer kind, double learningRate, int length)
{
    private readonly Vector<float>[] _means = new Vector<float>[length], _squares = new Vector<float>[length];
    private int _step;

    internal void Step(Span<Vector<float>> numbers, ReadOnlySpan<Vector<float>> gradient)
    {
        _step++;
        if (kind == Optimizer.Adam)
        {
            new AdamStep(learningRate, _step).Move(numbers, gradient, _means, _squares);
            return;
        }
        var rate = new Vector<float>((float)learningRate);
        for (var i = 0; i < numbers.Length; i++) numbers[i] -= rate * gradient[i];
    }
}

/// <summary>An optimizer of tensors: moves them along their <c>grad</c>, in place, on any device.</summary>
/// <remarks>
/// Stands in for TorchSharp's own, whose temporary numbers do not survive a garbage collection started by another
/// thread (see <see cref="Tensors"/>). Its constants are tensors of one number: multiplying by a <see cref="Scalar"/>
/// takes several times as long.
/// </remarks>
internal sealed class TensorOptimizer : IDisposable
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Optimizer _kind;
    private readonly double _learningRate;
    private readonly Tensor[] _means, _squares, _scales;
    private readonly Tensor _beta1 = Constant(AdamStep.Beta1), _beta2 = Constant(AdamStep.Beta2);
    private readonly Tensor _epsilon = Constant(0);
    private readonly Scalar _rest1 = 1 - AdamStep.Beta1, _rest2 = 1 - AdamStep.Beta2, _one = 1;
    private int _step;

    internal TensorOptimizer(Optimizer kind, IReadOnlyList<Tensor> parameters, double learningRate)
    {
        (_kind, _parameters, _learningRate) = (kind, parameters, learningRate);
        (_means, _squares, _scales) = (Zeros(), Zeros(), Zeros());
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    internal void ZeroGrad()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters) parameter.grad?.zero_();
    }

    /// <summary>The length of the whole gradient.</summary>
    internal double GradientNorm
    {
        get
        {
            using var scope = NewDisposeScope();
            return Math.Sqrt(_parameters.Sum(parameter => parameter.grad!.Squared().sum().item<float>()));
        }
    }

    /// <summary>Moves every parameter by one step along its gradient.</summary>
    internal void Step()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var adam = new AdamStep(_learningRate, ++_step);
        using Scalar minusRate = -_learningRate, epsilon = adam.CorrectedEpsilon, stepSize = -adam.Size;
        _epsilon.fill_(epsilon);
        for (var i = 0; i < _parameters.Count; i++)
        {
            var gradient = _parameters[i].grad!;
            if (_kind == Optimizer.Sgd)
            {
                _parameters[i].add_(gradient, minusRate);
                continue;
            }
            _means[i].mul_(_beta1).add_(gradient, _rest1);
            _squares[i].mul_(_beta2).addcmul_(gradient, gradient, _rest2);
            SquareRoot(_squares[i], _scales[i]).add_(_epsilon, _one);
            _parameters[i].addcdiv_(_means[i], _scales[i], stepSize);
        }
    }

    public void Dispose()
    {
        Tensor[] tensors = [.. _means, .. _squares, .. _scales, _beta1, _beta2, _epsilon];
        foreach (var tensor in tensors) tensor.Dispose();
        foreach (var scalar in (Scalar[])[_rest1, _rest2, _one]) scalar.Dispose();
    }

    /// <summary>√x as 1/(1/√x): <c>sqrt_</c> would wait for MKL's threads, 200 µs for 200 numbers, not 2.</summary>
    private static Tensor SquareRoot(Tensor tensor, Tensor into) => into.copy_(tensor).rsqrt_().reciprocal_();

    private static Tensor Constant(double value) => tensor((float)value).DetachFromDisposeScope();

    private Tensor[] Zeros() =>
        [.. _parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
}
