namespace MfNotebooks;

/// <summary>
/// How a lab begins and what a reader can do in it. The defaults are the script's settings, and everything.
/// </summary>
public sealed record LabOptions
{
    /// <summary>The most factors that the lab trains.</summary>
    public const int MostFactors = 6;

    /// <summary>The number of latent factors, k, from 1 to 6. Default 2.</summary>
    public int LatentDim { get; init; } = 2;

    /// <summary>What the dot products are added to. Default <see cref="MfNotebooks.Mean.Raw"/>.</summary>
    public Mean Mean { get; init; } = Mean.Raw;

    /// <summary>The weight of the penalty, λ. Default 0.001.</summary>
    public double Lambda { get; init; } = 1e-3;

    /// <summary>The form of the penalty. Default <see cref="MfNotebooks.Regularization.Norm"/>.</summary>
    public Regularization Regularization { get; init; } = Regularization.Norm;

    /// <summary>What turns the gradient into a step. Default <see cref="MfNotebooks.Optimizer.Adam"/>.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;

    /// <summary>True to begin with half sweeps of least squares in place of gradient steps. Default false.</summary>
    public bool HalfSweeps { get; init; }

    /// <summary>The learning rate. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>
    /// The seed of the start, from 0 to 9999: the same numbers as <see cref="TrainingOptions.Seed"/>. Default 0.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>After how many steps Play pauses by itself, at most 100,000. Default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>The cell that is marked at the start; null (the default) for the first that is not rated.</summary>
    public (string User, string Item)? Cell { get; init; }

    /// <summary>The parts to show. The ratings and the player are always there. Default all.</summary>
    public LabControls Controls { get; init; } = LabControls.All;

    /// <summary>The first sentence: what to try. <c>**Words**</c> are strong. Null for the usual one.</summary>
    public string? Lead { get; init; }

    /// <summary>A question that has to be answered before the training starts; null (the default) for none.</summary>
    public LabGuess? Guess { get; init; }

    /// <exception cref="ArgumentException">A setting is out of its range, or a name is not of the ratings.</exception>
    internal void Validate(RatingsMatrix ratings)
    {
        SettingRange.Require(LatentDim is >= 1 and <= MostFactors, LatentDim, Invariant($"from 1 to {MostFactors}"));
        SettingRange.Require(Enum.IsDefined(Mean), Mean, "Raw, Centred or Biased");
        SettingRange.Require(Lambda is >= 0 and <= 1000, Lambda, "from 0 to 1000");
        SettingRange.Require(Enum.IsDefined(Regularization), Regularization, "Norm or SquaredNorm");
        SettingRange.Require(Enum.IsDefined(Optimizer), Optimizer, "Adam or Sgd");
        SettingRange.Require(LearningRate is >= 1e-9 and <= 1000, LearningRate, "from 1e-9 to 1000");
        SettingRange.Require(Seed is >= 0 and <= 9999, Seed, "from 0 to 9999");
        SettingRange.Require(Steps is >= 1 and <= 100_000, Steps, "from 1 to 100000");
        SettingRange.Require((Controls & ~LabControls.All) == 0, Controls, "made of the LabControls");
        if (Guess is not { } guess) return;
        SettingRange.Require(Enum.IsDefined(guess.Measure), guess.Measure, "one of LabMeasure");
    }
}

/// <summary>The parts of a lab.</summary>
[Flags]
public enum LabControls
{
    /// <summary>The ratings to look at, and the player.</summary>
    None = 0,

    /// <summary>Ratings can be changed.</summary>
    Ratings = 1,

    /// <summary>
    /// Ratings can be hidden from the training, by hand or as <see cref="RatingsMatrix.WithHidden"/> draws them.
    /// </summary>
    Hiding = 1 << 1,

    /// <summary>The reconstructed matrix.</summary>
    Predictions = 1 << 2,

    /// <summary>Prediction minus rating; misses of a star or more are crossed.</summary>
    Misses = 1 << 3,

    /// <summary>The factors as points that can be dragged.</summary>
    Map = 1 << 4,

    /// <summary>A dial that turns A and B together, in the map.</summary>
    Rotation = 1 << 5,

    /// <summary>No mean, μ, or μ and biases, and the count of numbers.</summary>
    Mean = 1 << 6,

    /// <summary>k.</summary>
    LatentDim = 1 << 7,

    /// <summary>λ.</summary>
    Lambda = 1 << 8,

    /// <summary>Norm or squared norm.</summary>
    Norm = 1 << 9,

    /// <summary>Adam, descent or half sweeps; and the learning rate.</summary>
    Optimizer = 1 << 10,

    /// <summary>The seed.</summary>
    Seed = 1 << 11,

    /// <summary>Ten random starts in a row.</summary>
    TenSeeds = 1 << 12,

    /// <summary>The error over the steps, with a slider to look back.</summary>
    Curve = 1 << 13,

    /// <summary>1, 10 or 100 steps a frame.</summary>
    Speed = 1 << 14,

    /// <summary>Three things to try.</summary>
    Challenges = 1 << 15,

    /// <summary>Copy as a link, and as C#.</summary>
    Sharing = 1 << 16,

    /// <summary>The whole lab.</summary>
    All = (1 << 17) - 1,
}

/// <summary>A number that the reader guesses first; the lab shows the guess and the number when it pauses.</summary>
/// <param name="Question">The question, as a sentence.</param>
/// <param name="Measure">What answers it.</param>
public sealed record LabGuess(string Question, LabMeasure Measure);

/// <summary>What a guess can be about.</summary>
public enum LabMeasure
{
    /// <summary>The loss with its penalty.</summary>
    Loss,

    /// <summary>The root mean squared error over the ratings trained on, in stars.</summary>
    TrainError,

    /// <summary>The same over the hidden ratings.</summary>
    HeldOutError,

    /// <summary>How many ratings are missed by a star or more.</summary>
    Crosses,

    /// <summary>The prediction for the marked cell, <see cref="LabOptions.Cell"/>.</summary>
    Prediction,
}
