namespace MfNotebooks;

/// <summary>How a training turns a gradient into a step.</summary>
public enum Optimizer
{
    /// <summary>Adam: each number gets a step of its own size (Kingma and Ba 2015, algorithm 1). The script's.</summary>
    Adam,

    /// <summary>Plain gradient descent, PyTorch's <c>SGD</c> without momentum: <c>p ← p − learning rate · gradient</c>.</summary>
    Sgd,
}
