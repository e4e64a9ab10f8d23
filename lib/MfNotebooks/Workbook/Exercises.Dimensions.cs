namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Dimensions =>
    [
        new NumberExercise("6.1", 206_680)
        {
            Known =
            [
                new(10_334, "That is how many rows there are. Each has k numbers."),
                new(20.0 * 610 * 9_724, "You multiplied people by films: those are the cells of the table, k times."),
                new(610.0 * 9_724, "Those are the cells of the full table. The model has rows of k numbers."),
                new(12_200, "Those are the people's numbers. The films have numbers too."),
                new(194_480, "Those are the films' numbers. The people have numbers too."),
                new(100_836, "So many ratings there are."),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "Which numbers are trained? Look at the shapes of A and B.",
                "Every person has a row of k numbers, and every film too.",
                "k × (people + films).",
            ],
        },
        new NumberExercise("6.2", 9)
        {
            Known =
            [
                new(10, "With ten factors the freedom is 103,240, more than there are ratings. One fewer."),
                new(8, "One more still fits: nine factors have 92,925."),
                new(20, "Twenty factors have 206,280, twice as many as there are ratings."),
                new(165, "That is without the films: their factors are numbers, too."),
                new(100_836, "That is the number of ratings. Which k has no more freedom than that?"),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "The freedom is k × (people + films) − k², as in section 5.",
                "There are 10,334 people and films, so k² hardly counts here.",
                "Freedom(9, 610, 9_724), and the same for 10.",
            ],
        },
        new RuleExercise<float?[]>("6.3", (me, given) => Preference(given, me) > 3)
        {
            Known =
            [
                ([null, 5], (me, given) => me.Length != given.The<RatingsMatrix>().ItemCount,
                    "A row has a place for every film: six of them, null where there is no rating."),
                ([1, null, null, null, null, 5], (me, _) => me[0] != null || me[5] != null,
                    "Do not rate the two films themselves: the model is to find out."),
                ([null, null, null, null, null, null], (me, _) => me.All(rating => rating == null),
                    "You have rated nothing."),
                ([null, 9, null, null, null, null], (me, _) => me.Any(rating => rating is < 1 or > 5),
                    "Ratings go from 1 to 5."),
                ([null, null, null, 1, null, null],
                    (me, given) => me.Count(rating => rating != null) < 2 && Preference(given, me) <= 3,
                    "One rating says little. Add another one."),
                ([null, 5, null, 1, null, null], (me, given) => Preference(given, me) < 0,
                    "That is the other way round: Star Harbour comes first."),
            ],
            Hints =
            [
                "Who in the table gave Two Tickets five stars? What did they say of the other films?",
                "A romance up, a space film down.",
                "Rate Nova Drift (place 1) low and Rose Letters (place 3) high.",
            ],
        },
    ];

    /// <summary>By how much a person with these ratings gets Two Tickets before Star Harbour.</summary>
    private static double Preference(Given given, float?[] me) => given.Once("me", () =>
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var ratings = given.The<RatingsMatrix>();
        float?[] RowOf(int user) => [.. Enumerable.Range(0, ratings.ItemCount).Select(item => ratings[user, item])];
        var rows = Enumerable.Range(0, ratings.UserCount).Select(RowOf).Append(me).ToArray();
        using var table = RatingsMatrix.From(rows, [.. ratings.Users, "Me"], ratings.Items);
        var options = new TrainingOptions { LatentDim = 2, Lambda = 0.1, Gradient = Gradient.ClosedForm };
        using var model = Trainer.Fit(table, options).Model;
        return (double)model.Predict(ratings.UserCount, 5) - model.Predict(ratings.UserCount, 0);
    });
}
