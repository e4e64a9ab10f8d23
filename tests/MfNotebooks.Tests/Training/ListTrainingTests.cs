using MfNotebooks.Tests.Models;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

/// <summary>Every model for lists against an answer worked out in another way.</summary>
public class ListTrainingTests
{
    private static readonly RatingsTable Wide = SyntheticRatings.Create(20, 30, 250, seed: 1).Table;
    private static readonly RatingsTable Tall = SyntheticRatings.Create(30, 20, 250, seed: 1).Table;

    public static TheoryData<bool> Shapes => [true, false];

    /// <summary>The equations with every hole written out, in double precision, without the Gramian.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void The_side_of_weighted_least_squares_solved_last_is_the_exact_answer_to_the_other_one(int latentDim)
    {
        const double Weight = 0.3, Lambda = 0.02;

        var model = ImplicitLeastSquares.Fit(Tall, new ImplicitOptions
        {
            LatentDim = latentDim, Sweeps = 3, UnclickedWeight = Weight, Lambda = Lambda,
        });

        var isClicked = Clicks(Tall);
        for (var item = 0; item < Tall.ItemCount; item++)
        {
            var users = Enumerable.Range(0, Tall.UserCount).ToArray();
            var k = Enumerable.Range(0, latentDim).ToArray();
            var clicks = users.Count(user => isClicked[user, item]);
            var penalty = Lambda * (clicks + Weight * users.Length);
            double Counts(int user) => Weight + (isClicked[user, item] ? 1 : 0);
            var expected = Dense.Solve(
                [.. k.Select(i => k.Select(j => users.Sum(u => Counts(u) * model.A[u, i] * model.A[u, j])
                    + (i == j ? penalty : 0)).ToArray())],
                [.. k.Select(i => users.Where(u => isClicked[u, item]).Sum(u => (double)model.A[u, i]))]);
            Assert.All(k, i => Assert.Equal(expected[i], model.B[item, i], 2e-4));
        }
    }

