namespace MfNotebooks;

internal static partial class Exercises
{
    private const int ByteSteps = 127;

    private static Exercise[] Recommender =>
    [
        new NumberExercise("12.1", -0.5)
        {
            Known =
            [
                new(0, "That is both ratings together. Only the second one's part is asked for."),
                new(0.5, "The residual is negative, and so is its part."),
                new(-0.6, "M holds the squares of both films, not only of the second."),
                new(-0.75, "M was not finished: λ belongs to it, and each film's q is squared."),
                new(-1 / 6.0, "That is the second rating's part of your a. Multiply it by the new film's q."),
                new(-3, "Divide by M: the squares of both films, and λ."),
            ],
            Tolerance = 0.005,
            Hints =
            [
                "With one factor M is a number: the sum of the squared q of the films that you rated, and λ.",
                "M = 1 + 4 + 1. The second rating's part of your a is its q times its residual, divided by M.",
                "That part of a is 2 · (−0.5) / 6. Multiply it by the new film's q.",
            ],
        },
        new FunctionExercise<Func<double[], double[]>>("12.2", row => EightBits(row, row.Max(Math.Abs)),
            (random, round) => [LongNegative(random, 5 + round)])
        {
            Known =
            [
                (row => EightBits(row, row.Max()), "The largest number may be a negative one: take Math.Abs first."),
                (row => [.. row.Select(x => Math.Round(x / row.Max(Math.Abs) * ByteSteps))],
                    "These are the steps alone. Multiply them by the row's scale."),
                (row => [.. row.Select(x => Math.Truncate(x / Scale(row)) * Scale(row))],
                    "Round to the nearest step (Math.Round), do not cut off."),
                (row => row, "Nothing is rounded: these are the numbers as they were."),
                (row => EightBits(row, ByteSteps), "You round to whole numbers. The steps need the row's own scale."),
            ],
            Hints =
            [
                "Which number of the row has to become 127 or −127?",
                "The scale is the largest absolute number of the row, divided by 127.",
                "Divide by the scale, round, and multiply by the scale again.",
            ],
        },
        new NumberExercise("12.3", 68)
        {
            Known =
            [
                new(64, "Each item has a scale beside its factors."),
                new(256, "That is float32, 4 bytes a number, and no scale."),
                new(260, "8 bits are one byte, not four."),
                new(544, "8 bits are one byte: you counted bits."),
                new(0.068, "Megabytes are millions of bytes; you divided once too often."),
            ],
            Tolerance = 0.05,
            Hints =
            [
                "How many bytes does one item take?",
                "64 factors of one byte, and one scale of 4 bytes.",
                "68 bytes an item, a million items.",
            ],
        },
    ];

    private static double[] EightBits(double[] row, double largest) =>
        [.. row.Select(x => Math.Round(x / (largest / ByteSteps)) * (largest / ByteSteps))];

    private static double Scale(double[] row) => row.Max(Math.Abs) / ByteSteps;

    /// <summary>A row whose largest number is negative, and one of whose others is positive.</summary>
    private static double[] LongNegative(Random random, int length) => [-2.5, 1.3, .. Row(random, length)];
}
