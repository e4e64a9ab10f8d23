using System.Diagnostics;
using System.Text;

namespace MfNotebooks;

/// <summary>Trains models on one side of a split and measures them on the other.</summary>
/// <remarks>
/// Predicted ratings are limited to the lowest and highest rating of the training side, for every model alike: no
/// rating can lie beyond. <see cref="RankingMetrics"/> has the protocol of the rankings.
/// </remarks>
public static class Evaluate
{
    private const int RandomSplits = 5, FewestRatings = 5;

    /// <summary>The library's models with default settings, the baselines first: each learns from a table.</summary>
    public static IReadOnlyList<Func<RatingsTable, IItemRanker>> Models { get; } = [
        GlobalMean.Fit,
        Popularity.Fit,
        ratings => BiasModel.Fit(ratings),
        ratings => MinibatchTrainer.Fit(ratings),
        ratings => AlternatingLeastSquares.Fit(ratings),
        ratings => VariationalLeastSquares.Fit(ratings),
        ratings => BayesianLeastSquares.Fit(ratings),
    ];

    /// <summary>The models for lists with default settings, after one for stars: each learns from a table.</summary>
    public static IReadOnlyList<Func<RatingsTable, IItemRanker>> ListModels { get; } = [
        ratings => AlternatingLeastSquares.Fit(ratings),
        Popularity.Fit,
        ratings => ItemNeighbours.Fit(ratings),
        ratings => TruncatedSvd.Fit(ratings),
        ratings => ImplicitLeastSquares.Fit(ratings),
        ratings => PersonalizedRanking.Fit(ratings),
        ratings => Ease.Fit(ratings),
    ];

    /// <summary>A dataset's own splits, else five random ones, 80 to 20, with the seeds 0 to 4.</summary>
    /// <param name="data">The dataset.</param>
    /// <exception cref="MovieLensException">It has too few ratings to divide.</exception>
    public static IReadOnlyList<RatingsSplit> Splits(MovieLensData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Folds.Count > 0) return data.Folds;
        if (data.Ratings.Count < FewestRatings)
            throw new MovieLensException(
                Invariant($"{data.Name} has too few ratings to learn from four fifths of them and test with the rest: ")
                    + Invariant($"{data.Ratings.Count}, and it takes {FewestRatings}. Give a larger dataset."));
        return [.. Enumerable.Range(0, RandomSplits)
            .Select(seed => MfNotebooks.Split.Random(data.Ratings, seed: seed))];
    }

    /// <summary>Evaluates models on one split.</summary>
    /// <inheritdoc cref="Folds"/>
    public static EvaluationTable Split(
        RatingsSplit split, IReadOnlyList<Func<RatingsTable, IItemRanker>>? models = null, int k = 10,
        IProgress<EvaluationRow>? progress = null, float? threshold = null) =>
        Folds([split], models, k, progress, threshold);

    /// <summary>Evaluates models on several splits, of <see cref="Splits"/> or <c>Split.Folds(ratings)</c>.</summary>
    /// <param name="folds">The splits; at least one.</param>
    /// <param name="models">How each model is trained; null for <see cref="Models"/>.</param>
    /// <param name="k">The length of the ranked list; at least 1. Default 10.</param>
    /// <param name="progress">Told of each row as it is done.</param>
    /// <param name="threshold">Lowest relevant rating; null: <see cref="RankingMetrics.DefaultThreshold"/>.</param>
    /// <exception cref="ArgumentException">There is no split.</exception>
    public static EvaluationTable Folds(
        IReadOnlyList<RatingsSplit> folds, IReadOnlyList<Func<RatingsTable, IItemRanker>>? models = null, int k = 10,
        IProgress<EvaluationRow>? progress = null, float? threshold = null) =>
        Measure(folds, models ?? Models, k, progress, threshold, listsOnly: false);

    /// <summary>
    /// As <see cref="Folds"/>, but the lists alone, by default of <see cref="ListModels"/>: coverage and popularity of
    /// what is shown stand in place of the errors in stars.
    /// </summary>
    /// <inheritdoc cref="Folds"/>
    public static EvaluationTable Lists(
        IReadOnlyList<RatingsSplit> folds, IReadOnlyList<Func<RatingsTable, IItemRanker>>? models = null, int k = 10,
        IProgress<EvaluationRow>? progress = null, float? threshold = null) =>
        Measure(folds, models ?? ListModels, k, progress, threshold, listsOnly: true);

    private static EvaluationTable Measure(
        IReadOnlyList<RatingsSplit> folds, IReadOnlyList<Func<RatingsTable, IItemRanker>> models, int k,
        IProgress<EvaluationRow>? progress, float? threshold, bool listsOnly)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (folds.Count == 0)
            throw new ArgumentException("There is no split to evaluate on. Make some with Split.Folds(ratings).",
                nameof(folds));
        var rows = new List<EvaluationRow>();
        foreach (var fold in folds)
        {
            var relevant = threshold ?? RankingMetrics.DefaultThreshold(fold.Train, fold.Test);
            foreach (var fit in models)
            {
                rows.Add(Measure(fold, fit, k, relevant, listsOnly));
                progress?.Report(rows[^1]);
            }
        }
        return new EvaluationTable(rows);
    }

    /// <summary>Where nothing held out is relevant there is no ranking, but ratings are measured.</summary>
    private static EvaluationRow Measure(
        RatingsSplit split, Func<RatingsTable, IItemRanker> fit, int k, float threshold, bool listsOnly)
    {
        var clock = Stopwatch.StartNew();
        var model = fit(split.Train);
        var seconds = clock.Elapsed.TotalSeconds;
        var (lowest, highest) = (split.Train.Values.Min(), split.Train.Values.Max());
        var ratings = model is IRatingModel predictor && !listsOnly
            ? RatingMetrics.Of(predictor, split.Test, lowest, highest) : null;
        var isRankable = split.Test.Values.Max() >= threshold;
        var ranking = isRankable ? RankingMetrics.Of(model, split.Train, split.Test, k, threshold) : null;
        return new EvaluationRow(split.Name, model.Name, model.Settings, ratings, ranking, seconds);
    }
}

