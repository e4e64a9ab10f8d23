namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] ColdStart =>
    [
        new NumberExercise("9.1", 2.9)
        {
            Known =
            [
                new(1.3,
                    "You put the 5 stars into the formula. It takes what mean and biases leave over: 5 − 3.5 − 0.5."),
                new(2.7, "The first film's own bias is missing in what is left over: 5 − 3.5 − 0.5."),
                new(2.8, "You solved for a without λ."),
                new(3.7, "The second film's number is negative: who liked the first one likes this one less."),
                new(3.1, "The second film's own bias is missing."),
                new(-0.4, "That is the taste's part alone. Mean and bias of the film come on top."),
                new(3.3, "That is mean and bias alone. The newcomer's taste counts too."),
                new(0.4, "That is a. What is predicted with it for the second film?"),
            ],
            Hints =
            [
                "First the residual, what the rating leaves over: e = stars − μ − b_i.",
                "Then a = e q / (q² + λ), with q = 2 and λ = 1.",
                "Then the second film: μ + its bias + a times its q.",
            ],
        },
        new FunctionExercise<Func<double[], double[], double, double>>("9.2",
            (b, r, penalty) => Products(b, r) / (Products(b, b) + penalty),
            (random, round) => [Row(random, 3 + round), Row(random, 3 + round), 0.5 + (4 * random.NextDouble())])
        {
            Known =
            [
                ((b, r, penalty) => r.Average(),
                    "That is the mean of the ratings. The films' numbers play no part in it."),
                ((b, r, penalty) => Products(b, r) / Products(b, b), "λ is missing: add it below the line."),
                ((b, r, penalty) => Products(b, r) / (Products(b, b) + (penalty * b.Length)),
                    "λ counts once, not once for each rating."),
                ((b, r, penalty) => (Products(b, r) + penalty) / (Products(b, b) + penalty),
                    "λ stands above the line too. It belongs below only."),
                ((b, r, penalty) => (Products(b, r) + penalty) / Products(b, b),
                    "λ belongs below the line, not above."),
                ((b, r, penalty) => r.Sum() / (b.Sum() + penalty),
                    "Each residual counts times its film's q, and below are squares."),
                ((b, r, penalty) => Products(b, r) / (b.Sum() + penalty), "Below the line squares are added: q × q."),
                ((b, r, penalty) => Products(b, r) / ((b.Sum() * b.Sum()) + penalty),
                    "Square each q first, then add up."),
                ((b, r, penalty) => b.Zip(r, (x, y) => x * y / ((x * x) + penalty)).Sum(),
                    "You solve for each film alone. Add up above and below first, then divide once."),
            ],
            Hints =
            [
                "With one factor the system is one division.",
                "Above the line: the sum of e × q. q.Zip(e, (x, y) => x * y).Sum().",
                "Below: the sum of q × q, and λ once.",
            ],
        },
        new NumberExercise("9.3", 6)
        {
            Known =
            [
                new(3, "Then b is 3 / 9, a third."),
                new(12, "Then b is 12 / 18, two thirds."),
                new(1, "Then b is 1 / 7: one rating is held back six times as hard as it pulls."),
                new(5, "Then b is 5 / 11, a little less than a half."),
                new(0.5, "That is how far b has to come. After how many ratings?"),
                new(36, "λ stands once below the line, not squared."),
            ],
            Tolerance = 0.4,
            Hints =
            [
                "With n equal residuals of 1 the sum above the line is n.",
                "Below stands n, once for each rating, and λ: b = n / (n + 6).",
                "Put n / (n + 6) = ½, and solve for n.",
            ],
        },
        new NumberExercise("9.4", given => Biases(given).Max())
        {
            Known =
            [
                new(given => Biases(given).Min(), "That is the genre that it likes least."),
                new(given => Biases(given).Average(), "That is the mean of all genres. Take the largest."),
                new(given => given.The<ContentModel>().Guess(given.The<ContentModel>().Genres).Bias,
                    "That is a film of all genres at once. Ask for one genre at a time."),
                new(given => Array.IndexOf(Biases(given), Biases(given).Max()),
                    "That is its place in the list. How large is the bias?"),
                new(given => Biases(given).Max(Math.Abs) is var far && far == Biases(given).Max() ? double.NaN : far,
                    "That is the largest in size; but it is liked less, not more."),
            ],
            Tolerance = 0.003,
            Hints =
            [
                "content.Guess([\"Drama\"]).Bias is the guess for a film that is a drama only.",
                "Ask for every genre in content.Genres, one at a time.",
                "content.Genres.Max(genre => content.Guess([genre]).Bias).",
            ],
        },
    ];

    private static double Products(double[] one, double[] other) => one.Zip(other, (x, y) => x * y).Sum();

    private static double[] Biases(Given given)
    {
        var content = given.The<ContentModel>();
        return [.. content.Genres.Select(genre => (double)content.Guess([genre]).Bias)];
    }
}
