using System.Collections.ObjectModel;

namespace MfNotebooks;

/// <summary>Keeps the reports of a training, in order and at once; <see cref="Progress{T}"/> would hand them on later, from another thread.</summary>
/// <example><code>var log = new EpochLog(); AlternatingLeastSquares.Fit(ratings, new AlternatingOptions { Progress = log });</code></example>
public sealed class EpochLog : Collection<TrainingEpoch>, IProgress<TrainingEpoch>
{
    /// <inheritdoc/>
    public void Report(TrainingEpoch value) => Add(value);
}
