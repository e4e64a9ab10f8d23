using static TorchSharp.torch;

namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Sparse =>
    [
        new FunctionExercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>>("8.1",
            (a, b, people, films) => (a.index_select(0, people) * b.index_select(0, films)).sum(1),
            (random, round) => ListOfRatings(random, round))
        {
            Known =
            [
                ((a, b, people, films) => a.index_select(0, people) * b.index_select(0, films),
                    "The products are right. A dot product adds them up, along dimension 1."),
                ((a, b, people, films) => (a.index_select(0, people) * b.index_select(0, films)).sum(),
                    "You added everything up to one number. One sum for each rating: sum(1)."),
                ((a, b, people, films) => (a.index_select(0, people) * b.index_select(0, films)).sum(0),
                    "You added up along the ratings. Each rating keeps its own sum: sum(1)."),
                ((a, b, people, films) => (a.index_select(0, films) * b.index_select(0, people)).sum(1),
                    "People and films are swapped: A has the people's rows."),
                ((a, b, people, films) => (a.index_select(0, people) * b.index_select(0, films)).mean([1L]),
                    "That is the mean of the products. A dot product is their sum."),
                ((a, b, people, films) => a.mm(b.t()), "That is the full table again, the one that cannot be built."),
                ((a, b, people, films) => (a.index_select(0, people) + b.index_select(0, films)).sum(1),
                    "You add the two rows. Multiply them number by number."),
            ],
            Hints =
            [
                "For each rating take its person's row of A and its film's row of B.",
                "A.index_select(0, people) holds the people's rows, one a rating: [ratings × k].",
                "Multiply it by the films' rows, number by number, and add up with .sum(1).",
            ],
        },
        new NumberExercise("8.2", 14 / 6.0)
        {
            Known =
            [
                new(14 / 5.0, "That is without λ. It stands below the line."),
                new(14, "That is the part above the line. Divide it."),
                new(14 / 4.0, "λ is added below the line, not taken away."),
                new(14 / 7.0, "You counted λ once for each rating. Here it counts once a row."),
                new(9 / 4.0, "The weights are missing: each rating counts times its film's b, and below are squares."),
                new(15 / 6.0, "λ does not belong above the line."),
                new(14 / 10.0, "Below the line squares are added: 1² + 2², not (1 + 2)²."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "For k = 1 the system is one division.",
                "Above the line: 1×4 + 2×5.",
                "Below: 1² + 2² + λ.",
            ],
        },
        new NumberExercise("8.3", 1.8)
        {
            Known =
            [
                new(3, "That is a, the first half. Now the film, with the new a."),
                new(2, "That is without λ in one of the halves."),
                new(6, "That is a without λ, and b is not solved yet."),
                new(1, "Without λ nothing moves any more after a = 6. Put λ = 1 below the line, both times."),
                new(6 * 1.8 / ((1.8 * 1.8) + 1), "One half too many: that is a again."),
                new(6 * 1.0 / 2 * 1.8, "That is the prediction a·b. The new b is asked for."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "One sweep is two halves. First a, with b = 1 standing still.",
                "a = r b / (b² + λ) = 6 / 2.",
                "Then the same for b, with the new a standing still: b = r a / (a² + λ).",
            ],
        },
        new NumberExercise("8.4", given => Enough(given).Epoch)
        {
            Known =
            [
                new(given => Enough(given).Epoch - 1, "That is its place in the list, from 0, or one sweep too early."),
                new(given => Log(given).Count, "So many sweeps there are. It was near its end sooner."),
                new(given => Log(given).First(e => e.TrainRmse - Log(given)[^1].TrainRmse < 0.002).Epoch,
                    "That is the error on the training ratings. The held-out one is ValidationRmse."),
                new(given => Enough(given).ValidationRmse!.Value, "That is its error. Which sweep is it?"),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "alsLog[^1] is the last report; each has its Epoch and its ValidationRmse.",
                "alsLog.First(e => …) takes a rule for a report.",
                "The rule: e.ValidationRmse - alsLog[^1].ValidationRmse < 0.002. The answer is its Epoch.",
            ],
        },
        new NumberExercise("8.5", given => Both(given).Rmse)
        {
            Known =
            [
                new(given => Measured(given, "als", () => given.The<BiasedFactorModel>()).Rmse,
                    "That is the model of before. Train a new one with bothOptions."),
                new(given => Both(given).Mae, "That is the MAE. The RMSE is asked for."),
                new(given => RatingMetrics.Of(BothModel(given), given.The<RatingsTable>(0)).Rmse,
                    "That is the error on what it was trained on. Measure it on test."),
            ],
            Tolerance = 0.001,
            IsQuick = false,
            Hints =
            [
                "Two lines: train a model, measure its error.",
                "AlternatingLeastSquares.Fit(train, bothOptions) gives the model.",
                "RatingMetrics.Of(model, test).Rmse is its error.",
            ],
        },
    ];

    private static object[] ListOfRatings(Random random, int round)
    {
        // The first round has three of everything, so that no product of tables fails.
        var (users, items, k, count) = round == 0 ? (3, 3, 3, 3) : (3 + round, 9 - round, 2, 5 + round);
        Tensor Places(int below) => tensor(Enumerable.Range(0, count).Select(_ => (long)random.Next(below)).ToArray());
        return [Table(random, users, k), Table(random, items, k), Places(users), Places(items)];
    }

    private static EpochLog Log(Given given) => given.The<EpochLog>();

    private static TrainingEpoch Enough(Given given) =>
        Log(given).First(e => e.ValidationRmse - Log(given)[^1].ValidationRmse < 0.002);

    private static BiasedFactorModel BothModel(Given given) => given.Once("both model", () =>
        AlternatingLeastSquares.Fit(
            given.The<RatingsTable>(0), given.The<AlternatingOptions>() with { Progress = null }));

    private static RatingMetrics Both(Given given) => Measured(given, "both", () => BothModel(given));

    private static RatingMetrics Measured(Given given, string name, Func<IRatingModel> model) =>
        given.Once(name, () => RatingMetrics.Of(model(), given.The<RatingsTable>(1)));
}
