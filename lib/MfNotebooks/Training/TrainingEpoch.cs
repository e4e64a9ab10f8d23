namespace MfNotebooks;

/// <summary>One report of a training on a table of ratings: an epoch of <see cref="MinibatchTrainer"/>, or a sweep of <see cref="AlternatingLeastSquares"/>.</summary>
/// <param name="Epoch">The epoch or sweep, counted from 1.</param>
/// <param name="TrainRmse">
/// The root mean squared error over the ratings learned from, in stars. Minibatches measure each rating before the step
/// that learns from it; a sweep measures all of them at its end.
/// </param>
/// <param name="ValidationRmse">The root mean squared error over the held-out ratings; null where there are none.</param>
/// <param name="Seconds">Seconds since the training began; measuring the held-out ratings does not count.</param>
public sealed record TrainingEpoch(int Epoch, double TrainRmse, double? ValidationRmse, double Seconds)
{
    /// <summary>The report as a line, such as <c>round 3, 0.42 s: RMSE 0.7123 on the ratings learned from, 0.8654 held out</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"round {Epoch}, {Seconds:F2} s: RMSE {TrainRmse:F4} on the ratings learned from{(ValidationRmse is { } held ? FormattableString.Invariant($", {held:F4} held out") : "")}");
}
