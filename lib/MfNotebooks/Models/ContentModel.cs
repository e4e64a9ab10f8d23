namespace MfNotebooks;

/// <summary>
/// Guesses the bias and factors of a film that nobody has rated from its genres: a ridge regression from genres to the
/// item rows of a trained model, one for the bias and one for each factor.
/// </summary>
/// <remarks>
/// With <c>x_i</c> the genres of film i as zeros and ones, every column y of the item side (bias or factor) is fitted
/// by <c>min Σ_i n_i (y_i − w₀ − w·x_i)² + λ‖w‖²</c> over the films with ratings, w₀ without penalty (Hoerl and Kennard
/// 1970, weighted by n_i, the number of ratings: what is better known counts more). A guess is <c>w₀ + w·x</c>.
/// The idea: Gantner et al., "Learning Attribute-to-Feature Mappings for Cold-Start Recommendations" (2010).
/// </remarks>
public sealed class ContentModel
{
    private readonly Dictionary<string, int> _columns;
    private readonly double[][] _weights;

    private ContentModel(Dictionary<string, int> columns, double[][] weights) =>
        (_columns, _weights) = (columns, weights);

    /// <summary>The genres that it knows, in alphabetical order.</summary>
    public IReadOnlyList<string> Genres => [.. _columns.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Fits the regression.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="ratings">What it was trained with; gives the weights n_i.</param>
    /// <param name="genres">The genres of each item, <c>[items]</c>.</param>
    /// <param name="lambda">λ > 0, in ratings. Default 20.</param>
    /// <exception cref="ArgumentException">The items differ, or λ is not above 0 or too small.</exception>
    public static ContentModel Fit(BiasedFactorModel model, RatingsTable ratings,
        IReadOnlyList<IReadOnlyList<string>> genres, double lambda = 20)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(genres);
        if (model.ItemCount != ratings.ItemCount || genres.Count != model.ItemCount)
            throw new ArgumentException($"The model has {Counted.Of(model.ItemCount, "item")}, "
                + Invariant($"the ratings {ratings.ItemCount}, and {genres.Count} have genres. ")
                + "Give one list of genres per item of the model.", nameof(genres));
        // Genres that always come together have no single solution without a penalty.
        SettingRange.RequirePositive(lambda);
        var columns = genres.SelectMany(g => g).Distinct().Order(StringComparer.Ordinal)
            .Select((genre, i) => (genre, i)).ToDictionary(c => c.genre, c => c.i + 1);
        return new ContentModel(columns,
            Solve(model, RatingRows.ByItem(ratings), [.. genres.Select(g => Features(columns, g))], lambda));
    }

    /// <summary>Guesses bias and factors of a film from its genres; unknown ones say nothing.</summary>
    /// <param name="genres">The film's genres; none gives the average film.</param>
    /// <returns>A row for <see cref="BiasedFactorModel.Predict(int, FoldedRow)"/>.</returns>
    public FoldedRow Guess(IReadOnlyList<string> genres)
    {
        ArgumentNullException.ThrowIfNull(genres);
        var features = Features(_columns, genres);
        var row = Array.ConvertAll(_weights, weights => (float)weights.Zip(features, (w, x) => w * x).Sum());
        return new FoldedRow(row[0], row[1..]);
    }

    /// <summary>A one for w₀, then a zero or one for each genre.</summary>
    private static double[] Features(Dictionary<string, int> columns, IReadOnlyList<string> genres)
    {
        var features = new double[columns.Count + 1];
        features[0] = 1;
        foreach (var genre in genres)
            if (columns.TryGetValue(genre, out var column)) features[column] = 1;
        return features;
    }

    /// <summary>One ridge regression for each column of the item side, the bias first; w₀ is the intercept.</summary>
    private static double[][] Solve(BiasedFactorModel model, RatingRows byItem, double[][] features, double lambda)
    {
        var system = new LeastSquares<double>(features[0].Length, hasIntercept: false);
        var penalty = new double[system.Size];
        Array.Fill(penalty, lambda);
        // Nothing pulls w₀ to zero.
        penalty[0] = 0;
        var weights = new double[1 + model.LatentDim][];
        for (var column = 0; column < weights.Length; column++)
        {
            system.Reset(penalty, 0);
            for (var item = 0; item < features.Length; item++)
            {
                var weight = Math.Sqrt(byItem[item].Length);
                var y = column == 0 ? model.ItemBias[item] : model.B[item, column - 1];
                system.Add(Array.ConvertAll(features[item], value => value * weight), y * weight);
            }
            if (!system.Solve())
                throw new ArgumentException(Invariant($"With λ = {lambda} the genres have no single solution, ")
                    + "because some always come together. Give a larger λ, such as 1.", nameof(lambda));
            weights[column] = system.Solution.ToArray();
        }
        return weights;
    }
}
