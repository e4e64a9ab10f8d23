namespace MfNotebooks;

/// <summary>The loss became infinite or not a number: the training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    private TrainingDivergedException(string message, int step) : base(message) => Step = step;

    private TrainingDivergedException(string when, int step, float loss, TrainingOptions options)
        : this(FormattableString.Invariant($"The loss became {loss} {when}. The usual cause is a learning rate that is too high (here {options.LearningRate}){Penalty(options.Lambda)} or ratings on a huge scale. Try LearningRate = {options.LearningRate / 10}, or scale the ratings to a range such as 1 to 5."), step)
    {
    }

    /// <summary>
    /// The step in which it was noticed, counted from 1: with <see cref="Gradient.Autograd"/> the step in which it
    /// happened; with <see cref="Gradient.ClosedForm"/> and in a <see cref="Sweep"/> up to 100 steps later. Of
    /// <see cref="VariationalLeastSquares"/> it is the round, of <see cref="AlternatingLeastSquares"/> the sweep.
    /// </summary>
    public int Step { get; }

    /// <summary>Only a penalty that outweighs the ratings can be the cause.</summary>
    private static string Penalty(double lambda) => lambda > 1 ? FormattableString.Invariant($", a λ that is too high (here {lambda})") : "";

    /// <summary>For least squares, which have no learning rate.</summary>
    internal static TrainingDivergedException InRound(int round, VariationalOptions options) =>
        new(FormattableString.Invariant($"The factors stopped being numbers in round {round}. The usual cause is a Noise or a spread far from 1 (here {options.Describe()}) or ratings on a huge scale. Take the defaults, or scale the ratings to a range such as 1 to 5."), round);

    /// <summary>For a loss that is looked at in every step.</summary>
    internal static TrainingDivergedException InStep(int step, float loss, TrainingOptions options) =>
        new(FormattableString.Invariant($"in step {step}"), step, loss, options);

    /// <summary>For a loss that is looked at now and then.</summary>
    internal static TrainingDivergedException ByStep(int step, float loss, TrainingOptions options) =>
        new(FormattableString.Invariant($"by step {step}"), step, loss, options);

    /// <summary>For one run of a sweep.</summary>
    internal static TrainingDivergedException InSweep(int step, float loss, TrainingOptions run) =>
        new(FormattableString.Invariant($"by step {step} in the run with LatentDim = {run.LatentDim}, Lambda = {run.Lambda}, Seed = {run.Seed}"), step, loss, run);

    /// <summary>For least squares whose normal equations float32 cannot tell from singular ones.</summary>
    internal static TrainingDivergedException Unsolvable(int sweep, AlternatingOptions options) => new(FormattableString.Invariant(
        $"In sweep {sweep} the least squares of a row had no solution in float32. The usual cause is a λ that is too small beside the ratings (here FactorLambda {options.FactorLambda}, BiasLambda {options.BiasLambda} and RowLambda {options.RowLambda}) or ratings on a huge scale. Try a RowLambda such as 4, or scale the ratings to a range such as 1 to 5."), sweep);
}
