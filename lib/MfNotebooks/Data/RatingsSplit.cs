namespace MfNotebooks;

/// <summary>Ratings in two parts: one to learn from, one to test with. Both have the same users and items, so their indexes agree.</summary>
/// <param name="Name">How the parts were made, such as <c>random 20 %, seed 0</c>.</param>
/// <param name="Train">The ratings to learn from.</param>
/// <param name="Test">The ratings to predict; no user and item pair of them is in <paramref name="Train"/>.</param>
public sealed record RatingsSplit(string Name, RatingsTable Train, RatingsTable Test);
