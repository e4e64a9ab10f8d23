namespace MfNotebooks;

/// <summary>One run of a <see cref="Sweep"/>: its settings, its trained factors, and what was measured on them.</summary>
/// <param name="LatentDim">The number of latent factors, k.</param>
/// <param name="Lambda">The weight of the penalty, λ.</param>
/// <param name="Seed">The seed of the random start.</param>
/// <param name="Loss">What was minimized: the mean squared error over the rated entries plus the penalty.</param>
/// <param name="TrainRmse">The root mean squared error over the rated entries, in stars.</param>
/// <param name="ValidationRmse">The root mean squared error over the held-out ratings; null where there are none.</param>
/// <param name="NormA">‖A‖, the Frobenius norm of the user factors.</param>
/// <param name="NormB">‖B‖, the Frobenius norm of the item factors.</param>
/// <param name="Model">The trained factors, A <c>[users × k]</c> and B <c>[items × k]</c>; the <see cref="SweepResult"/> disposes them.</param>
/// <remarks>The measurements are of the final factors, after the last update: a <see cref="TrainingStep"/> measures before its step's update.</remarks>
public sealed record SweepRun(int LatentDim, double Lambda, int Seed, double Loss, double TrainRmse, double? ValidationRmse, double NormA, double NormB, FactorModel Model);
