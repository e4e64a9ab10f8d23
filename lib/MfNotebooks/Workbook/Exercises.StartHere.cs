namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] StartHere =>
    [
        new NumberExercise("0.1", given => Cells(given) - given.The<RatingsMatrix>().Count)
        {
            Known =
            [
                new(given => given.The<RatingsMatrix>().Count, "So many are rated; the others are asked for."),
                new(Cells, "So many cells has the whole table."),
                new(given => (Cells(given) - given.The<RatingsMatrix>().Count) / given.The<RatingsMatrix>().UserCount,
                    "So many are there for each person, on average."),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "A cell is one person and one film.",
                "Section 3 prints how many cells are rated, and of how many.",
                "Take the rated cells away from all cells: people × films − ratings.Count.",
            ],
        },
        new FunctionExercise<Func<float[], float[], float>>("0.2",
            (a, b) => a.Zip(b, (x, y) => x * y).Sum(),
            (random, round) => [FloatRow(random, round + 2), FloatRow(random, round + 2)])
        {
            Known =
            [
                ((a, b) => a.Sum() * b.Sum(),
                    "You add each row up first and multiply then; it is the other way round."),
                ((a, b) => a[0] * b[0], "That is the first pair only. Every pair counts."),
                ((a, b) => a[0] * b[0] + a[1] * b[1], "That is right for two factors. Rows can be longer."),
                ((a, b) => a.Zip(b, (x, y) => x + y).Sum(), "You add the pairs; multiply them, then add up."),
                ((a, b) => a.Zip(b, (x, y) => x * y).Average(), "You average at the end; add up instead."),
                ((a, b) => a.Zip(b, (x, y) => x * y).Aggregate(1f, (x, y) => x * y),
                    "You multiply the products with each other; add them up."),
            ],
            Hints =
            [
                "Go through both rows at once, place by place.",
                "[1, 2] · [3, 4] is 1×3 + 2×4 = 11.",
                "A loop over the places, or a.Zip(b, (x, y) => …) and then Sum().",
            ],
        },
        new NumberExercise("0.3", given => WithOneFactor(given).Loss)
        {
            Known =
            [
                new(given => WithOneFactor(given).DataLoss,
                    "That is the error alone. The loss has the penalty in it too."),
                new(given => WithOneFactor(given).TrainRmse,
                    "That is the typical miss in stars, the root. The loss is asked for."),
                new(given => LastOf(given.The<RatingsMatrix>(), given.The<TrainingOptions>()).Loss,
                    "That is the loss with the number of factors that the chapter has. Train with one."),
                new(given => LastOf(
                    given.The<RatingsMatrix>(), given.The<TrainingOptions>() with { LatentDim = 1, Steps = 1 }).Loss,
                    "That is the loss before the training. Take the last step's."),
            ],
            Tolerance = 0.003,
            IsQuick = false,
            Hints =
            [
                "Section 8 trains by one line: Trainer.Fit(ratings, options).",
                "options with { LatentDim = 1 } is the same but for one setting.",
                "Trainer.Fit(…).History.Last!.Loss is the last loss.",
            ],
        },
    ];

    private static double Cells(Given given) =>
        given.The<RatingsMatrix>().UserCount * given.The<RatingsMatrix>().ItemCount;

    private static TrainingStep WithOneFactor(Given given) => given.Once("one", () =>
        LastOf(given.The<RatingsMatrix>(), given.The<TrainingOptions>() with { LatentDim = 1 }));

    /// <summary>The last step of a training; by the closed form, which is the same walk and faster.</summary>
    private static TrainingStep LastOf(RatingsMatrix ratings, TrainingOptions options)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var result = Trainer.Fit(ratings, options with { Gradient = Gradient.ClosedForm, Progress = null });
        result.Model.Dispose();
        return result.History.Last!;
    }
}
