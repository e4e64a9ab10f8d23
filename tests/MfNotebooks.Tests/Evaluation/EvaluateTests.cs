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

        var table = Evaluate.Folds(folds, [GlobalMean.Fit, Popularity.Fit, ratings => BiasModel.Fit(ratings)], k: 5, new Collector(reported));

        Assert.Equal(table.Rows, reported);
        Assert.Equal(["global mean", "popularity", "biases", "global mean", "popularity", "biases"], table.Rows.Select(row => row.Model));
        Assert.Equal((table.Rows[2].Ratings!.Rmse + table.Rows[5].Ratings!.Rmse) / 2, table.MeanOf("biases").Ratings!.Rmse, 1e-12);
        Assert.Null(table.MeanOf("popularity").Ratings);
        Assert.True(table.MeanOf("biases").Ratings!.Rmse < table.MeanOf("global mean").Ratings!.Rmse);
        Assert.True(table.MeanOf("popularity").Ranking.Ndcg > table.MeanOf("global mean").Ranking.Ndcg);
        Assert.Contains("biases: λ user 4, item 3", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("'global mean', 'popularity', 'biases'", Assert.Throws<KeyNotFoundException>(() => table.MeanOf("mean")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_of_a_dataset_with_folds_names_them_all()
    {
        var text = new StringWriter();

        Evaluate.Report(MovieLensFiles.WriteTabs(_folder, "tabs"), text);

        foreach (var word in new[] { "tabs: 3 ratings, 2 users and 2 rated films", "RMSE", "NDCG@10", "u1 ", "u5 ", "mean ", "variational", "minibatch Adam", "λ user 4" })
            Assert.Contains(word, text.ToString(), StringComparison.Ordinal);
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
        var (biases, minibatch, variational) = (table.MeanOf("biases"), table.MeanOf("biases + factors (minibatch Adam)"), table.MeanOf("biases + factors (variational)"));
        Assert.InRange(biases.Ratings!.Rmse, 0.86, 0.87);
        Assert.InRange(minibatch.Ratings!.Rmse, 0.84, 0.85);
        Assert.InRange(variational.Ratings!.Rmse, 0.835, 0.845);
        Assert.True(minibatch.Ranking.Ndcg > 3 * biases.Ranking.Ndcg);
    }

    [Fact]
    public async Task On_MovieLens_a_penalty_by_count_lets_rarely_rated_films_head_the_lists()
    {
        var split = Split.Random((await RealData.LoadAsync()).Ratings, seed: 0);

        var chosen = AlternatingLeastSquares.Fit(split.Train);
        var byCount = AlternatingLeastSquares.Fit(split.Train, new AlternatingOptions { RowLambda = 0, FactorLambda = 0.12, BiasLambda = 0.12 });

        Assert.True(RatingMetrics.Of(chosen, split.Test).Rmse < RatingMetrics.Of(byCount, split.Test).Rmse);
        Assert.True(RankingMetrics.Of(chosen, split.Train, split.Test, 10).Precision > 10 * RankingMetrics.Of(byCount, split.Train, split.Test, 10).Precision);
    }

    private sealed class Collector(List<EvaluationRow> rows) : IProgress<EvaluationRow>
    {
        public void Report(EvaluationRow value) => rows.Add(value);
    }
}
