using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The gradient of the <see cref="Objective"/> written out, for one model or for many at once.</summary>
/// <remarks>
/// <para>
/// With the error <c>E = M∘(A·Bᵀ − R)</c> over n rated entries: <c>∂A = 2/n · E·B + λ·A/‖A‖</c> and
/// <c>∂B = 2/n · Eᵀ·A + λ·B/‖B‖</c>; with squared norms the last terms are <c>2λA</c> and <c>2λB</c>. Where ‖A‖ = 0
/// the norm has no slope, and 0 is taken, as torch does. Source: the derivative of Koren, Bell and Volinsky (2009),
/// equation 2; <see cref="Objective"/> says how its loss differs.
/// </para>
/// <para>
/// A and B are the two parts of one stack, so that the optimizer moves one tensor. A column that is zero in A and in B
/// has a zero gradient, so it stays zero: models with fewer factors than others need no mask.
/// </para>
/// <para>The tensors belong to the dispose scope in which the object is made.</para>
/// </remarks>
internal sealed class ClosedFormGradient : IDisposable
{
    private readonly Regularization _regularization;
    private readonly Tensor _weights, _minusRatings, _inverseLambda, _twoLambda;
    private readonly Tensor _gradient, _gradientA, _gradientB, _flatA, _flatB, _transposedB, _error, _transposedError;
    private readonly Scalar _one = 1, _leastNorm = 1e-18;

    /// <summary>Prepares the gradient and sets it as the <c>grad</c> of <paramref name="stack"/>, of <see cref="A"/> and of <see cref="B"/>.</summary>
    /// <param name="stack">A above B: <c>[users + items × k]</c>, or <c>[models × users + items × k]</c>.</param>
    /// <param name="ratings">The ratings, <c>[users × items]</c>, on the same device.</param>
    /// <param name="regularization">The form of the penalty.</param>
    /// <param name="lambda">λ ≥ 0: of no dimension for one model, <c>[models × 1 × 1]</c> for many.</param>
    internal ClosedFormGradient(Tensor stack, RatingsMatrix ratings, Regularization regularization, Tensor lambda)
    {
        (Stack, _regularization) = (stack, regularization);
        (A, B) = Split(stack, ratings);
        (_flatA, _flatB) = (Flatten(A), Flatten(B));
        _transposedB = B.transpose(-2, -1);
        _gradient = zeros_like(stack);
        (_gradientA, _gradientB) = Split(_gradient, ratings);
        stack.grad = _gradient;
        A.grad = _gradientA;
        B.grad = _gradientB;
        _error = zeros([.. stack.shape[..^2], ratings.UserCount, ratings.ItemCount], device: stack.device);
        _transposedError = _error.transpose(-2, -1);
        _weights = ratings.Mask.to_type(ScalarType.Float32).Times(2.0 / ratings.Count);
        _minusRatings = ratings.Values.Times(-1);
        (_inverseLambda, _twoLambda) = (lambda.reciprocal(), lambda.Times(2));
    }

    /// <summary>Both factor matrices, A above B, as given.</summary>
    internal Tensor Stack { get; }

    /// <summary>The users' part of the stack, a view.</summary>
    internal Tensor A { get; }

    /// <summary>The items' part of the stack, a view.</summary>
    internal Tensor B { get; }

    /// <summary>Computes the gradient of the present factors, in place.</summary>
    internal void Compute()
    {
        using var scope = NewDisposeScope();
        Multiply(A, _transposedB, _error);
        _error.add_(_minusRatings, _one).mul_(_weights);
        Multiply(_error, B, _gradientA);
        Multiply(_transposedError, A, _gradientB);
        if (_regularization == Regularization.SquaredNorm)
        {
            _gradient.addcmul_(Stack, _twoLambda, _one);
        }
        else
        {
            AddSlopeOfNorm(A, _flatA, _gradientA);
            AddSlopeOfNorm(B, _flatB, _gradientB);
        }
    }

    /// <summary>The size of each model's error, <c>[models]</c>: infinite or not a number where the model has diverged.</summary>
    internal float[] Errors()
    {
        using var scope = NewDisposeScope();
        return _error.Squared().sum([-2, -1]).cpu().data<float>().ToArray();
    }

    public void Dispose()
    {
        _one.Dispose();
        _leastNorm.Dispose();
    }

    /// <summary>Adds <c>λ·A/‖A‖</c>, as <c>A / (‖A‖·1/λ)</c>: with λ = 0 the divisor is infinite, and nothing is added.</summary>
    private void AddSlopeOfNorm(Tensor factors, Tensor flat, Tensor gradient)
    {
        // The least norm keeps 0/0 out; it is so small that only a norm of 0 is lifted to it.
        var norm = flat.norm(-1, keepdim: true, p: 2);
        gradient.addcdiv_(factors, norm.clamp_min_(_leastNorm).mul_(_inverseLambda), _one);
    }

    /// <summary>TorchSharp multiplies in place only what has two dimensions.</summary>
    private static void Multiply(Tensor left, Tensor right, Tensor into)
    {
        if (into.dim() == 2) into.addmm_(left, right, beta: 0, alpha: 1);
        else into.copy_(bmm(left, right));
    }

    /// <summary>A view of each model's numbers in one row, <c>[… × 1 × rows·k]</c>.</summary>
    private static Tensor Flatten(Tensor factors) => factors.view([.. factors.shape[..^2], 1, -1]);

    private static (Tensor Users, Tensor Items) Split(Tensor stack, RatingsMatrix ratings) =>
        (stack.narrow(-2, 0, ratings.UserCount), stack.narrow(-2, ratings.UserCount, ratings.ItemCount));
}
