using System.Diagnostics;

namespace MfNotebooks;

/// <summary>Trains models on one side of a split and measures them on the other.</summary>
/// <remarks>Predicted ratings are limited to the lowest and highest rating of the training side. <see cref="RankingMetrics"/> has the protocol of the rankings.</remarks>
public static class Evaluate
{
    private const int RandomSplits = 5;

    /// <summary>The library's models with their default settings, the baselines first: each learns from a table.</summary>
    public static IReadOnlyList<Func<RatingsTable, IItemRanker>> Models { get; } =
    [
        GlobalMean.Fit,
        Popularity.Fit,
        ratings => BiasModel.Fit(ratings),
        ratings => MinibatchTrainer.Fit(ratings),
        ratings => AlternatingLeastSquares.Fit(ratings),
        ratings => VariationalLeastSquares.Fit(ratings),
    ];

    /// <summary>Evaluates models on one split.</summary>
    /// <param name="split">What to learn from and what to test with.</param>
    /// <param name="models">How each model is trained; null for <see cref="Models"/>.</param>
    /// <param name="k">The length of the ranked list; at least 1. Default 10.</param>
    /// <param name="progress">Told of each row as it is done.</param>
    public static EvaluationTable Split(RatingsSplit split, IReadOnlyList<Func<RatingsTable, IItemRanker>>? models = null, int k = 10, IProgress<EvaluationRow>? progress = null) =>
        Folds([split], models, k, progress);

    /// <summary>Evaluates models on several splits, such as <see cref="MovieLensData.Folds"/> or <c>Split.Folds(ratings)</c>.</summary>
    /// <param name="folds">The splits; at least one.</param>
    /// <param name="models">How each model is trained; null for <see cref="Models"/>.</param>
    /// <param name="k">The length of the ranked list; at least 1. Default 10.</param>
    /// <param name="progress">Told of each row as it is done.</param>
    /// <exception cref="ArgumentException">There is no split.</exception>
    public static EvaluationTable Folds(IReadOnlyList<RatingsSplit> folds, IReadOnlyList<Func<RatingsTable, IItemRanker>>? models = null, int k = 10, IProgress<EvaluationRow>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0) throw new ArgumentException("There is no split to evaluate on. Make some with Split.Folds(ratings).", nameof(folds));
        var rows = new List<EvaluationRow>();
        foreach (var fold in folds)
        {
            foreach (var fit in models ?? Models)
            {
                rows.Add(Measure(fold, fit, k));
                progress?.Report(rows[^1]);
            }
        }
        return new EvaluationTable(rows);
    }

    /// <summary>
    /// Reads a MovieLens dataset and prints what every model of <see cref="Models"/> reaches: on the folds that come with it,
    /// else on random 80/20 splits with the seeds 0 to 4.
    /// </summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="output">Where to print, row by row.</param>
    /// <exception cref="MovieLensException">The folder holds something else.</exception>
    public static void Report(string folder, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var data = MovieLens.Read(folder);
        output.WriteLine($"{data.Name}: {MovieLensCounts.Of(data.Ratings)} in {data.Source}");
        foreach (var note in data.Notes) output.WriteLine($"Note: {note}");
        var folds = data.Folds.Count > 0 ? data.Folds : [.. Enumerable.Range(0, RandomSplits).Select(seed => MfNotebooks.Split.Random(data.Ratings, seed: seed))];
        output.WriteLine($"\n{EvaluationTable.Header(k: 10)}");
        var table = Folds(folds, progress: new Printer(output));
        foreach (var mean in table.Means) output.WriteLine(EvaluationTable.Line(mean));
        output.WriteLine($"\n{table.Settings()}");
    }

    private static EvaluationRow Measure(RatingsSplit split, Func<RatingsTable, IItemRanker> fit, int k)
    {
        var clock = Stopwatch.StartNew();
        var model = fit(split.Train);
        var seconds = clock.Elapsed.TotalSeconds;
        var ratings = model is IRatingModel predictor ? RatingMetrics.Of(predictor, split.Test, split.Train.Values.Min(), split.Train.Values.Max()) : null;
        return new EvaluationRow(split.Name, model.Name, model.Settings, ratings, RankingMetrics.Of(model, split.Train, split.Test, k), seconds);
    }

    /// <summary>Prints at once: <see cref="Progress{T}"/> would do so later and in any order.</summary>
    private sealed class Printer(TextWriter output) : IProgress<EvaluationRow>
    {
        public void Report(EvaluationRow value) => output.WriteLine(EvaluationTable.Line(value));
    }
}
