namespace MfNotebooks;

/// <summary>One item of a top-N list.</summary>
/// <param name="Item">The item's index.</param>
/// <param name="Score">What the model gives it: stars for a model that predicts ratings.</param>
public sealed record Recommendation(int Item, float Score);
