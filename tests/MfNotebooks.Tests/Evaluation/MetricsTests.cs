using Xunit;

namespace MfNotebooks.Tests.Evaluation;

public class MetricsTests
{
    private static readonly string[] Items = ["a", "b", "c", "d", "e", "f"];
    private static readonly RatingsTable Train = RatingsTable.From(["Ana", "Ben"], Items, [0, 1], [0, 5], [5, 5]);

    /// <summary>Ana likes c and e and not d; Ben likes nothing that is held out.</summary>
    private static readonly RatingsTable Test = RatingsTable.From(["Ana", "Ben"], Items, [0, 0, 0, 1], [2, 3, 4, 0],
        [5, 2, 4, 3.5f]);

    [Fact]
    public void Errors_worked_by_hand()
    {
        var mean = GlobalMean.Fit(Train);

        var metrics = RatingMetrics.Of(mean, Test);

        // Errors 0, 3, 1, 1.5 against the prediction 5.
        Assert.Equal(Math.Sqrt((9 + 1 + 2.25) / 4), metrics.Rmse, 1e-9);
        Assert.Equal((3 + 1 + 1.5) / 4, metrics.Mae, 1e-9);
        Assert.Equal(4, metrics.Count);
        // Limited to 4: errors 1, 2, 0, 0.5.
        Assert.Equal((1 + 2 + 0 + 0.5) / 4, RatingMetrics.Of(mean, Test, lowest: 1, highest: 4).Mae, 1e-9);
    }

    [Fact]
    public void A_ranking_worked_by_hand()
    {
        // Without a, which Ana knows, the order is c d e f b; c and e are relevant.
        var metrics = RankingMetrics.Of(new FixedScores(9, 1, 5, 4, 3, 2), Train, Test, k: 3);

        Assert.Equal(2.0 / 3, metrics.Precision, 1e-9);
        Assert.Equal(1, metrics.Recall, 1e-9);
        Assert.Equal((1 + 1 / Math.Log2(4)) / (1 + 1 / Math.Log2(3)), metrics.Ndcg, 1e-9);
        Assert.Equal((1.0, 0.5), (metrics.HitRate, metrics.Coverage));
        Assert.Equal((1, 1), (metrics.Users, metrics.UsersLeftOut));
    }

    [Fact]
    public void Equal_scores_count_as_the_mean_over_their_orders()
    {
        // Five candidates, two of them relevant, two places.
        var metrics = RankingMetrics.Of(new FixedScores(1, 1, 1, 1, 1, 1), Train, Test, k: 2);

        Assert.Equal(2.0 / 5, metrics.Precision, 1e-9);
        Assert.Equal(2.0 / 5, metrics.Recall, 1e-9);
        Assert.Equal(2.0 / 5, metrics.Ndcg, 1e-9);
        Assert.Equal(1 - 3.0 / 5 * 2 / 4, metrics.HitRate, 1e-9);
    }

    [Fact]
    public void No_order_of_tied_items_helps()
    {
        // The same situation with the items numbered in every order: scores 7, 7, 7, 5 for the candidates, the second
        // and the last relevant.
        float[] scores = [7, 7, 7, 5];
        var seen = new HashSet<(double, double, double, double)>();
        foreach (var order in Orders([0, 1, 2, 3]))
        {
            float[] shuffled = [.. order.Select(i => scores[i])];
            var relevant = new HashSet<int> { order.IndexOf(1), order.IndexOf(3) };
            var user = UserRanking.Of(shuffled, new bool[4], relevant, Recommender.Select(shuffled, new bool[4], 2), 2);
            seen.Add((Math.Round(user.Precision, 9), Math.Round(user.Recall, 9), Math.Round(user.Ndcg, 9),
                Math.Round(user.HitRate, 9)));
        }

        Assert.Single(seen);
    }

