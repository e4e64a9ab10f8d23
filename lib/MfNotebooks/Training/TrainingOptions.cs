using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>How a training finds the slope of its loss; both ways agree but for float32 rounding.</summary>
public enum Gradient
{
    /// <summary>torch records what the loss is computed from and differentiates it, as in the script.</summary>
    Autograd,

    /// <summary>
    /// The formula, written out, in plain C# on the processor: <c>∂A = 2/n · E·B + λ·A/‖A‖</c> with the errors E of the
    /// rated entries, and ∂B alike. Hundreds of times faster on small matrices.
    /// </summary>
    ClosedForm,
}

/// <summary>The settings of a training. The defaults are those of the script that the workbook rebuilds.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of latent factors, k. Default 2.</summary>
    public int LatentDim { get; init; } = 2;

    /// <summary>How many steps, at least 1, each over all ratings: a step is an epoch. Default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>How the gradient is found. Default <see cref="Gradient.Autograd"/>, as in the script.</summary>
    public Gradient Gradient { get; init; } = Gradient.Autograd;

    /// <summary>What turns a gradient into a step. Default <see cref="Optimizer.Adam"/>, the script's.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;

    /// <summary>The optimizer's learning rate. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The weight of the penalty, λ. Default 0.001; 0 turns it off.</summary>
    public double Lambda { get; init; } = 1e-3;

    /// <summary>The form of the penalty. Default <see cref="MfNotebooks.Regularization.Norm"/>, the script's.</summary>
    public Regularization Regularization { get; init; } = Regularization.Norm;

    /// <summary>What the dot products are added to. Default <see cref="MfNotebooks.Mean.Raw"/>, the script's.</summary>
    public Mean Mean { get; init; } = Mean.Raw;

    /// <summary>The seed of the random start: the same one gives the same bits on the same CPU. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Where to train and keep the model; null for the best. In closed form the CPU trains.</summary>
    public Device? Device { get; init; }

    /// <summary>Report every so many steps, and the first and the last. Default 1,000.</summary>
    public int ReportEvery { get; init; } = 1_000;

    /// <summary>Every how many steps the factors are kept for playback; null (the default) for never.</summary>
    public int? SnapshotEvery { get; init; }

    /// <summary>Held-out ratings of the same users and items, measured at each report; null for none.</summary>
    public RatingsMatrix? Validation { get; init; }

    /// <summary>
    /// Stop when the validation error has not improved for this many reports in a row; null (the default) for never.
    /// When set, the result's model is the one with the lowest validation error.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Told of every report while the training runs; null (the default) for silence.</summary>
    public IProgress<TrainingStep>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/> before its next step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses settings that cannot work, before any work is done.</summary>
    /// <exception cref="ArgumentException">The message names the setting, value and range.</exception>
    internal void Validate(RatingsMatrix ratings)
    {
        FactorModel.RequireLatentDim(ratings, LatentDim);
        SettingRange.Require(Steps >= 1, Steps, "at least 1; FactorModel.Random gives the start of a training");
        SettingRange.Require(Enum.IsDefined(Gradient), Gradient, "Autograd or ClosedForm");
        SettingRange.Require(Enum.IsDefined(Optimizer), Optimizer, "Adam or Sgd");
        SettingRange.RequireLearningRate(LearningRate);
        SettingRange.Require(Lambda >= 0 && float.IsFinite((float)Lambda), Lambda,
            "0 or more, and a number that a float can hold, such as 0.001");
        SettingRange.Require(Enum.IsDefined(Regularization), Regularization, "Norm or SquaredNorm");
        SettingRange.Require(Enum.IsDefined(Mean), Mean, "Raw, Centred or Biased");
        SettingRange.Require(ReportEvery >= 1, ReportEvery, "at least 1");
        SettingRange.Require(SnapshotEvery is null or >= 1, SnapshotEvery, "at least 1, or null for no snapshots");
        SettingRange.Require(Patience is null or >= 1, Patience, "at least 1, or null for no early stop");
        SettingRange.Require(Patience is null || Validation is not null, Patience, "null unless Validation is given: "
            + "early stopping watches held-out ratings, such as those of ratings.WithHidden(0.2, seed)");
        SettingRange.RequireSameNames(Validation is not { } held
            || (held.Users.SequenceEqual(ratings.Users) && held.Items.SequenceEqual(ratings.Items)),
            "ratings.WithHidden(fraction, seed)");
    }

    internal string Describe() => Invariant($"k {LatentDim}, {Counted.Of(Steps, "step")}, ")
        + Invariant($"{Optimizer} {LearningRate}, λ {Lambda} {Regularization}, {Mean}, seed {Seed}");
}
