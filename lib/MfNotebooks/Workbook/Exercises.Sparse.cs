using static TorchSharp.torch;

namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Sparse =>
    [
        new FunctionExercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>>("8.1",
            (a, b, people, errors) => zeros_like(a).index_add(0, people, errors.unsqueeze(1) * b, 1),
            (random, round) => ListOfErrors(random, round))
        {
            Known =
            [
                ((a, b, people, errors) => errors.unsqueeze(1) * b,
                    "Those are the pieces, a row for each rating. Add up those of each person: index_add."),
                ((a, b, people, errors) => zeros_like(a).index_add(0, people, b, 1),
                    "Each film's row counts times its rating's error."),
                ((a, b, people, errors) => a.index_add(0, people, errors.unsqueeze(1) * b, 1),
                    "You begin at A. The sums begin at zero: zeros_like(A)."),
                ((a, b, people, errors) => zeros_like(a).index_copy(0, people, errors.unsqueeze(1) * b),
                    "A copy keeps a person's last rating only. Add them up."),
                ((a, b, people, errors) =>
                    zeros_like(a).index_add(0, people, errors.unsqueeze(1) * a.index_select(0, people), 1),
                    "A person's slope is made of the films' rows, not of the person's own."),
                ((a, b, people, errors) => (errors.unsqueeze(1) * b).sum(0),
                    "That is the sum over all people. Each person keeps a row of their own."),
            ],
            Hints =
            [
                "For each rating: its error times its film's row. errors.unsqueeze(1) makes a column of the errors.",
                "The pieces of one person are added into that person's row; the rows begin at zero.",
                "zeros_like(A).index_add(0, people, pieces, 1) adds row n of the pieces to row people[n].",
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

    /// <summary>A [people × k], each rating's row of B [ratings × k], its person and its error.</summary>
    private static object[] ListOfErrors(Random random, int round)
    {
        // The first round has three of everything, so that no product of tables fails; nobody comes once only.
        var (users, k, count) = round == 0 ? (3, 3, 3) : (3 + round, 2, 8 + (2 * round));
        var people = tensor(Enumerable.Range(0, count).Select(n => (long)(n % Math.Max(2, users - 1))).ToArray());
        return [Table(random, users, k), Table(random, count, k), people, tensor(FloatRow(random, count))];
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
