using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>An optimizer at work: moves tensors along their <c>grad</c>, in place.</summary>
/// <remarks>
/// These stand in for TorchSharp's own optimizers, whose temporary numbers do not survive a garbage collection started
/// by another thread (see <see cref="Tensors"/>).
/// </remarks>
internal abstract class OptimizerState(IReadOnlyList<Tensor> parameters) : IDisposable
{
    /// <summary>Starts the optimizer of the given kind.</summary>
    internal static OptimizerState Start(Optimizer kind, IReadOnlyList<Tensor> parameters, double learningRate) => kind switch
    {
        Optimizer.Adam => new Adam(parameters, learningRate),
        Optimizer.Sgd => new GradientDescent(parameters, learningRate),
        _ => throw new NotSupportedException($"There is no optimizer {kind}; there are Adam and Sgd."),
    };

    protected IReadOnlyList<Tensor> Parameters { get; } = parameters;

    /// <summary>Forgets the gradients of the step before.</summary>
    internal void ZeroGrad()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in Parameters) parameter.grad?.zero_();
    }

    /// <summary>Moves every parameter by one step along its gradient.</summary>
    internal abstract void Step();

    /// <summary>All tensors that the next step depends on: the parameters, and what the optimizer remembers.</summary>
    internal virtual IReadOnlyList<Tensor> State => Parameters;

    /// <summary>Goes on after so many steps, once <see cref="State"/> has been put back.</summary>
    internal virtual void ResumeAfter(int steps)
    {
    }

    public abstract void Dispose();
}
