namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Lists =>
    [
        new FunctionExercise<Func<double, double, double, double>>("10.1",
            (both, one, other) => both / Math.Sqrt(one * other), (random, _) => Clicks(random))
        {
            Known =
            [
                ((both, one, other) => both / (one * other), "A column's length is a root: take that of the product."),
                ((both, one, other) => both / one, "That is a share of the one film's people. Use both counts."),
                ((both, one, other) => both / other, "That is a share of the other film's people. Use both counts."),
                ((both, one, other) => both / (one + other - both),
                    "That is Jaccard's measure: both, out of all who clicked any. The cosine divides by a root."),
                ((both, one, other) => both / Math.Sqrt(one + other),
                    "Under the root multiply the counts, do not add them."),
                ((both, one, other) => both, "That is only the count. Famous films would be near to everything."),
            ],
            Hints =
            [
                "The cosine of two rows is their product, divided by both lengths.",
                "The product of two columns of zeros and ones is the number of people in both.",
                "The length of a column of zeros and ones is the root of its number of ones.",
            ],
        },
        new NumberExercise("10.2", 1 / Math.Log2(3))
        {
            Known =
            [
                new(0.5, "A hit on place p gains 1 / log₂(p + 1), not 1 / p."),
                new(1, "It would be 1 on the first place. On the second it gains less."),
                new(0.1, "That is precision@10: one hit out of ten. NDCG asks for the place."),
                new(1 / Math.Log(3), "That is the natural logarithm. Math.Log2 is meant."),
                new(1 / Math.Log2(3) / 4.5436, "The best order of one hit has one gain, not ten."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "What does the hit gain on place 2? And on place 1, its best?",
                "On place 2 it gains 1 / log₂ 3.",
                "On place 1 it would gain 1 / log₂ 2, which is 1.",
            ],
        },
        new NumberExercise("10.3", 3 / 16.0)
        {
            Known =
            [
                new(1 / 3.0, "That is the best without the holes. They count half here, and pull to 0."),
                new(3 / 11.5, "The sum over all films holds the clicked one too."),
                new(3 / 7.0, "The clicked film counts twice: once with weight 1, and once among all."),
                new(3 / 23.0, "You let all films count fully. They count half."),
                new(1 / 16.0, "On the right side stands the clicked film's factor, 3."),
            ],
            Tolerance = 0.002,
            Hints =
            [
                "Where the sum is smallest its slope is 0. Take the derivative by a.",
                "−2 · 3 · (1 − 3a) + 0.5 · 2 · (1 + 4 + 9) · a = 0.",
                "Divide by 2 and collect: (9 + 7) · a = 3.",
            ],
        },
    ];

    /// <summary>People who clicked both films, one, and the other.</summary>
    private static object[] Clicks(Random random)
    {
        var both = random.Next(2, 30);
        return [(double)both, (double)(both + random.Next(1, 50)), (double)(both + random.Next(60, 90))];
    }
}
