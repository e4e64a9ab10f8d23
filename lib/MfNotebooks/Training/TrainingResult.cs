namespace MfNotebooks;

/// <summary>What a training gives back. Dispose it to free the model.</summary>
/// <param name="Model">The trained factors.</param>
/// <param name="History">What was reported on the way.</param>
/// <param name="StoppedEarly">True when <see cref="TrainingOptions.Patience"/> ended the training before its last step.</param>
public sealed record TrainingResult(FactorModel Model, TrainingHistory History, bool StoppedEarly) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
