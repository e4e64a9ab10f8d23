using static TorchSharp.torch;

namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Ratings =>
    [
        new NumberExercise("1.1", given => OfFarid(given).Count())
        {
            Known =
            [
                new(given => given.The<RatingsMatrix>().ItemCount - OfFarid(given).Count(),
                    "So many films he has not rated."),
                new(given => given.The<RatingsMatrix>().ItemCount, "So many films there are."),
                new(given => OfFarid(given).Sum(), "That is the sum of his stars. Sum the mask, not the ratings."),
                new(given => given.The<RatingsMatrix>().Count,
                    "So many ratings have all people together. Take one row."),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "The mask is true where there is a rating.",
                "ratings.Mask[5] is Farid's row; ratings.IndexOfUser(\"Farid\") finds the 5.",
                "True counts as 1: .sum() of the row, then .item<long>() reads the number.",
            ],
        },
        new NumberExercise("1.2", given => Stars(given).Average(r => Math.Pow(r - Stars(given).Average(), 2)))
        {
            Known =
            [
                new(given => Stars(given).Average(),
                    "That is where the loss is smallest, the mean. How large is it there?"),
                new(given => Rms(Stars(given).Select(r => r - Stars(given).Average())),
                    "That is the root of it: the loss is not rooted."),
                new(given => Stars(given).Sum(r => Math.Pow(r - Stars(given).Average(), 2)) / (Stars(given).Length - 1),
                    "You divide by n − 1, as statistics often does. The loss divides by n."),
                new(given => Squares(given) - Math.Pow(Stars(given).Sum() / Cells(given), 2),
                    "That is the smallest loss without the mask: empty cells count as zeros in it."),
                new(given => Stars(given).Average(r => Math.Pow(r - 3, 2)),
                    "That is the loss of the guess 3. Another is better."),
            ],
            Tolerance = 0.004,
            Hints =
            [
                "Section 4 prints which constant is best with the mask. What is its loss?",
                "The best constant is the mean of the ratings, ratings.Mean.",
                "WithMask((float)ratings.Mean) is the loss there.",
            ],
        },
        new FunctionExercise<Func<RatingsMatrix, float, double>>("1.3",
            (table, guess) => Known(table).Average(r => Math.Pow(guess - r, 2)),
            (random, round) => [RandomRatings(random, 4 + round), (float)Row(random, 1)[0]])
        {
            Known =
            [
                ((table, guess) => Known(table).Sum(r => Math.Pow(guess - r, 2)) / (table.UserCount * table.ItemCount),
                    "The sum is right, but you divide it by all cells. Divide by the ratings."),
                ((table, guess) => Known(table).Sum(r => Math.Pow(guess - r, 2)),
                    "The sum is right; divide it by the number of ratings."),
                ((table, guess) => AllCells(table).Average(r => Math.Pow(guess - (r ?? 0), 2)),
                    "Empty cells count as zeros here. Leave them out."),
                ((table, guess) => AllCells(table).Sum(r => Math.Pow(guess - (r ?? 0), 2)) / Known(table).Count(),
                    "You divide by the ratings, but the empty cells are in the sum."),
                ((table, guess) => Known(table).Average(r => Math.Abs(guess - r)),
                    "These are sizes; square each error."),
                ((table, guess) => Known(table).Average(r => guess - r),
                    "Errors of both signs cancel out. Square them first."),
                ((table, guess) => Rms(Known(table).Select(r => (double)guess - r)),
                    "No root: the loss is the mean of the squares."),
            ],
            Hints =
            [
                "Two loops, one inside the other: people, and films.",
                "table[u, i] is null where there is no rating: if (table[u, i] is { } rating) …",
                "Add (guess − rating)² up, count the ratings, and divide the one by the other.",
            ],
        },
        new NumberExercise("1.4", given => Rms(Errors(given, The(given, 0))))
        {
            Known =
            [
                new(given => Errors(given, The(given, 0)).Average(e => e * e),
                    "You left the root out: that is the mean square."),
                new(given => given.Once("all cells", () => AllErrors(given)),
                    "That is over all cells, where the empty ones are zeros. Take the rated ones."),
                new(given => Rms(Errors(given, The(given, 1))),
                    "That is the model with the mask. The other one is asked for."),
                new(given => Errors(given, The(given, 0)).Average(Math.Abs),
                    "That is the mean of the sizes. Square, average, take the root."),
                new(given => Errors(given, The(given, 0)).Average(),
                    "That is the mean of the errors: both signs cancel out."),
            ],
            Hints =
            [
                "unmasked.Model.Reconstruct() is the table of predictions; ratings.Values is the table of ratings.",
                "[ratings.Mask] behind a table keeps the rated cells.",
                "(predictions − ratings.Values)[ratings.Mask].square().mean(), then the root.",
            ],
        },
    ];

    /// <summary>The ratings of a table, row by row.</summary>
    private static IEnumerable<float> Known(RatingsMatrix table) => AllCells(table).OfType<float>();

    private static IEnumerable<float?> AllCells(RatingsMatrix table) =>
        from user in Enumerable.Range(0, table.UserCount)
        from item in Enumerable.Range(0, table.ItemCount)
        select table[user, item];

    private static double[] Stars(Given given) =>
        given.Once("stars", () => Known(given.The<RatingsMatrix>()).Select(r => (double)r).ToArray());

    private static IEnumerable<float> OfFarid(Given given)
    {
        var ratings = given.The<RatingsMatrix>();
        var farid = ratings.IndexOfUser("Farid");
        return Enumerable.Range(0, ratings.ItemCount).Select(item => ratings[farid, item]).OfType<float>();
    }

    /// <summary>The mean square over all cells, with zeros where there is no rating.</summary>
    private static double Squares(Given given) =>
        AllCells(given.The<RatingsMatrix>()).Average(r => Math.Pow(r ?? 0, 2));

    private static FactorModel The(Given given, int at) => given.The<FactorModel>(at);

    /// <summary>Prediction minus rating, over the rated cells.</summary>
    private static double[] Errors(Given given, FactorModel model) =>
        given.Once($"errors of {System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(model)}", () =>
    {
        using var scope = NewDisposeScope();
        var ratings = given.The<RatingsMatrix>();
        var errors = (model.Reconstruct().cpu() - ratings.Values.cpu())[ratings.Mask.cpu()];
        return errors.data<float>().ToArray().Select(e => (double)e).ToArray();
    });

    private static double AllErrors(Given given)
    {
        using var scope = NewDisposeScope();
        return (The(given, 0).Reconstruct().cpu() - given.The<RatingsMatrix>().Values.cpu())
            .square().mean().sqrt().item<float>();
    }

    /// <summary>A table of three users with holes, not square.</summary>
    private static RatingsMatrix RandomRatings(Random random, int items)
    {
        var cells = new float?[3, items];
        for (int user = 0; user < 3; user++)
        {
            for (int item = 0; item < items; item++)
                cells[user, item] = item == user || random.Next(3) > 0 ? random.Next(1, 6) : null;
        }
        cells[0, items - 1] = null;
        return RatingsMatrix.From(cells);
    }
}
