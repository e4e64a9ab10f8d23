namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Reconstruction =>
    [
        new WordExercise("5.1", given => ByError(given).First())
        {
            Known =
            [
                new(given => Residuals(given).MinBy(r => Math.Abs(r.Error)).User,
                    "That is where the smallest single residual is. Take all ratings of a person together."),
                new(given => ByError(given).Last(), "For this person the model is worst."),
            ],
            Hints =
            [
                "Group the residuals by person: residuals.GroupBy(r => r.User).",
                "For each group take the mean of the squared errors; no root is needed to compare.",
                "….MinBy(own => own.Average(r => r.Error * r.Error)).Key is the name.",
            ],
        },
        new NumberExercise("5.2", given => Rms(Cut(given)))
        {
            Known =
            [
                new(given => Rms(Residuals(given).Select(r => r.Error)),
                    "That is the error of the uncut predictions. Cut them before you subtract."),
                new(given => Cut(given).Average(error => error * error),
                    "That is the mean of the squares. The root is missing."),
                new(given => Cut(given).Average(Math.Abs),
                    "That is the mean of the sizes, the MAE. Square each residual first."),
                new(given => Math.Sqrt(Cut(given).Sum(error => error * error) / Cells(given)),
                    "You divide by all cells. Only the rated ones have a residual."),
            ],
            Tolerance = 0.001,
            Hints =
            [
                "Math.Clamp(r.Predicted, ratings.Min, ratings.Max) is the cut prediction.",
                "Subtract the rating, r.Rated.Value, from it, and square.",
                "Math.Sqrt(residuals.Average(r => …)) around all of it.",
            ],
        },
        new FunctionExercise<Func<float?[], float[], int[]>>("5.3",
            (rated, predicted) => Unrated(rated, predicted).Where(i => predicted[i] >= 3).ToArray(),
            (random, round) => PersonRow(random, 7 + round))
        {
            Known =
            [
                ((rated, predicted) => [.. Unrated(rated, predicted)],
                    "Films below three stars are still in the list."),
                ((rated, predicted) => [.. ByStars(predicted).Where(i => predicted[i] >= 3)],
                    "You recommend films that the person has rated already."),
                ((rated, predicted) => [.. ByStars(predicted)],
                    "All films are in the list: leave out those that are rated, and those below three."),
                ((rated, predicted) => [.. Unrated(rated, predicted).Where(i => predicted[i] > 3)],
                    "A film with exactly three stars may stay: fewer than three is the rule."),
                ((rated, predicted) => [.. Unrated(rated, predicted).Where(i => predicted[i] >= 3).Reverse()],
                    "The worst comes first. Sort downwards."),
                ((rated, predicted) => [.. Unrated(rated, predicted).Where(i => predicted[i] >= 3).Order()],
                    "The films are right, their order is the table's. The best comes first."),
                ((rated, predicted) => [.. Unrated(rated, predicted).Where(i => predicted[i] >= 3).Take(2)],
                    "The list may be longer than two."),
                ((rated, predicted) => [.. Unrated(rated, predicted).Where(i => predicted[i] >= 3).Order()
                    .OrderByDescending(i => Math.Min(predicted[i], 5))],
                    "You cut predictions to 5 before you sort: then the best films are equal."),
            ],
            Hints =
            [
                "Three things: leave out what is rated, leave out what is below three, sort.",
                "Enumerable.Range(0, rated.Length) gives the positions; rated[i] is null where there is no rating.",
                "….Where(i => …).OrderByDescending(i => predicted[i]).ToArray().",
            ],
        },
        new NumberExercise("5.4", given => ElifInJune(given).First)
        {
            Known =
            [
                new(given => ElifInJune(given).Second, "That is the second factor's. Columns are counted from 0."),
                new(given => ElifInJune(given).All, "That is both together, the whole prediction."),
                new(given => ElifInJune(given).Of, "That is Elif's number alone. Multiply it by the film's."),
                new(given => ElifInJune(given).In, "That is the film's number alone. Multiply it by Elif's."),
                new(given => ElifInJune(given).Of + ElifInJune(given).In, "You added the two numbers. Multiply them."),
                new(given => ElifInJune(given).OtherFilm,
                    "That is another film: Paris in June is index 4, Two Tickets 5."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "A prediction is a sum of products, one for each factor. Take the first one.",
                "model.A[elif, 0] is Elif's first number; ratings.IndexOfUser(\"Elif\") finds her row.",
                "Times model.B[june, 0], and .item<float>() reads it.",
            ],
        },
    ];

    /// <summary>Prediction minus rating, where there is one.</summary>
    private static (string User, float Rated, double Error)[] Residuals(Given given) => given.Once("residuals", () =>
    {
        var (ratings, model) = (given.The<RatingsMatrix>(), given.The<FactorModel>());
        return (from user in Enumerable.Range(0, ratings.UserCount)
                from item in Enumerable.Range(0, ratings.ItemCount)
                let rating = ratings[user, item]
                where rating != null
                select (ratings.Users[user], rating.Value, (double)model.Predict(user, item) - rating.Value)).ToArray();
    });

    /// <summary>The people, those first whose own ratings are met best.</summary>
    private static IEnumerable<string> ByError(Given given) => Residuals(given).GroupBy(r => r.User)
        .OrderBy(own => own.Average(r => r.Error * r.Error)).Select(own => own.Key);

    /// <summary>The residuals of predictions that are cut to the scale.</summary>
    private static IEnumerable<double> Cut(Given given)
    {
        var ratings = given.The<RatingsMatrix>();
        return Residuals(given).Select(r => Math.Clamp(r.Error + r.Rated, ratings.Min, ratings.Max) - r.Rated);
    }

    private static IEnumerable<int> ByStars(float[] predicted) =>
        Enumerable.Range(0, predicted.Length).OrderByDescending(i => predicted[i]);

    private static IEnumerable<int> Unrated(float?[] rated, float[] predicted) =>
        ByStars(predicted).Where(i => rated[i] == null);

    /// <summary>A row with holes; predictions lie off the scale too, and one is exactly three.</summary>
    private static object[] PersonRow(Random random, int films)
    {
        float?[] rated = [.. Enumerable.Range(0, films).Select(i => i % 4 == 1 ? random.Next(1, 6) : (float?)null)];
        float[] predicted = [.. FloatRow(random, films).Select(x => x + 4)];
        (predicted[0], predicted[1], predicted[2], predicted[3], predicted[4]) = (3, 4.5f, 5.4f, 6.2f, 2.5f);
        return [rated, predicted];
    }

    private static (double First, double Second, double All, double Of, double In, double OtherFilm)
        ElifInJune(Given given)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var model = given.The<FactorModel>();
        var (elif, june) = (PlaceOf(model.Users, "Elif"), PlaceOf(model.Items, "Paris in June"));
        double A(int factor) => model.A[elif, factor].item<float>();
        double B(int item, int factor) => model.B[item, factor].item<float>();
        var second = model.LatentDim > 1 ? A(1) * B(june, 1) : 0;
        var all = Enumerable.Range(0, model.LatentDim).Sum(factor => A(factor) * B(june, factor));
        return (A(0) * B(june, 0), second, all, A(0), B(june, 0), A(0) * B(PlaceOf(model.Items, "Two Tickets"), 0));
    }
}
