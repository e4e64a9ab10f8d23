using MfNotebooks.Tests.Data;
using Xunit;

namespace MfNotebooks.Tests.Evaluation;

public sealed class EvaluateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_model_is_measured_on_every_fold_and_the_mean_is_theirs()
    {
        var folds = Split.Folds(SyntheticMovieLens.Create("a test").Ratings, 2);
        var reported = new List<EvaluationRow>();

        var table = Evaluate.Folds(folds, [GlobalMean.Fit, Popularity.Fit, ratings => BiasModel.Fit(ratings)], k: 5,
            new Collector(reported));

        Assert.Equal(table.Rows, reported);
        Assert.Equal(["global mean", "popularity", "biases", "global mean", "popularity", "biases"],
            table.Rows.Select(row => row.Model));
        Assert.Equal((table.Rows[2].Ratings!.Rmse + table.Rows[5].Ratings!.Rmse) / 2,
            table.MeanOf("biases").Ratings!.Rmse, 1e-12);
        Assert.Null(table.MeanOf("popularity").Ratings);
        Assert.True(table.MeanOf("biases").Ratings!.Rmse < table.MeanOf("global mean").Ratings!.Rmse);
        Assert.True(table.MeanOf("popularity").Ranking!.Ndcg > table.MeanOf("global mean").Ranking!.Ndcg);
        Assert.Contains("biases: λ user 4, item 3", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("'global mean', 'popularity', 'biases'",
            Assert.Throws<KeyNotFoundException>(() => table.MeanOf("mean")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_is_judged_by_its_own_folds_or_by_five_random_ones()
    {
        var withFolds = MovieLens.Read(MovieLensFiles.WriteTabs(_folder, "tabs"));
        var without = SyntheticMovieLens.Create("a test");

        Assert.Equal(["u1", "u2", "u3", "u4", "u5"], Evaluate.Splits(withFolds).Select(split => split.Name));
        Assert.Equal(["random 20 %, seed 0", "random 20 %, seed 4"],
            Evaluate.Splits(without).Select(split => split.Name).Where((_, i) => i % 4 == 0));
        Assert.Contains("a test has too few ratings to learn from four fifths of them and test with the rest: 1, ",
            Assert.Throws<MovieLensException>(() =>
            Evaluate.Splits(without with { Name = "a test", Ratings = without.Ratings.Subset([0]) })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_lists_has_coverage_and_popularity_in_place_of_errors()
    {
        // Users 0 to 2 rate item 0, users 0 and 1 item 1; hidden is what user 2 thinks of item 1, and user 0 of item 2.
        var train = RatingsTable.From(["a", "b", "c"], ["i", "j", "k", "l"], [0, 1, 2, 0, 1], [0, 0, 0, 1, 1],
            [5, 4, 3, 4, 4]);
        var test = RatingsTable.From(["a", "b", "c"], ["i", "j", "k", "l"], [0, 2], [2, 1], [5, 4]);

        var table = Evaluate.Lists([new RatingsSplit("by hand", train, test)], [Popularity.Fit, GlobalMean.Fit], k: 1);

        // User 0 is shown item 2, which nobody knows; user 2 item 1, which two of three know.
        Assert.Equal((0 + 2 / 3.0) / 2, table.Rows[0].Ranking!.Popularity, 1e-12);
        Assert.Equal(0.5, table.Rows[0].Ranking!.Coverage, 1e-12);
        var lines = table.ToString().Split('\n');
        Assert.Equal($"{"by hand",-16}    P@1    R@1  NDCG@1  hit@1  cover popular fit s", lines[0]);
        Assert.StartsWith($"{"popularity",-16} 0.7500 0.7500  0.7500 0.7500 0.5000  0.3333", lines[1],
            StringComparison.Ordinal);
        Assert.StartsWith("global mean ", lines[2], StringComparison.Ordinal);
        Assert.Null(table.Rows[1].Ratings);
    }

    /// <summary>The floors that the chapter on lists stands on, on the first of the splits of its figures.</summary>
    [Fact]
    public async Task On_MovieLens_the_models_for_lists_reach_the_stated_NDCG()
    {
        var data = await RealData.LoadAsync();

        var table = Evaluate.Lists([Evaluate.Splits(data)[0]]);

        Assert.All(table.Means.Zip((double[])[0.1, 0.155, 0.25, 0.26, 0.265, 0.2, 0.295]),
            pair => Assert.True(pair.First.Ranking!.Ndcg >= pair.Second, pair.First.ToString()));
    }

    [Fact]
    public void The_table_stands_in_straight_columns_and_fits_100_of_them()
    {
        var row = new EvaluationRow("u1", new string('n', 44), "k 3", new RatingMetrics(0.84123, 0.65, 10),
            new RankingMetrics(10, 4, 0.12345, 0.1, 0.1, 0.5, 0.03, 8, 2), 12.3);
        var table = new EvaluationTable([row, row with { Model = "b", Ratings = null, FitSeconds = 1234 },
            row with { Split = "u2", Ratings = new RatingMetrics(22.5, 17, 10) },
            row with { Split = "u2", Model = "b", Ranking = null }]);

        var lines = table.ToString().Split('\n');
        var blocks = lines.Where(line => line.Length >= 56).ToArray();

        Assert.Equal(9, blocks.Length);
        Assert.All(blocks, line => Assert.Equal(100, line.Length));
        Assert.Equal($"{"u1",-44}   RMSE    MAE   P@10   R@10 NDCG@10 hit@10  cover fit s", lines[0]);
        Assert.Equal($"{row.Model} 0.8412 0.6500 0.1235 0.1000  0.1000 0.5000 0.0300 12.30", lines[1]);
        Assert.Equal($"{"b",-44}      –      – 0.1235 0.1000  0.1000 0.5000 0.0300  1234", lines[2]);
        Assert.StartsWith($"{row.Model} 22.500 17.000 ", lines[5], StringComparison.Ordinal);
        Assert.StartsWith("mean of 2 splits   ", lines[8], StringComparison.Ordinal);
        Assert.Contains("A held-out rating of 4 or more is relevant.", lines);
        Assert.Contains($"{row.Model}: k 3", lines);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 3, 3)]
    [InlineData(0, 100, 75)]
    public void Every_scale_is_measured(float lowest, float highest, float threshold)
    {
        var split = Split.Random(Scaled(lowest, highest));

        var table = Evaluate.Split(split, [GlobalMean.Fit, ratings => BiasModel.Fit(ratings)]);

        Assert.Equal(threshold, table.Rows[0].Ranking!.Threshold);
        Assert.InRange(table.Rows[1].Ratings!.Rmse / (highest - lowest), 0.05, 0.6);
        Assert.Contains(FormattableString.Invariant($"A held-out rating of {threshold} or more is relevant."),
            table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_is_relevant_the_error_is_measured_all_the_same()
    {
        var split = Split.Random(Scaled(1, 5));

        var row = Evaluate.Split(split, [GlobalMean.Fit], threshold: 6);

        Assert.True(row.Rows[0].Ratings!.Rmse > 0);
        Assert.Null(row.Rows[0].Ranking);
        Assert.Contains("no held-out rating is relevant", row.ToString(), StringComparison.Ordinal);
    }

    /// <summary>
    /// 60 made-up ratings on five steps of a scale, or on its two ends where it has no room for five.
    /// </summary>
    private static RatingsTable Scaled(float lowest, float highest)
    {
        var random = new Random(1);
        var steps = highest - lowest >= 4 ? 4 : (int)(highest - lowest);
        var values = Enumerable.Range(0, 60).Select(_ => lowest + (highest - lowest) * random.Next(steps + 1) / steps)
            .ToArray();
        return RatingsTable.From([.. Enumerable.Range(0, 10).Select(i => $"u{i}")],
            [.. Enumerable.Range(0, 6).Select(i => $"i{i}")],
            [.. Enumerable.Range(0, 60).Select(i => i / 6)], [.. Enumerable.Range(0, 60).Select(i => i % 6)], values);
    }

    [Fact]
    public void No_split_is_an_error() => Assert.Throws<ArgumentException>(() => Evaluate.Folds([]));

    [Fact]
    public async Task MovieLens_is_read_with_the_counts_of_its_readme()
    {
        var folder = (await RealData.LoadAsync()).Source;

        var data = MovieLens.Read(folder);

        Assert.Equal((100_836, 610, 9_724), (data.Ratings.Count, data.Ratings.UserCount, data.Ratings.ItemCount));
        Assert.All(data.Notes, note => Assert.Contains("left out", note, StringComparison.Ordinal));
        Assert.Equal("Toy Story (1995)", data.Films[data.FindFilms("toy story")[0]].Title);
    }

    [Fact]
    public async Task On_MovieLens_factors_beat_biases_and_reach_the_stated_error()
    {
        var data = await RealData.LoadAsync();

        var table = Evaluate.Split(Split.Random(data.Ratings, seed: 0));

        Assert.InRange(table.MeanOf("biases + factors (alternating least squares)").Ratings!.Rmse, 0.845, 0.855);
        var (biases, minibatch, variational) = (table.MeanOf("biases"),
            table.MeanOf("biases + factors (minibatch Adam)"), table.MeanOf("biases + factors (variational)"));
        Assert.InRange(biases.Ratings!.Rmse, 0.86, 0.87);
        Assert.InRange(minibatch.Ratings!.Rmse, 0.84, 0.85);
        Assert.InRange(variational.Ratings!.Rmse, 0.835, 0.845);
        Assert.InRange(table.MeanOf("biases + factors (Bayesian)").Ratings!.Rmse, 0.80, 0.82);
        Assert.True(minibatch.Ranking!.Ndcg > 3 * biases.Ranking!.Ndcg);
    }

    [Fact]
    public async Task On_MovieLens_a_penalty_by_count_lets_rarely_rated_films_head_the_lists()
    {
        var split = Split.Random((await RealData.LoadAsync()).Ratings, seed: 0);

        var chosen = AlternatingLeastSquares.Fit(split.Train);
        var byCount = AlternatingLeastSquares.Fit(split.Train,
            new AlternatingOptions { RowLambda = 0, FactorLambda = 0.12, BiasLambda = 0.12 });

        Assert.True(RatingMetrics.Of(chosen, split.Test).Rmse < RatingMetrics.Of(byCount, split.Test).Rmse);
        Assert.True(RankingMetrics.Of(chosen, split.Train, split.Test, 10).Precision
            > 10 * RankingMetrics.Of(byCount, split.Train, split.Test, 10).Precision);
    }

    private sealed class Collector(List<EvaluationRow> rows) : IProgress<EvaluationRow>
    {
        public void Report(EvaluationRow value) => rows.Add(value);
    }
}
