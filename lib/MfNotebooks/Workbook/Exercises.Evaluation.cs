namespace MfNotebooks;

internal static partial class Exercises
{
    private static Exercise[] Evaluation =>
    [
        new NumberExercise("7.1", 2)
        {
            Known =
            [
                new(4, "Then their MAEs are equal. The RMSE takes one large miss harder than four small ones."),
                new(1, "Then B is better in both: right three times, and no worse on the fourth."),
                new(16, "You took no root at the end."),
                new(3, "Three right ones do not make up for so much: squares grow fast."),
                new(0.5, "B may be off by more than A on the one, because it is right on the others."),
            ],
            Hints =
            [
                "A's RMSE is 1. Write down B's, with x for the fourth miss.",
                "√((0 + 0 + 0 + x²) / 4) = 1.",
                "x² = 4.",
            ],
        },
        new FunctionExercise<Func<double[], double[], double>>("7.2",
            (a, b) => Paired(a, b, n => n - 1, Math.Sqrt),
            (random, round) => PairedErrors(random, 4 + round))
        {
            Known =
            [
                ((a, b) => Unpaired(a, b),
                    "That is the spread of each model alone. The splits are the same: take that of the differences."),
                ((a, b) => Paired(a, b, n => n, Math.Sqrt),
                    "You divide by n under the root. A spread from few splits takes n − 1."),
                ((a, b) => Paired(a, b, n => n - 1, _ => 1),
                    "That is the mean over the spread. The mean of n splits is surer by √n."),
                ((a, b) => Paired(a, b, n => n - 1, n => n),
                    "√n, not n: four times as many splits make the mean twice as sure."),
                ((a, b) => Paired(b, a, n => n - 1, Math.Sqrt),
                    "You took b − a. It is to be a − b, so that positive means: b is better."),
                ((a, b) => Math.Abs(Paired(a, b, n => n - 1, Math.Sqrt)),
                    "Keep the sign: it says which model is better."),
                ((a, b) => a.Average() - b.Average(),
                    "That is the mean difference. How sure is it? Divide by its standard error."),
            ],
            Hints =
            [
                "First the differences, split by split: a[i] − b[i].",
                "Their spread: the root of Σ(d − mean)² / (n − 1). The standard error is the spread over √n.",
                "The answer is the mean of the differences divided by their standard error.",
            ],
        },
        new FunctionExercise<Func<int[], HashSet<int>, int, double>>("7.3",
            (ranked, hits, k) => ranked.Take(k).Count(hits.Contains) / (double)k,
            (random, round) => RankedList(random, round))
        {
            Known =
            [
                ((ranked, hits, k) => ranked.Take(k).Count(hits.Contains),
                    "That is the number of hits. Divide it by k."),
                ((ranked, hits, k) => ranked.Take(k).Count(hits.Contains) / k,
                    "Whole numbers divide to a whole number: 1 / 2 is 0. Write (double)k."),
                ((ranked, hits, k) => ranked.Take(k).Count(hits.Contains) / (double)hits.Count,
                    "You divide by all that there is to find. That is recall@k."),
                ((ranked, hits, k) => ranked.Count(hits.Contains) / (double)k,
                    "You count hits in the whole list. Take the first k."),
                ((ranked, hits, k) => ranked.Count(hits.Contains) / (double)ranked.Length,
                    "k plays no part. Only the first k are shown."),
                ((ranked, hits, k) => ranked.Take(k).Any(hits.Contains) ? 1 : 0,
                    "That is hit@k: one hit is enough for it. Count them."),
                ((ranked, hits, k) => ranked.TakeLast(k).Count(hits.Contains) / (double)k,
                    "Those are the last k. The best stand in front."),
            ],
            Hints =
            [
                "Only the first k films of the list count.",
                "ranked.Take(k).Count(hits.Contains) is how many of them are hits.",
                "Divide by k, as (double)k: whole numbers would divide to 0.",
            ],
        },
        new NumberExercise("7.4", given => Half(given).Share)
        {
            Known =
            [
                new(given => Half(given).Films, "So many films it takes. Which share of all films is that?"),
                new(given => Half(given).Share * 100, "That is in percent. Give the share, between 0 and 1."),
                new(given => Half(given).FromBelow, "You began with the least rated films. Sort downwards."),
                new(given => 1 - Half(given).Share, "Those are the other films, that share the other half."),
                new(given => Half(given).Share / 2, "Half of the films that it takes? Half of the ratings is meant."),
            ],
            Tolerance = 0.001,
            Hints =
            [
                "How often is each film rated? ratings.Items holds the film of every rating.",
                "ratings.Items.CountBy(item => item) counts; .Select(pair => pair.Value).OrderDescending() sorts.",
                "Add counts up until they reach half of ratings.Count; divide how many it took by ratings.ItemCount.",
            ],
        },
        new WordExercise("7.5", _ => "low")
        {
            Known =
            [
                new("high", "The best of thirty was lucky on these ratings. Luck makes an error small, not large."),
                new("right", "The exam chose the winner, so it is part of the training: its luck was picked out."),
            ],
            Hints =
            [
                "Suppose that all thirty are equally good, and only luck tells them apart.",
                "You report the luckiest of thirty. Will it be as lucky on other ratings?",
                "Its error on fresh ratings is larger than the one you report.",
            ],
        },
    ];

    /// <summary>The mean of a − b in its standard errors; with other ways to count, for the mistakes.</summary>
    private static double Paired(double[] a, double[] b, Func<double, double> counted, Func<double, double> surer)
    {
        var differences = a.Zip(b, (x, y) => x - y).ToArray();
        var mean = differences.Average();
        var spread = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / counted(a.Length));
        return mean / (spread / surer(a.Length));
    }

    private static double Unpaired(double[] a, double[] b)
    {
        double Variance(double[] of) => of.Sum(x => (x - of.Average()) * (x - of.Average())) / (of.Length - 1);
        return (a.Average() - b.Average()) / Math.Sqrt((Variance(a) + Variance(b)) / a.Length);
    }

    /// <summary>Errors of two models on the same splits: the splits differ more than the models.</summary>
    private static object[] PairedErrors(Random random, int splits)
    {
        double[] hard = Row(random, splits);
        double[] Errors(double level) => [.. hard.Select(x => level + (0.02 * x) + (0.002 * random.NextDouble()))];
        var sign = random.Next(2) == 0 ? 1 : -1;
        return [Errors(0.87), Errors(0.87 - (0.005 * sign))];
    }

    private static object[] RankedList(Random random, int round)
    {
        int[] films = [.. Enumerable.Range(0, 12 + round)];
        random.Shuffle(films);
        HashSet<int> hits = [films[0], films[3], films[^1], 100, 101];
        return [films, hits, 4 + round];
    }

    /// <summary>How many of the most rated films have half of the ratings together; their share of all films.</summary>
    private static (int Films, double Share, double FromBelow) Half(Given given) => given.Once("half", () =>
    {
        var ratings = given.The<RatingsTable>();
        var counts = ratings.Items.CountBy(item => item).Select(pair => pair.Value).OrderDescending().ToArray();
        int Needed(IEnumerable<int> of)
        {
            var (sum, films) = (0, 0);
            foreach (var count in of.TakeWhile(_ => 2 * sum < ratings.Count))
                (sum, films) = (sum + count, films + 1);
            return films;
        }
        var needed = Needed(counts);
        return (needed, needed / (double)ratings.ItemCount, Needed(counts.Reverse()) / (double)ratings.ItemCount);
    });
}
