namespace MfNotebooks;

/// <summary>One report of a training: what was measured in a step, before that step's update.</summary>
/// <param name="Step">The step, counted from 1.</param>
/// <param name="DataLoss">The mean squared error over the rated entries.</param>
/// <param name="Penalty">The regularization term, λ included.</param>
/// <param name="GradientNorm">The length of the gradient over A and B together, <c>√(‖∂A‖² + ‖∂B‖²)</c>.</param>
/// <param name="ValidationRmse">The root mean squared error over the held-out ratings; null where there are none.</param>
/// <param name="Seconds">Seconds since the training began.</param>
public sealed record TrainingStep(int Step, double DataLoss, double Penalty, double GradientNorm, double? ValidationRmse, double Seconds)
{
    /// <summary>What is minimized: data loss + penalty, summed in float32 as torch does.</summary>
    public double Loss => (float)DataLoss + (float)Penalty;

    /// <summary>The root mean squared error over the rated entries, in stars.</summary>
    public double TrainRmse => Math.Sqrt(DataLoss);
}
