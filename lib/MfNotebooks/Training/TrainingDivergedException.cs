using System.Globalization;

namespace MfNotebooks;

/// <summary>The loss became infinite or not a number: the training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    private TrainingDivergedException(string message, int step) : base(message) => Step = step;

    /// <summary>
    /// The step in which it happened, counted from 1. Of <see cref="VariationalLeastSquares"/> it is the round, of
    /// <see cref="AlternatingLeastSquares"/> the sweep, of <see cref="MinibatchTrainer"/> the epoch.
    /// </summary>
    public int Step { get; }

    /// <summary>For descent on a matrix.</summary>
    internal static TrainingDivergedException InStep(int step, float loss, TrainingOptions options) =>
        Descending("step", step, loss, options.LearningRate, options.Lambda);

    /// <summary>For descent by epochs.</summary>
    internal static TrainingDivergedException InEpoch(int epoch, double error, MinibatchOptions options) =>
        Descending("epoch", epoch, (float)error, options.LearningRate, lambda: 0);

    /// <summary>For descent on pairs.</summary>
    internal static TrainingDivergedException InEpoch(int epoch, double ahead, double learningRate) =>
        Descending("epoch", epoch, (float)ahead, learningRate, lambda: 0);

    /// <summary>The same, said of one run of a sweep.</summary>
    internal TrainingDivergedException Of(TrainingOptions run)
    {
        var which = FormattableString.Invariant($"Lambda = {run.Lambda}, Seed = {run.Seed}");
        return new($"In the run with Mean = {run.Mean}, LatentDim = {run.LatentDim}, {which}: {Message}", Step);
    }

    private static TrainingDivergedException Descending(
        string unit, int step, float loss, double learningRate, double lambda)
    {
        // Only a penalty that outweighs the ratings can be the cause.
        var penalty = lambda > 1 ? FormattableString.Invariant($", a λ that is too high (here {lambda})") : "";
        return new(string.Create(CultureInfo.InvariantCulture, $"The loss became {loss} in {unit} {step}. "
            + $"The usual cause is a learning rate that is too high (here {learningRate}){penalty} "
            + $"or ratings on a huge scale. Try LearningRate = {learningRate / 10}, or scale the ratings to a range such as 1 to 5."), step);
    }

    /// <summary>For least squares, which have no learning rate.</summary>
    internal static TrainingDivergedException InRound(int round, VariationalOptions options) =>
        new(FormattableString.Invariant($"The factors stopped being numbers in round {round}. The usual cause is a Noise or a spread far from 1 (here {options.Describe()}) or ratings on a huge scale. Take the defaults, or scale the ratings to a range such as 1 to 5."), round);

    /// <summary>For least squares whose normal equations float32 cannot tell from singular ones.</summary>
    internal static TrainingDivergedException Unsolvable(int sweep, AlternatingOptions options) => new(FormattableString.Invariant(
        $"In sweep {sweep} the least squares of a row had no solution in float32. The usual cause is a λ that is too small beside the ratings (here FactorLambda {options.FactorLambda}, BiasLambda {options.BiasLambda} and RowLambda {options.RowLambda}) or ratings on a huge scale. Try a RowLambda such as 4, or scale the ratings to a range such as 1 to 5."), sweep);
}
