using System.Globalization;
using System.Text;

namespace MfNotebooks;

/// <summary>What a training reported, in order, and the snapshots it was asked to keep.</summary>
/// <param name="Steps">The reports, from the first step to the last.</param>
/// <param name="Snapshots">The factors at the steps that <see cref="TrainingOptions.SnapshotEvery"/> asked for; else empty.</param>
public sealed record TrainingHistory(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<FactorSnapshot> Snapshots)
{
    /// <summary>The report with the lowest validation error; null where nothing was held out.</summary>
    public TrainingStep? Best => Steps.Where(s => s.ValidationRmse is not null).MinBy(s => s.ValidationRmse);

    /// <summary>The last report; null after a training of zero steps.</summary>
    public TrainingStep? Last => Steps.Count > 0 ? Steps[^1] : null;

    /// <summary>The reports as CSV with a header line, decimal points and LF line ends.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder("step,loss,data_loss,penalty,train_rmse,validation_rmse,gradient_norm,seconds\n");
        foreach (var s in Steps)
            csv.Append(CultureInfo.InvariantCulture, $"{s.Step},{s.Loss:R},{s.DataLoss:R},{s.Penalty:R},{s.TrainRmse:R},{s.ValidationRmse:R},{s.GradientNorm:R},{s.Seconds:F3}\n");
        return csv.ToString();
    }
}
