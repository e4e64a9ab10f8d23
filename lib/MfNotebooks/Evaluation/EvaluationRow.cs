namespace MfNotebooks;

/// <summary>What one model reached on one split, or on average over several.</summary>
/// <param name="Split">The split's name, or <c>mean</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Settings">The model's hyperparameters.</param>
/// <param name="Ratings">The error of the predicted ratings; null for a model that only ranks.</param>
/// <param name="Ranking">The quality of the first items.</param>
/// <param name="FitSeconds">The seconds that training took.</param>
public sealed record EvaluationRow(string Split, string Model, string Settings, RatingMetrics? Ratings, RankingMetrics Ranking, double FitSeconds);
