namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Training =>
    [
        new NumberExercise("4.1", given => FirstBelowOne(given).Step)
        {
            Known =
            [
                new(given => Steps(given).Index().First(step => step.Item.Loss < 1).Index,
                    "That is its place in the list. The report's own Step is asked for."),
                new(given => Steps(given).Last(step => step.Loss >= 1).Step,
                    "There the loss is still 1 or more. The next report is it."),
                new(given => FirstBelowOne(given).Loss, "That is how large the loss is there. At which step?"),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "result.History.Steps holds the reports, in order.",
                "Steps.First(step => …) finds the first that fits a rule.",
                "The rule is step.Loss < 1, and the answer is its .Step.",
            ],
        },
        new FunctionExercise<Func<double, double, double, double>>("4.2",
            (p, g, lr) => p - lr * g,
            (random, round) => [Row(random, 1)[0], 2 * Row(random, 1)[0], 0.05 + random.NextDouble()])
        {
            Known =
            [
                ((p, g, lr) => p + lr * g, "That walks uphill: the loss grows. Step against the slope."),
                ((p, g, lr) => p - g, "The whole slope is too much. The rate says how much of it."),
                ((p, g, lr) => -lr * g, "That is the step. Where does it lead from p?"),
                ((p, g, lr) => lr * g,
                    "That is the length of the step uphill. Where does a step downhill lead from p?"),
                ((p, g, lr) => lr * (p - g), "The rate scales the slope, not p."),
                ((p, g, lr) => p - g / lr, "You divide by the rate: a small one would make large steps."),
                ((p, g, lr) => p - lr, "The slope is missing: where it is steep, the step is long."),
                ((p, g, lr) => p - lr * Math.Sign(g), "The size of the slope counts, not only its direction."),
                ((p, g, lr) => p * (1 - lr * g), "The step does not depend on how large p is."),
            ],
            Hints =
            [
                "When the loss grows with p, p has to become smaller.",
                "How far: the rate times the slope.",
                "The new number is the old one minus that.",
            ],
        },
        new RuleExercise<double>("4.3", (rate, given) => LossAfter100(given, rate) < 0.1)
        {
            Known =
            [
                (0, (rate, _) => rate <= 0, "With a rate of zero or less nothing goes downhill."),
                (0.1, (rate, given) => rate < 0.25 && LossAfter100(given, rate) >= 0.1,
                    "Too small: after 100 steps it is still on its way down."),
                (5, (rate, given) => double.IsInfinity(LossAfter100(given, rate)),
                    "Too large: each step lands higher on the other side, and the walk leaves the valley for ever."),
                (1, (rate, given) => LossAfter100(given, rate) >= 0.1,
                    "It comes down, but jumps to and fro across the valley. A smaller step arrives sooner."),
            ],
            Hints =
            [
                "Walk(Optimizer.Sgd, rate).History.Steps.First(s => s.Step == 100).Loss says how far it came.",
                "0.1 needs about 240 steps, and 3 is too much.",
                "Try rates between 0.2 and 1.",
            ],
        },
        new NumberExercise("4.4", given => Watched(given).ValidationRmse!.Value - Stopped(given).ValidationRmse!.Value)
        {
            Known =
            [
                new(given => Stopped(given).ValidationRmse!.Value - Watched(given).ValidationRmse!.Value,
                    "Stopping helps: the error without it is the larger one. Subtract the other way round."),
                new(given => Stopped(given).ValidationRmse!.Value,
                    "That is the error of the stopped model. How much does it save?"),
                new(given => Watched(given).ValidationRmse!.Value,
                    "That is the error of the one that went on. How much is saved?"),
                new(given => Watched(given).ValidationRmse!.Value - LastStopped(given).ValidationRmse!.Value,
                    "The stopped training keeps its best step, History.Best, not its last."),
                new(given => Watched(given).TrainRmse - Stopped(given).TrainRmse,
                    "Those are the errors on the training ratings. Hidden ones are the exam."),
            ],
            Tolerance = 0.02,
            Hints =
            [
                "Section 7 prints both held-out errors.",
                "A TrainingStep has its ValidationRmse; stopped.History.Best is the step that was kept.",
                "The last step of the one that went on, minus the best step of the one that stopped.",
            ],
        },
    ];

    private static IReadOnlyList<TrainingStep> Steps(Given given) => given.The<TrainingHistory>().Steps;

    private static TrainingStep FirstBelowOne(Given given) => Steps(given).First(step => step.Loss < 1);

    private static TrainingStep Stopped(Given given) => given.The<TrainingHistory>(0).Best!;

    private static TrainingStep LastStopped(Given given) => given.The<TrainingHistory>(0).Last!;

    private static TrainingStep Watched(Given given) => given.The<TrainingHistory>(1).Last!;

    /// <summary>Plain descent from the chapter's start; infinite where it leaves the valley.</summary>
    private static double LossAfter100(Given given, double rate) => given.Once("walk", () =>
    {
        try
        {
            return LastOf(given.The<RatingsMatrix>(), given.The<TrainingOptions>() with
            {
                Optimizer = Optimizer.Sgd,
                LearningRate = rate,
                Steps = 100,
            }).Loss;
        }
        catch (TrainingDivergedException)
        {
            return double.PositiveInfinity;
        }
    });
}
