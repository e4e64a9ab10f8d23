namespace MfNotebooks;

/// <summary>How large factors are penalized, so that they do not fit the rated entries too closely.</summary>
public enum Regularization
{
    /// <summary><c>λ(‖A‖ + ‖B‖)</c>: Frobenius norms, not squared, as in the script. Its pull is as strong on small factors as on large ones.</summary>
    Norm,

    /// <summary><c>λ(‖A‖² + ‖B‖²)</c>: the literature's choice (Koren et al. 2009, equation 2). Its pull grows with the factors.</summary>
    SquaredNorm,
}