/// <summary>What one model reached on one split, or on average over several.</summary>
/// <param name="Split">The split's name, or <c>mean</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Settings">The model's hyperparameters.</param>
/// <param name="Ratings">The error of the predicted ratings; null for a model that only ranks.</param>
/// <param name="Ranking">The quality of the first items; null where no held-out rating is relevant.</param>
/// <param name="FitSeconds">The seconds that training took.</param>
public sealed record EvaluationRow(
    string Split, string Model, string Settings, RatingMetrics? Ratings, RankingMetrics? Ranking, double FitSeconds)
{
    /// <summary>The row as a line, such as <c>random 20 %, seed 0: biases, RMSE 0.8721, fitted in 0.05 s</c>.</summary>
    public override string ToString() => $"{Split}: {Model}, "
        + (Ratings is { } error ? Invariant($"RMSE {error.Rmse:F4}, ")
            : Ranking is { } list ? Invariant($"NDCG@{list.K} {list.Ndcg:F4}, ") : "")
        + Invariant($"fitted in {FitSeconds:F2} s");
}

/// <summary>What several models reached on several splits.</summary>
/// <param name="Rows">One row per split and model, split by split.</param>
public sealed record EvaluationTable(IReadOnlyList<EvaluationRow> Rows)
{
    /// <summary>One row per model with the means over the splits; counts of ratings and users are summed.</summary>
    public IReadOnlyList<EvaluationRow> Means { get; } =
        [.. Rows.GroupBy(row => (row.Model, row.Settings)).Select(Mean)];

    /// <summary>The mean of one model.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such model; the message lists those there are.</exception>
    public EvaluationRow MeanOf(string model) => Means.FirstOrDefault(row => row.Model == model)
        ?? throw new KeyNotFoundException(
            $"There is no model '{model}'. There are: {string.Join(", ", Means.Select(row => $"'{row.Model}'"))}.");

