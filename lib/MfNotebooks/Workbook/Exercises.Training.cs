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
        new FunctionExercise<Func<double[], int, int>>("4.4", Kept, Reports)
        {
            Known =
            [
                ((errors, _) => Array.IndexOf(errors, errors.Min()),
                    "The training never sees that report: it has stopped before."),
                (StoppedAt, "There the training stops. It gives back the best report that it has seen."),
                ((errors, patience) => Kept(errors, patience) + 1, "Places are counted from 0."),
                ((errors, _) => Enumerable.Range(0, errors.Length - 1).First(n => errors[n + 1] >= errors[n]),
                    "You lose patience with the first report that is not better."),
                ((errors, patience) => Kept(errors, patience - 1), "You stop one report too early."),
                ((errors, patience) => Kept(errors, patience + 1), "You stop one report too late."),
                ((errors, patience) => Kept(errors, patience, toBefore: true),
                    "You compare with the report before. A new best has to beat the best so far."),
            ],
            Hints =
            [
                "Walk through the errors, and remember the place of the best one so far.",
                "Where the place is patience reports behind the best one, leave the loop.",
                "if (errors[n] < errors[best]) best = n; else if (n - best >= patience) break;",
            ],
        },
    ];

    private static IReadOnlyList<TrainingStep> Steps(Given given) => given.The<TrainingHistory>().Steps;

    private static TrainingStep FirstBelowOne(Given given) => Steps(given).First(step => step.Loss < 1);

    private static int Kept(double[] errors, int patience) => Kept(errors, patience, toBefore: false);

    /// <summary>The best report when training stops; a wrong one resets its patience by the report before.</summary>
    private static int Kept(double[] errors, int patience, bool toBefore)
    {
        var (best, waited) = (0, 0);
        for (var n = 1; n < errors.Length && waited < patience; n++)
        {
            waited = errors[n] < errors[toBefore ? n - 1 : best] ? 0 : waited + 1;
            best = errors[n] < errors[best] ? n : best;
        }
        return best;
    }

    private static int StoppedAt(double[] errors, int patience) =>
        Math.Min(Kept(errors, patience) + patience, errors.Length - 1);

    /// <summary>
    /// Errors that rest for as long as the patience lasts at 2.5. Before and behind it are rests that other rules take
    /// for the end: one that is shorter, one without a dip, and one that is longer.
    /// </summary>
    private static object[] Reports(Random random, int round)
    {
        var patience = 3 + (round % 3);
        double Above(double best) => Math.Round(best + 0.1 + (0.5 * random.NextDouble()), 2);
        double[] Uneven(double best, int reports) =>
            [.. Enumerable.Range(0, reports).Select(n => Above(best) + (n % 2 == 0 ? 1 : 0))];
        double[] Rising(double best, int reports) =>
            [.. Enumerable.Range(0, reports).Select(n => Above(best) + n)];
        return [(double[])[5, 4, 4.5, 3, .. Uneven(3, patience - 1), 2.5, .. Uneven(2.5, patience),
            2, .. Rising(2, patience), 1.8, .. Rising(1.8, patience + 1), 1], patience];
    }

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
