namespace MfNotebooks;

/// <summary>
/// The memory that a training takes, known before it begins: beside what the program holds already, the ratings, .NET
/// and libtorch among it.
/// </summary>
/// <param name="Parts">What takes it, in bytes.</param>
public sealed record MemoryEstimate(IReadOnlyList<(string Part, long Bytes)> Parts)
{
    private const double Megabyte = 1e6;

    /// <summary>All parts together, in bytes: what the training adds.</summary>
    public long Bytes => Parts.Sum(part => part.Bytes);

    /// <summary>What the program held when the estimate was made, in bytes.</summary>
    public long HeldBytes { get; } = Environment.WorkingSet;

    /// <summary>What the program will hold at the training's peak, in bytes.</summary>
    public long PeakBytes => HeldBytes + Bytes;

    /// <summary>
    /// The sum and its parts as text, such as <c>605 MB: ratings in rows 540 MB, parameters 65 MB</c>.
    /// </summary>
    public override string ToString() =>
        $"{Show(Bytes)}: {string.Join(", ", Parts.Select(part => $"{part.Part} {Show(part.Bytes)}"))}";

    /// <summary>Refuses a training that this machine has not the memory for, before any of it is taken.</summary>
    /// <param name="available">
    /// The bytes there are; null for those of the machine, or of the container that the program runs in.
    /// </param>
    /// <param name="remedy">What to take less of.</param>
    /// <exception cref="InsufficientMemoryException">
    /// It does not fit; the message names the parts and the remedy.
    /// </exception>
    internal void RequireFits(long? available = null, string remedy = "a smaller LatentDim or fewer ratings")
    {
        var limit = available ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (PeakBytes > limit)
            throw new InsufficientMemoryException(
                $"The training would take {this}; this machine has {Show(limit)}, of which this program holds "
                + $"{Show(HeldBytes)} already. Take {remedy}.");
    }

    private static string Show(long bytes) => FormattableString.Invariant($"{bytes / Megabyte:N1} MB");
}

/// <summary>The loss became infinite or not a number: the training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <param name="message">What happened, the usual cause and the remedy.</param>
    /// <param name="step">The step in which it happened, counted from 1.</param>
    internal TrainingDivergedException(string message, int step) : base(message) => Step = step;

    /// <summary>
    /// The step in which it happened, counted from 1. Of <see cref="VariationalLeastSquares"/> it is the round, of
    /// <see cref="AlternatingLeastSquares"/> the sweep, of <see cref="MinibatchTrainer"/> the epoch.
    /// </summary>
    public int Step { get; }

    /// <summary>For descent along a gradient.</summary>
    /// <param name="unit">What a step is called.</param>
    /// <param name="step">Which one it is.</param>
    /// <param name="loss">What the loss became.</param>
    /// <param name="learningRate">The usual cause.</param>
    /// <param name="lambda">The other one: only a penalty above 1 can outweigh the ratings.</param>
    internal static TrainingDivergedException Descending(
        string unit, int step, float loss, double learningRate, double lambda = 0)
    {
        var penalty = lambda > 1 ? FormattableString.Invariant($", a λ that is too high (here {lambda})") : "";
        return new(FormattableString.Invariant($"The loss became {loss} in {unit} {step}. The usual cause is ")
            + FormattableString.Invariant($"a learning rate that is too high (here {learningRate}){penalty} ")
            + FormattableString.Invariant($"or ratings on a huge scale. Try LearningRate = {learningRate / 10}, ")
            + "or scale the ratings to a range such as 1 to 5.", step);
    }
}