    /// <summary>Fixed-width text: the rows of each split, the means, what is relevant, and the settings.</summary>
    public override string ToString()
    {
        if (Rows.Count == 0) return "no model was evaluated\n";
        var splits = Rows.GroupBy(row => row.Split).ToArray();
        var overall = Invariant($"mean of {splits.Length} splits");
        var width = Rows.SelectMany(row => new[] { row.Model, row.Split }).Append(overall).Max(name => name.Length);
        var text = new StringBuilder();
        foreach (var split in splits) AppendBlock(text, split.Key, split, width);
        if (splits.Length > 1) AppendBlock(text, overall, Means, width);
        var thresholds = Rows.Select(row => row.Ranking?.Threshold).OfType<float>().Distinct().ToArray();
        text.Append(thresholds switch
        {
            [] => "Lists were not measured: no held-out rating is relevant. Give a lower threshold.\n",
            [var one] => Invariant($"A held-out rating of {one} or more is relevant.\n"),
            _ => Invariant($"A held-out rating is relevant from {thresholds.Min()} to {thresholds.Max()} up, ")
                + "by split.\n",
        });
        foreach (var row in Means.Where(row => row.Settings.Length > 0))
            text.Append(row.Model + ": " + row.Settings + "\n");
        return text.ToString();
    }

    /// <summary>Each column's heading, width and content; errors in stars only where there are some.</summary>
    private IEnumerable<(string Heading, int Width, Func<EvaluationRow, string> Cell)> Columns()
    {
        var (k, areLists) = (Rows.Select(row => row.Ranking).FirstOrDefault(list => list is not null)?.K,
            Rows.All(row => row.Ratings is null));
        if (!areLists) yield return ("RMSE", 6, row => Number(row.Ratings?.Rmse));
        if (!areLists) yield return ("MAE", 6, row => Number(row.Ratings?.Mae));
        yield return ($"P@{k}", 6, row => Number(row.Ranking?.Precision));
        yield return ($"R@{k}", 6, row => Number(row.Ranking?.Recall));
        yield return ($"NDCG@{k}", 7, row => Number(row.Ranking?.Ndcg));
        yield return ($"hit@{k}", 6, row => Number(row.Ranking?.HitRate));
        yield return ("cover", 6, row => Number(row.Ranking?.Coverage));
        if (areLists) yield return ("popular", 7, row => Number(row.Ranking?.Popularity));
        yield return ("fit s", 5, row => Seconds(row.FitSeconds));
    }

    private void AppendBlock(StringBuilder text, string title, IEnumerable<EvaluationRow> rows, int width)
    {
        var columns = Columns().ToArray();
        AppendLine(title, column => column.Heading);
        foreach (var row in rows) AppendLine(row.Model, column => column.Cell(row));
        text.Append('\n');

        void AppendLine(string name, Func<(string Heading, int, Func<EvaluationRow, string> Cell), string> cell) =>
            text.Append(name.PadRight(width))
                .AppendJoin("", columns.Select(column => " " + cell(column).PadLeft(column.Width))).Append('\n');
    }

    /// <summary>Six characters for a number on any usual scale.</summary>
    private static string Number(double? number) => number switch
    {
        null => "–",
        < 10 => Invariant($"{number:F4}"),
        < 100 => Invariant($"{number:F3}"),
        _ => Invariant($"{number:F2}"),
    };

    private static string Seconds(double seconds) =>
        seconds < 100 ? Invariant($"{seconds:F2}") : Invariant($"{seconds:F0}");

    private static EvaluationRow Mean(IEnumerable<EvaluationRow> rows)
    {
        var ratings = rows.Select(row => row.Ratings).OfType<RatingMetrics>().ToArray();
        var ranking = rows.Select(row => row.Ranking).OfType<RankingMetrics>().ToArray();
        return rows.First() with
        {
            Split = "mean",
            Ratings = ratings.Length == 0 ? null
                : new RatingMetrics(ratings.Average(r => r.Rmse), ratings.Average(r => r.Mae),
                ratings.Sum(r => r.Count)),
            Ranking = ranking.Length == 0 ? null
                : new RankingMetrics(ranking[0].K, ranking[0].Threshold, ranking.Average(r => r.Precision),
                ranking.Average(r => r.Recall), ranking.Average(r => r.Ndcg), ranking.Average(r => r.HitRate),
                ranking.Average(r => r.Coverage), ranking.Sum(r => r.Users), ranking.Sum(r => r.UsersLeftOut))
                {
                    Popularity = ranking.Average(r => r.Popularity),
                },
            FitSeconds = rows.Average(row => row.FitSeconds),
        };
    }
}
