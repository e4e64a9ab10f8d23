using static TorchSharp.torch;

namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Regularizing =>
    [
        new NumberExercise("3.1", given => NearlyBest(given).Max())
        {
            Known =
            [
                new(given => Best(given).Lambda,
                    "That is the best one. Which larger ones are less than 0.1 stars behind it?"),
                new(given => NearlyBest(given).Min() is var least && least != Best(given).Lambda ? least : double.NaN,
                    "That is the smallest one that is nearly as good. The largest holds the model back most."),
                new(given => Path(given).First(row => row.Lambda > NearlyBest(given).Max()).Lambda,
                    "That is one too far: there the error is more than 0.1 stars above the best."),
                new(given => Best(given).Held, "That is how large the error is there. At which λ?"),
            ],
            Tolerance = 0.001,
            Hints =
            [
                "Section 5 prints the held-out error for each λ. Find the smallest error, and add 0.1.",
                "Go to the right from there, as long as the error stays below that.",
                "byLambda.Where(row => row.Held < limit).Max(row => row.Lambda)",
            ],
        },
        new NumberExercise("3.2", 0.4)
        {
            Known =
            [
                new(0.2, "The 2 is missing: the slope of a square is twice."),
                new(0.00625, "You divided where the formula multiplies."),
                new(0.8, "You multiplied by the squared length. The pull of λ‖A‖² grows with ‖A‖ itself."),
                new(0.05, "That is the same λ. The two pulls are not equally strong then."),
                new(0.1, "‖A‖ is missing: the square pulls harder the larger A is."),
            ],
            Tolerance = 0.001,
            Hints =
            [
                "Each penalty pulls with the size of its gradient. Section 8 has both.",
                "The script's norm pulls with λ; the squared one with 2 λ' ‖A‖.",
                "Put both equal, with λ' = 0.05 and ‖A‖ = 4.",
            ],
        },
        new FunctionExercise<Func<Tensor, Tensor, double, Tensor>>("3.3",
            (a, b, lambda) => lambda * (a.square().sum() + b.square().sum()),
            (random, round) => [Table(random, 2 + round, 2), Table(random, 3, 2), 0.1 + random.NextDouble()])
        {
            Known =
            [
                ((a, b, lambda) => lambda * (a.norm() + b.norm()),
                    "Those are the norms, as in the script. Square them."),
                ((a, b, lambda) => lambda * a.square().sum(), "B has no price yet."),
                ((a, b, lambda) => a.square().sum() + b.square().sum(), "λ is missing."),
                ((a, b, lambda) => lambda * a.square().sum() + b.square().sum(),
                    "λ counts for both: mind the brackets."),
                ((a, b, lambda) => lambda * (a.norm() + b.norm()).square(),
                    "You squared the sum of the norms. Square each."),
                ((a, b, lambda) => lambda * (a.square().mean() + b.square().mean()),
                    "Those are means of the squares. A norm adds up."),
                ((a, b, lambda) => lambda * (a.sum().square() + b.sum().square()),
                    "You add up first. Square each number first."),
                ((a, b, lambda) => lambda / 2 * (a.square().sum() + b.square().sum()),
                    "Many books halve it, so that the 2 of the slope goes away. Here it stays whole."),
            ],
            Hints =
            [
                "A squared norm is the sum of the squares of all numbers.",
                "(A * A).sum() is it, for A.",
                "The same for B, both added in brackets, and λ in front.",
            ],
        },
        new NumberExercise("3.4", given => Repaired(given, 0.2).TrainRmse)
        {
            Known =
            [
                new(given => Repaired(given, given.The<TrainingOptions>().Lambda).TrainRmse,
                    "That is the model of section 3 itself. Give it the penalty."),
                new(given => Repaired(given, 0.2).DataLoss,
                    "That is the mean square. The typical error is its root, TrainRmse."),
                new(given => Repaired(given, 0.2).Loss,
                    "That is the loss, with the penalty in it. TrainRmse is asked for."),
                new(given => Repaired(given, 0.02).TrainRmse, "That is λ = 0.02. Ten times as much is asked for."),
                new(given => Repaired(given, 2).TrainRmse,
                    "That is λ = 2: everything is pulled to zero. Take a tenth of it."),
            ],
            Tolerance = 0.005,
            IsQuick = false,
            Hints =
            [
                "Section 3 trains by Trainer.Fit(ratings, settings). Which setting is the price?",
                "settings with { Lambda = 0.2 }.",
                "….History.Last!.TrainRmse is the typical error at the end.",
            ],
        },
    ];

    /// <summary>The mean held-out error over the seeds, for each λ.</summary>
    private static (double Lambda, double Held)[] Path(Given given) => [.. given.The<SweepResult>().Runs
        .GroupBy(run => run.Lambda)
        .Select(runs => (runs.Key, runs.Average(run => run.ValidationRmse!.Value)))];

    private static (double Lambda, double Held) Best(Given given) => Path(given).MinBy(row => row.Held);

    /// <summary>The values of λ whose error is less than 0.1 stars above the best.</summary>
    private static IEnumerable<double> NearlyBest(Given given) =>
        Path(given).Where(row => row.Held < Best(given).Held + 0.1).Select(row => row.Lambda);

    private static TrainingStep Repaired(Given given, double lambda) =>
        given.Once($"λ {lambda}", () =>
            LastOf(given.The<RatingsMatrix>(), given.The<TrainingOptions>() with { Lambda = lambda }));
}