    [Theory]
    [InlineData(3, 0.1, 0.01)]
    [InlineData(9, 1, 0.1)]
    public void The_loss_of_weighted_least_squares_never_rises(int latentDim, double weight, double lambda)
    {
        var losses = Enumerable.Range(1, 8).Select(sweeps => Loss(new ImplicitOptions
        {
            LatentDim = latentDim, UnclickedWeight = weight, Lambda = lambda, Sweeps = sweeps,
        })).ToArray();

        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second <= pair.First * (1 + 1e-6)));
        Assert.True(losses[^1] < losses[0]);

        double Loss(ImplicitOptions options)
        {
            var (model, isClicked, loss) = (ImplicitLeastSquares.Fit(Tall, options), Clicks(Tall), 0.0);
            for (var user = 0; user < Tall.UserCount; user++)
            {
                for (var item = 0; item < Tall.ItemCount; item++)
                {
                    var (x, clicked) = (Dot(model, user, item), isClicked[user, item] ? 1 : 0);
                    loss += clicked * (1 - x) * (1 - x) + weight * x * x;
                    // Summed over the pairs that count in them, the penalties of the rows.
                    loss += lambda * (clicked + weight) * (Square(model.A, user) + Square(model.B, item));
                }
            }
            return loss;
        }
    }

    [Fact]
    public void Whatever_cannot_be_solved_is_told_with_its_remedy()
    {
        var options = new ImplicitOptions { LatentDim = 40, Lambda = 1e-30, UnclickedWeight = 1e-30 };

        Assert.Contains("Give a larger Lambda, such as 0.01", Assert.Throws<InvalidOperationException>(
            () => ImplicitLeastSquares.Fit(Tall, options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImplicitLeastSquares.Fit(Tall, options with { Lambda = 0 }));
    }

    [Fact]
    public void Progress_comes_once_a_round_and_a_cancelled_training_ends()
    {
        var rounds = new List<ListRound>();
        using var source = new CancellationTokenSource();
        var options = new ImplicitOptions { Sweeps = 4, Progress = new Immediate<ListRound>(rounds.Add) };

        ImplicitLeastSquares.Fit(Tall, options);
        source.Cancel();

        Assert.Equal([1, 2, 3, 4], rounds.Select(round => round.Round));
        Assert.StartsWith("round 1 of 4, ", rounds[0].ToString(), StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(
            () => ImplicitLeastSquares.Fit(Tall, options with { CancellationToken = source.Token }));
        Assert.ThrowsAny<OperationCanceledException>(() => PersonalizedRanking.Fit(Tall,
            new PersonalizedRankingOptions { CancellationToken = source.Token }));
    }

    /// <summary>Column by column: a ridge regression on all the other items.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_weights_of_EASE_are_those_of_a_ridge_regression_an_item(bool isWide)
    {
        const double Lambda = 7;
        var ratings = isWide ? Wide : Tall;
        var isClicked = Clicks(ratings);
        var model = Ease.Fit(ratings, Lambda);

        for (var item = 0; item < ratings.ItemCount; item++)
        {
            var others = Enumerable.Range(0, ratings.ItemCount).Where(other => other != item).ToArray();
            double Both(int a, int b) =>
                Enumerable.Range(0, ratings.UserCount).Count(u => isClicked[u, a] && isClicked[u, b]);
            var expected = Dense.Solve(
                [.. others.Select(a => others.Select(b => Both(a, b) + (a == b ? Lambda : 0)).ToArray())],
                [.. others.Select(a => Both(a, item))]);
            Assert.All(others.Zip(expected), pair => Assert.Equal(pair.Second, model.Weight(pair.First, item), 1e-10));
            Assert.Equal(0, model.Weight(item, item));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EASE_scores_a_user_by_the_sum_of_weights_and_a_stranger_with_the_same_clicks_alike(bool isWide)
    {
        var ratings = isWide ? Wide : Tall;
        var model = Ease.Fit(ratings, lambda: 7);
        var (scores, same) = (new float[ratings.ItemCount], new float[ratings.ItemCount]);
        var rows = Enumerable.Range(0, ratings.Count).Where(n => ratings.Users[n] == 4);
        int[] clicked = [.. rows.Select(n => ratings.Items[n])];

        model.Score(4, scores);
        model.Score(clicked, same);

        Assert.Equal(scores, same);
        for (var item = 0; item < scores.Length; item++)
            Assert.Equal(clicked.Sum(other => model.Weight(other, item)), scores[item], 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Score([ratings.ItemCount], same));
    }

    [Fact]
    public void EASE_tells_its_memory_and_refuses_an_inverse_that_no_machine_holds()
    {
        const int Many = 200_000;
        string[] ids = [.. Enumerable.Range(0, Many).Select(n => FormattableString.Invariant($"{n}"))];
        var square = RatingsTable.From(ids, ids, [0], [0], [1]);

        Assert.Contains("inverse, users × users", Ease.EstimateMemory(Wide).ToString(), StringComparison.Ordinal);
        Assert.Equal(4 * 8 * 20 * 20, Ease.EstimateMemory(Tall).Parts[^1].Bytes);
        Assert.Contains("fewer items, such as those of MostRated", Assert.Throws<InsufficientMemoryException>(
            () => Ease.Fit(square)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_SVD_is_that_of_the_table_with_zeros_in_its_holes(bool isWide)
    {
        const int LatentDim = 4;
        var ratings = isWide ? Wide : Tall;
        var model = TruncatedSvd.Fit(ratings, new SvdOptions { LatentDim = LatentDim, Iterations = 30 });

        using var scope = NewDisposeScope();
        var cells = new double[ratings.UserCount, ratings.ItemCount];
        for (var n = 0; n < ratings.Count; n++) cells[ratings.Users[n], ratings.Items[n]] = ratings.Values[n];
        var (u, s, vt) = linalg.svd(tensor(cells), fullMatrices: false);
        var best = (u[.., ..LatentDim] * s[..LatentDim]).mm(vt[..LatentDim]).data<double>().ToArray();

        for (var cell = 0; cell < best.Length; cell++)
            Assert.Equal(best[cell], Dot(model, cell / ratings.ItemCount, cell % ratings.ItemCount), 1e-5);
        // The columns of B are orthonormal, those of A as long as the singular values.
        var singular = s.data<double>().ToArray();
        for (var k = 0; k < LatentDim; k++)
        {
            Assert.Equal(1, Enumerable.Range(0, ratings.ItemCount)
                .Sum(i => (double)model.B[i, k] * model.B[i, k]), 1e-5);
            Assert.Equal(singular[k], Math.Sqrt(Enumerable.Range(0, ratings.UserCount)
                .Sum(n => (double)model.A[n, k] * model.A[n, k])), 1e-4);
        }
    }

    [Fact]
    public void The_likeness_of_items_is_what_one_gets_by_hand()
    {
        // Item 0: 3 4 0. Item 1: 4 3 0. Item 2: 0 0 5. Item 3: 0 4 3.
        var ratings = RatingsTable.From(["u0", "u1", "u2"], ["i0", "i1", "i2", "i3"],
            [0, 1, 0, 1, 2, 1, 2], [0, 0, 1, 1, 2, 3, 3], [3, 4, 4, 3, 5, 4, 3]);

        var model = ItemNeighbours.Fit(ratings, neighbours: 2, shrinkage: 1);

        // 24/25 of two users in common, shrunk to 2/3; 16/25 of one, to 1/2.
        Assert.Equal([(1, 0.64f), (3, 0.32f)], model.AlikeTo(0), Near);
        Assert.Equal([(3, 0.3f)], model.AlikeTo(2), Near);
        var scores = new float[4];
        model.Score(2, scores);
        // User 2 gave item 2 five stars and item 3 three.
        Assert.Equal([0.96, 0.72, 0.9, 1.5], scores.Select(s => (double)s), (x, y) => Math.Abs(x - y) < 1e-5);

        static bool Near((int Item, float Weight) x, (int Item, float Weight) y) =>
            x.Item == y.Item && Math.Abs(x.Weight - y.Weight) < 1e-6;
    }

    [Fact]
    public void Triples_are_drawn_from_all_clicks_alike_and_from_what_the_user_did_not_click()
    {
        const int Draws = 200_000;
        var (isClicked, sampler) = (Clicks(Tall), new TripleSampler(Tall, seed: 7));
        var (clicks, others) = (new int[Tall.UserCount, Tall.ItemCount], new int[Tall.UserCount, Tall.ItemCount]);
        for (var n = 0; n < Draws; n++)
        {
            if (!sampler.TryDraw(out var user, out var clicked, out var other)) continue;
            (clicks[user, clicked], others[user, other]) = (clicks[user, clicked] + 1, others[user, other] + 1);
        }

        for (var user = 0; user < Tall.UserCount; user++)
        {
            var own = Enumerable.Range(0, Tall.ItemCount).Count(item => isClicked[user, item]);
            for (var item = 0; item < Tall.ItemCount && own < Tall.ItemCount; item++)
            {
                var (expected, seen, never) = isClicked[user, item]
                    ? ((double)Draws / Tall.Count, clicks[user, item], others[user, item])
                    : ((double)Draws * own / Tall.Count / (Tall.ItemCount - own), others[user, item],
                        clicks[user, item]);
                Assert.Equal(0, never);
                Assert.InRange(seen, expected - 6 * Math.Sqrt(expected), expected + 6 * Math.Sqrt(expected));
            }
        }
        var all = new TripleSampler(RatingsTable.From(["u"], ["i"], [0], [0], [5]), seed: 0);
        Assert.False(all.TryDraw(out _, out _, out _));
    }

    [Fact]
    public void A_step_of_BPR_is_the_one_that_autograd_finds()
    {
        const float Rate = 0.3f;
        var options = new PersonalizedRankingOptions
        {
            LatentDim = 5, Lambda = 0.02, BiasLambda = 0.04, InitialSpread = 1,
        };
        var pairs = new PairTrainer(Tall, options);
        // The biases start at zero; a first step gives them something to be pulled back from.
        pairs.Step(1, 2, 3, 0.5f);
        var before = pairs.ToModel(options);
        var bias = before.ItemBias.ToArray();
        using var scope = NewDisposeScope();
        var (a, b, c) = (Leaf(BiasedFactorModel.Row(before.A, 1)), Leaf(BiasedFactorModel.Row(before.B, 2)),
            Leaf(BiasedFactorModel.Row(before.B, 3)));
        var (x, y) = (Leaf([bias[2]]), Leaf([bias[3]]));
        var gain = nn.functional.logsigmoid(x - y + a.dot(b) - a.dot(c)).sum()
            - 0.01 * (a.pow(2).sum() + b.pow(2).sum() + c.pow(2).sum()) - 0.02 * (x.pow(2).sum() + y.pow(2).sum());
        gain.backward();

        pairs.Step(1, 2, 3, Rate);

        var after = pairs.ToModel(options);
        foreach (var (leaf, now) in ((Tensor, float[])[])[(a, BiasedFactorModel.Row(after.A, 1).ToArray()),
            (b, BiasedFactorModel.Row(after.B, 2).ToArray()), (c, BiasedFactorModel.Row(after.B, 3).ToArray()),
            (x, [after.ItemBias[2]]), (y, [after.ItemBias[3]])])
        {
            var expected = (leaf + Rate * leaf.grad!).data<float>().ToArray();
            Assert.All(expected.Zip(now), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }

        static Tensor Leaf(ReadOnlySpan<float> numbers) => tensor(numbers.ToArray(), requires_grad: true);
    }

    [Fact]
    public void A_learning_rate_that_is_too_high_is_told() => Assert.Contains("Try LearningRate = ",
        Assert.Throws<TrainingDivergedException>(() => PersonalizedRanking.Fit(Tall,
            new PersonalizedRankingOptions { LearningRate = 1e30 })).Message, StringComparison.Ordinal);

    /// <summary>The steps stay finite for an epoch or two while the factors' products no longer are.</summary>
    [Theory]
    [InlineData(1e30, 0.01, 0.1, 1)]
    [InlineData(0.05, 1_000, 0.1, 9)]
    [InlineData(0.05, 0.01, 1e20, 1)]
    public void Pairs_never_give_scores_that_are_no_numbers(double rate, double lambda, double spread, int epochs) =>
        Assert.Throws<TrainingDivergedException>(() => PersonalizedRanking.Fit(Tall, new PersonalizedRankingOptions
        { LearningRate = rate, Lambda = lambda, BiasLambda = lambda, InitialSpread = spread, Epochs = epochs }));

    [Fact]
    public void Settings_that_float32_cannot_solve_are_told_with_a_remedy_that_helps() =>
        Assert.EndsWith("and a start of 1E+30. Give settings nearer to the defaults.",
            Assert.Throws<InvalidOperationException>(() => ImplicitLeastSquares.Fit(Tall,
            new ImplicitOptions { InitialSpread = 1e30, Lambda = 1 })).Message, StringComparison.Ordinal);

    private static bool[,] Clicks(RatingsTable ratings)
    {
        var isClicked = new bool[ratings.UserCount, ratings.ItemCount];
        for (var n = 0; n < ratings.Count; n++) isClicked[ratings.Users[n], ratings.Items[n]] = true;
        return isClicked;
    }

    private static double Dot(FactorRanker model, int user, int item) =>
        Enumerable.Range(0, model.LatentDim).Sum(k => (double)model.A[user, k] * model.B[item, k]);

    private static double Square(float[,] rows, int row) =>
        Enumerable.Range(0, rows.GetLength(1)).Sum(k => (double)rows[row, k] * rows[row, k]);
}
