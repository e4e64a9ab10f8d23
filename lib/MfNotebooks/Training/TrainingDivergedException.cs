namespace MfNotebooks;

/// <summary>The loss became infinite or not a number: the training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int step, float loss, TrainingOptions options)
        : base(FormattableString.Invariant($"The loss became {loss} in step {step}. The usual cause is a learning rate that is too high (here {options.LearningRate}) or ratings on a huge scale. Try LearningRate = {options.LearningRate / 10}, or scale the ratings to a range such as 1 to 5.")) => Step = step;

    /// <summary>The step in which it happened, counted from 1.</summary>
    public int Step { get; }
}
