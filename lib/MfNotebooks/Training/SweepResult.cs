namespace MfNotebooks;

/// <summary>What a sweep gives back. Dispose it to free all its models.</summary>
/// <param name="Runs">Every run: by latent dimension, then by λ, then by seed, each in the order in which the options list them.</param>
public sealed record SweepResult(IReadOnlyList<SweepRun> Runs) : IDisposable
{
    /// <summary>The run with the lowest validation error; the first of several.</summary>
    /// <remarks>
    /// Without held-out ratings it is the run with the lowest loss. That compares seeds fairly, but not latent
    /// dimensions or λ: more factors and a smaller λ nearly always reach a lower loss, and predict no better for it.
    /// </remarks>
    public SweepRun Best => Runs.MinBy(run => run.ValidationRmse ?? run.Loss)!;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var run in Runs) run.Model.Dispose();
    }
}
