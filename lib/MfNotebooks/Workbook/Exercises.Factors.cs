using static TorchSharp.torch;

namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Factors =>
    [
        new NumberExercise("2.1", 2.5)
        {
            Known =
            [
                new(3.5, "The second number of the person is −0.5: its product counts against the film."),
                new(3,
                    "That is the first product only, or a product of sums. Each factor has its product; add them."),
                new(0.5, "You multiplied crosswise. First goes with first, second with second."),
                new(-1.5, "You multiplied the two products. Add them."),
            ],
            Hints =
            [
                "It is a dot product, as in section 4.",
                "Multiply first by first, and second by second.",
                "Add the two products, and mind the minus of the second.",
            ],
        },
        new NumberExercise("2.2", 6)
        {
            Known =
            [
                new(2, "The chain rule is not finished: ab changes with a too, b times as fast."),
                new(3, "The 2 of the square is missing."),
                new(-6, "The error is prediction minus rating: ab − r. You turned it round."),
                new(4, "That is the slope by b."),
                new(1, "That is the loss itself, or the error. The slope is asked for."),
                new(12, "The slope has a and b in another place: by a, only b comes out in front."),
            ],
            Hints =
            [
                "L = (ab − r)². Work out the error ab − r first.",
                "The slope of a square is 2 times what is inside…",
                "…times the slope of what is inside: ab changes by b when a changes by 1.",
            ],
        },
        new FunctionExercise<Func<Tensor, Tensor, int, Tensor>>("2.3",
            (e, a, n) => 2.0 / n * e.t().mm(a),
            (random, round) => GradientInputs(random, round))
        {
            Known =
            [
                ((e, a, n) => e.t().mm(a), "The direction is right; 2/n is missing."),
                ((e, a, n) => 2.0 * e.t().mm(a), "You divide by nothing. The loss is a mean over n ratings."),
                ((e, a, n) => 1.0 / n * e.t().mm(a), "You divide by n, but the 2 of the square is missing."),
                ((e, a, n) => 2.0 / n * e.mm(a),
                    "E is not transposed: a row of E is a person, and B has a row a film. (Use mm.)"),
                ((e, a, n) => e.mm(a), "E is not transposed, and 2/n is missing."),
                ((e, a, n) => 2.0 / n * a.t().mm(e),
                    "That is the gradient lying on its side: k × films. B is films × k."),
                ((e, a, n) => 2.0 / n * a.mm(e), "A and E stand in the wrong order; the errors come first."),
                ((e, a, n) => -2.0 / n * e.t().mm(a), "You have the way downhill. The gradient points uphill."),
                ((e, a, n) => 2.0 / e.numel() * e.t().mm(a), "You divide by all cells. Only n of them are ratings."),
            ],
            Hints =
            [
                "It is the formula of section 5 for B, without the penalty.",
                "The result has a row a film, as B. The errors have a row a person, so they are turned round: E.t().",
                "2.0 / n times errors.t().mm(people). mm says when shapes do not fit; matmul would end the engine.",
            ],
        },
        new NumberExercise("2.4", given => Angle(given).Cosine)
        {
            Known =
            [
                new(given => Angle(given).Dot, "That is the dot product. Divide it by both lengths."),
                new(given => Angle(given).Distance,
                    "That is the distance of the two points. The cosine is about the angle."),
                new(given => Angle(given).Correlation,
                    "That is how the predictions for the two go together, and not the angle: see the solution."),
                new(given => Angle(given).Dot / Angle(given).Length, "You divided by one of the two lengths."),
                new(given => Math.Acos(Angle(given).Cosine) * 180 / Math.PI,
                    "That is the angle in degrees. Its cosine is asked for."),
                new(given => Math.Acos(Angle(given).Cosine), "That is the angle in radians; take its cosine."),
                new(given => Angle(given).Dot / Angle(given).Squares,
                    "You divided by the squared lengths. Take the roots."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "A film is a row of model.B; ratings.IndexOfItem(\"Two Tickets\") gives its place.",
                "harbour.dot(tickets) is the dot product, harbour.norm() a length.",
                "Divide by the product of both lengths; .item<float>() reads the number.",
            ],
        },
    ];

    /// <summary>Errors, people and how many ratings there are; square in the first round only.</summary>
    private static object[] GradientInputs(Random random, int round)
    {
        var (users, items, k) = round == 0 ? (3, 3, 3) : (2 + round, 9 - round, 2);
        return [Table(random, users, items), Table(random, users, k), 5 + round];
    }

    private static Tensor Table(Random random, int rows, int columns) =>
        tensor(FloatRow(random, rows * columns)).reshape(rows, columns);

    private static (double Cosine, double Dot, double Length, double Squares, double Distance, double Correlation)
        Angle(Given given) => given.Once("angle", () =>
    {
        using var scope = NewDisposeScope();
        var model = given.The<FactorModel>();
        double[] Film(string name) =>
            [.. model.B[PlaceOf(model.Items, name)].cpu().data<float>().ToArray().Select(x => (double)x)];
        double[] Predicted(string name) => [.. Enumerable.Range(0, model.UserCount)
            .Select(user => (double)model.Predict(user, PlaceOf(model.Items, name)))];
        var (one, other) = (Film("Star Harbour"), Film("Two Tickets"));
        var dot = one.Zip(other, (x, y) => x * y).Sum();
        var (first, second) = (one.Sum(x => x * x), other.Sum(x => x * x));
        return (dot / Math.Sqrt(first * second), dot, Math.Sqrt(first), first * second,
            Math.Sqrt(one.Zip(other, (x, y) => (x - y) * (x - y)).Sum()),
            Correlation(Predicted("Star Harbour"), Predicted("Two Tickets")));
    });

    private static int PlaceOf(IReadOnlyList<string> names, string name) =>
        names.Index().Single(n => n.Item == name).Index;

    private static double Correlation(double[] one, double[] other)
    {
        var (a, b) = (one.Select(x => x - one.Average()).ToArray(), other.Select(x => x - other.Average()).ToArray());
        return a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
    }
}
