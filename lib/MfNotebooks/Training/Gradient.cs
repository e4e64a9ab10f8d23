namespace MfNotebooks;

/// <summary>How a training finds the slope of its loss. Both ways give the same numbers but for float32 rounding.</summary>
public enum Gradient
{
    /// <summary>torch records what the loss is computed from and differentiates it, as in the script.</summary>
    Autograd,

    /// <summary>
    /// The formula, written out and computed in place: <c>∂A = 2/n · E·B + λ·A/‖A‖</c> with <c>E = M∘(A·Bᵀ − R)</c>,
    /// and ∂B alike. Several times faster on small matrices. The loss itself is computed only where it is reported and
    /// every 100 steps, so a diverging training is noticed up to 100 steps late.
    /// </summary>
    ClosedForm,
}
