namespace MfNotebooks;

/// <summary>The bias and factors of a user or an item that a model was not trained with.</summary>
/// <param name="Bias">The bias, in stars; 0 in a model without biases.</param>
/// <param name="Factors">The latent factors, <c>[k]</c>.</param>
public sealed record FoldedRow(float Bias, float[] Factors);
