namespace MfNotebooks;

internal static partial class Exercises
{
    private const double Ninety = 1.645;

    private static Exercise[] Certainty =>
    [
        new NumberExercise("11.1", 2 * Ninety * Math.Sqrt(0.73))
        {
            Known =
            [
                new(Ninety * Math.Sqrt(0.73), "That is one side. The interval goes as far to the other one."),
                new(2 * Ninety * 1.1, "Variances add, not standard deviations: square both first."),
                new(2 * Ninety * 0.73, "You took no root: 0.73 is a variance."),
                new(2 * Ninety * 0.8, "The doubt about the expectation belongs in, too."),
                new(2 * Ninety * 0.3, "The noise of a rating belongs in, too: it is most of it."),
                new(2 * Math.Sqrt(0.73), "That is one standard deviation to each side, which holds 68 %."),
            ],
            Hints =
            [
                "Doubt and noise are independent: their variances add.",
                "The variance is 0.3² + 0.8² = 0.73. Take the root.",
                "1.645 of those to each side, so twice.",
            ],
        },
        new FunctionExercise<Func<double[], double[], double[], double>>("11.2",
            (truth, predicted, half) => Share(truth, predicted, half, (error, width) => Math.Abs(error) <= width),
            (random, round) => Intervals(random, 20 + round))
        {
            Known =
            [
                ((truth, predicted, half) => Share(truth, predicted, half, (error, width) => error <= width),
                    "What lies far below counts as inside for you. Take the absolute difference."),
                ((truth, predicted, half) => Share(truth, predicted, half, (error, width) => Math.Abs(error) > width),
                    "That is the share outside."),
                ((truth, predicted, half) =>
                    Share(truth, predicted, half, (error, width) => Math.Abs(error) <= width / 2),
                    "The numbers are half widths already. Do not halve them again."),
                ((truth, predicted, half) => truth.Length
                    * Share(truth, predicted, half, (error, width) => Math.Abs(error) <= width),
                    "That is how many lie inside. Divide by all of them."),
            ],
            Hints =
            [
                "A rating is inside where it is no further from its prediction than the half width.",
                "Math.Abs(truth[n] - predicted[n]) <= half[n]",
                "Count those, and divide by truth.Length.",
            ],
        },
        new NumberExercise("11.3", 28 * 0.25 / 116)
        {
            Known =
            [
                new(0.125, "There are more new people than known ones: weigh the two scores by how many there are."),
                new(0.25, "The new people are asked, too, and score nothing."),
                new(88 * 0.25 / 116, "You gave the 0.25 to the new people."),
                new(28 * 0.25, "That is the sum of all scores. Divide by the 116 people."),
            ],
            Tolerance = 0.002,
            Hints =
            [
                "How many people are known?",
                "116 − 88 = 28 people score 0.25 each, the others 0.",
                "28 × 0.25 / 116.",
            ],
        },
    ];

    private static double Share(
        double[] truth, double[] predicted, double[] half, Func<double, double, bool> isInside) =>
        Enumerable.Range(0, truth.Length).Average(n => isInside(truth[n] - predicted[n], half[n]) ? 1.0 : 0);

    private static object[] Intervals(Random random, int count)
    {
        double[] half = [.. Row(random, count).Select(x => Math.Abs(x) + 0.1)];
        return [Row(random, count), Row(random, count), half];
    }
}
