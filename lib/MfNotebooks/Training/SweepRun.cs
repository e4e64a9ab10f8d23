namespace MfNotebooks;

/// <summary>One model of a sweep, and how well it does.</summary>
/// <param name="LatentDim">The number of latent factors, k.</param>
/// <param name="Lambda">The weight of the penalty, λ.</param>
/// <param name="Seed">The seed of the random start.</param>
/// <param name="Loss">The loss after the last step: data term + penalty.</param>
/// <param name="TrainRmse">The root mean squared error over the rated entries, in stars.</param>
/// <param name="ValidationRmse">The root mean squared error over the held-out ratings, in stars; null where there are none.</param>
/// <param name="NormA">The Frobenius norm of the user factors, ‖A‖.</param>
/// <param name="NormB">The Frobenius norm of the item factors, ‖B‖.</param>
/// <param name="Model">The trained factors.</param>
public sealed record SweepRun(int LatentDim, double Lambda, int Seed, double Loss, double TrainRmse, double? ValidationRmse, double NormA, double NormB, FactorModel Model);
