namespace MfNotebooks;

/// <summary>What a training gives back. Dispose it to free the model.</summary>
/// <param name="Model">The trained factors.</param>
/// <param name="History">What was reported on the way.</param>
/// <param name="StoppedEarly">Whether <see cref="TrainingOptions.Patience"/> ended the training.</param>
public sealed record TrainingResult(FactorModel Model, TrainingHistory History, bool StoppedEarly) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}

/// <summary>One report of a training: what was measured in a step, before that step's update.</summary>
/// <param name="Step">The step, counted from 1.</param>
/// <param name="DataLoss">The mean squared error over the rated entries.</param>
/// <param name="Penalty">The regularization term, λ included.</param>
/// <param name="GradientNorm">The length of the gradient over all that is trained, <c>√(‖∂A‖² + ‖∂B‖²)</c>.</param>
/// <param name="ValidationRmse">The RMSE over the held-out ratings; null where there are none.</param>
/// <param name="Seconds">Seconds since the training began.</param>
public sealed record TrainingStep(
    int Step, double DataLoss, double Penalty, double GradientNorm, double? ValidationRmse, double Seconds)
{
    /// <summary>What is minimized: data loss + penalty, summed in float32 as torch does.</summary>
    public double Loss => (float)DataLoss + (float)Penalty;

    /// <summary>The root mean squared error over the rated entries, in stars.</summary>
    public double TrainRmse => Math.Sqrt(DataLoss);
}

/// <summary>The factors at one step of a training, copied out of torch so that a playback needs no tensors.</summary>
/// <param name="Step">The step, counted from 1; the factors are those before its update.</param>
/// <param name="A">User factors, <c>[users × k]</c>.</param>
/// <param name="B">Item factors, <c>[items × k]</c>.</param>
/// <param name="Mean">μ; 0 with <see cref="Mean.Raw"/>.</param>
/// <param name="UserBias">b_U, <c>[users]</c>; null without biases.</param>
/// <param name="ItemBias">b_I, <c>[items]</c>; null without biases.</param>
public sealed record FactorSnapshot(
    int Step, float[,] A, float[,] B, float Mean = 0, float[]? UserBias = null, float[]? ItemBias = null)
{
    /// <summary>The matrix that these factors make, <c>μ + b_u + b_i + a_u·b_i</c>, <c>[users × items]</c>.</summary>
    public float[,] Reconstruct()
    {
        var (model, product) = (ToPlainModel(), new float[A.GetLength(0), B.GetLength(0)]);
        for (var u = 0; u < product.GetLength(0); u++)
            for (var i = 0; i < product.GetLength(1); i++)
                product[u, i] = model.Predict(u, i);
        return product;
    }

    /// <summary>The same numbers as a model; no copy.</summary>
    internal BiasedFactorModel ToPlainModel() =>
        new("", "", Mean, UserBias ?? new float[A.GetLength(0)], ItemBias ?? new float[B.GetLength(0)], A, B);
}

/// <summary>What a training reported, in order, and the snapshots it was asked to keep.</summary>
/// <param name="Steps">The reports, from the first step to the last.</param>
/// <param name="Snapshots">At the steps of <see cref="TrainingOptions.SnapshotEvery"/>; else empty.</param>
public sealed record TrainingHistory(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<FactorSnapshot> Snapshots)
{
    /// <summary>The report with the lowest validation error; null where nothing was held out.</summary>
    public TrainingStep? Best => Steps.Where(s => s.ValidationRmse is not null).MinBy(s => s.ValidationRmse);

    /// <summary>The last report; null where there is none.</summary>
    public TrainingStep? Last => Steps.Count > 0 ? Steps[^1] : null;
}

/// <summary>The loss became infinite or not a number: the training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(string message, int step) : base(message) => Step = step;

    /// <summary>The step in which it happened, from 1; of other trainings the round, sweep or epoch.</summary>
    public int Step { get; }

    /// <summary>For descent: usual causes are the learning rate, and a λ above 1, which outweighs ratings.</summary>
    internal static TrainingDivergedException Descending(
        string unit, int step, float loss, double learningRate, double lambda = 0)
    {
        var penalty = lambda > 1 ? Invariant($", a λ that is too high (here {lambda})") : "";
        return new(Invariant($"The loss became {loss} in {unit} {step}. The usual cause is ")
            + Invariant($"a learning rate that is too high (here {learningRate}){penalty} or ratings on a huge scale. ")
            + Invariant($"Try LearningRate = {learningRate / 10}, or scale the ratings to a range such as 1 to 5."),
            step);
    }
}
