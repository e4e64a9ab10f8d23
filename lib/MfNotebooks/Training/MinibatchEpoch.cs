namespace MfNotebooks;

/// <summary>One report of a training in minibatches.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="TrainRmse">The root mean squared error of its ratings, each measured before the step that learned from it; in stars.</param>
/// <param name="Seconds">Seconds since the training began.</param>
public sealed record MinibatchEpoch(int Epoch, double TrainRmse, double Seconds);