    [Fact]
    public void The_mean_over_orders_is_what_breaking_ties_at_random_gives()
    {
        float[] scores = [3, 2, 2, 2, 2, 1];
        HashSet<int> relevant = [0, 2, 3];
        var random = new Random(1);
        var expected = UserRanking.Of(scores, new bool[6], relevant, Recommender.Select(scores, new bool[6], 3), 3);

        var drawn = Enumerable.Range(0, 20_000).Select(_ =>
        {
            float[] broken = [.. scores.Select(score => score + random.NextSingle() / 2)];
            return UserRanking.Of(broken, new bool[6], relevant, Recommender.Select(broken, new bool[6], 3), 3);
        }).ToArray();

        Assert.Equal(expected.Precision, drawn.Average(d => d.Precision), 0.01);
        Assert.Equal(expected.Ndcg, drawn.Average(d => d.Ndcg), 0.01);
        Assert.Equal(expected.HitRate, drawn.Average(d => d.HitRate), 0.01);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void A_perfect_ranking_scores_1(int k)
    {
        var metrics = RankingMetrics.Of(new FixedScores(0, 0, 2, 0, 1, 0), Train, Test, k);

        Assert.Equal((1.0, 1.0, 1.0), (metrics.Precision, metrics.Ndcg, metrics.HitRate));
        Assert.Equal(k / 2.0, metrics.Recall);
    }

    [Fact]
    public void A_list_longer_than_the_candidates_is_safe()
    {
        var metrics = RankingMetrics.Of(new FixedScores(9, 1, 5, 4, 3, 2), Train, Test, k: 1_000);

        Assert.Equal((2.0 / 5, 1.0, 1.0), (metrics.Precision, metrics.Recall, metrics.HitRate));
        Assert.InRange(metrics.Ndcg, 0.9, 1);
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_an_error_and_no_list() =>
        Assert.Contains("The score of item 1 is not a number", Assert.Throws<InvalidOperationException>(() =>
            RankingMetrics.Of(new FixedScores(0, float.NaN, 0, 0, 0, 0), Train, Test)).Message,
                StringComparison.Ordinal);

    [Fact]
    public void Nothing_relevant_is_an_error() =>
        Assert.Contains("No held-out rating reaches 6, so that nothing is relevant. The highest is 5",
            Assert.Throws<ArgumentException>(() =>
            RankingMetrics.Of(new FixedScores(0, 0, 0, 0, 0, 0), Train, Test, threshold: 6)).Message,
                StringComparison.Ordinal);

    [Theory]
    [InlineData(4, new float[] { 1, 2, 3, 4, 5 })]
    [InlineData(4, new float[] { 0.5f, 3.5f, 4, 4.5f, 5 })]
    [InlineData(4, new float[] { 2, 3.5f, 5 })]
    [InlineData(8, new float[] { 1, 7, 8, 9, 10 })]
    [InlineData(80, new float[] { 0, 60, 74, 80, 100 })]
    [InlineData(1, new float[] { 0, 1 })]
    [InlineData(1, new float[] { -1, 1 })]
    [InlineData(3, new float[] { 1, 2, 3 })]
    [InlineData(7, new float[] { 7, 7 })]
    public void What_is_relevant_follows_the_scale(float expected, float[] given)
    {
        var names = given.Select((_, i) => $"{i}").ToArray();
        var all = RatingsTable.From(["Ana"], names, new int[given.Length], Enumerable.Range(0, given.Length).ToArray(),
            given);
        var (train, test) = (all.Subset([0]), all.Subset([.. Enumerable.Range(1, given.Length - 1)]));

        Assert.Equal(expected, RankingMetrics.DefaultThreshold(train, test));
        Assert.Equal(expected, RankingMetrics.Of(GlobalMean.Fit(train), train, test).Threshold);
    }

    [Fact]
    public void The_top_n_are_new_to_the_user_and_the_best_first()
    {
        var top = Recommender.TopN(new FixedScores(9, 1, 5, 5, 3, 2), Train, user: 0, n: 3);

        Assert.Equal([new Recommendation(2, 5), new Recommendation(3, 5), new Recommendation(4, 3)], top);
        Assert.Equal(6, Recommender.TopN(new FixedScores(9, 1, 5, 5, 3, 2), Train, user: -1, n: 99).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Recommender.TopN(new FixedScores(9, 1, 5, 5, 3, 2), Train, 0, n: 0));
        Assert.Contains("knows 2 items",
            Assert.Throws<ArgumentException>(() => Recommender.TopN(new FixedScores(1, 2), Train, 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folded_user_gets_a_list_too()
    {
        var model = new BiasedFactorModel("m", "", 3, [0], [0, 0, 0], new float[1, 1],
            new float[,] { { 1 }, { 2 }, { 3 } });

        Assert.Equal([new Recommendation(1, 6), new Recommendation(0, 4.5f)],
            Recommender.TopN(model, new FoldedRow(0, [1.5f]), [2]));
    }

    private static IEnumerable<List<int>> Orders(List<int> items) => items.Count == 0
        ? [[]]
        : items.SelectMany(first => Orders([.. items.Where(i => i != first)])
            .Select(rest => (List<int>)[first, .. rest]));

    private sealed class FixedScores(params float[] scores) : IItemRanker
    {
        public string Name => "fixed";

        public string Settings => "";

        public int ItemCount => scores.Length;

        public void Score(int user, Span<float> target) => scores.CopyTo(target);
    }
}
