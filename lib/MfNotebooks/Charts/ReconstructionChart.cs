using System.Globalization;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// Before, after and what is left: the ratings, the matrix that the model makes of them, and predicted − rated.
    /// Cells that nobody rated are outlined in the second and hatched in the others. All panels give a star's
    /// difference the same step in colour.
    /// </summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="model">A model of the same users and items.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The model has other users or items.</exception>
    public static ChartView Reconstruction(RatingsMatrix ratings, FactorModel model, string title = "Ratings and reconstruction")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(model);
        RequireSameNames(ratings, model, nameof(model));
        var predicted = Predictions(model);
        return new HeatmapRow(
            RatedPanel(ratings, "Rated") with { Hover = FullHover(ratings, predicted) },
            PredictedPanel(ratings, "Predicted (A·Bᵀ)", predicted) with { Hover = FullHover(ratings, predicted), HoverNumber = null },
            ErrorPanel(ratings, predicted)).ToChart(title, DescribeReconstruction(ratings, predicted));
    }

    private static HeatmapPanel ErrorPanel(RatingsMatrix ratings, float[,] predicted) =>
        Panel(ratings, "Predicted − rated", Cells(ratings, (u, i) => predicted[u, i] - ratings[u, i])) with
        {
            Decimals = 1,
            Scale = ColorScale.Errors(ratings),
            Hover = FullHover(ratings, predicted),
        };

    private static string[,] FullHover(RatingsMatrix ratings, float[,] predicted) => Cells(ratings, (u, i) =>
        CellName(ratings, u, i) + (ratings[u, i] is null ? "<br>not rated" : Stars("<br>rated: ", ratings[u, i]))
        + Stars("<br>predicted: ", predicted[u, i]) + Stars("<br>error: ", predicted[u, i] - ratings[u, i]));

    private static string DescribeReconstruction(RatingsMatrix ratings, float[,] predicted)
    {
        var errors = Chosen(ratings, (u, i) => ratings[u, i] is not null, (u, i) => (double)(predicted[u, i] - ratings[u, i]!.Value)).ToArray();
        var guesses = Chosen(ratings, (u, i) => ratings[u, i] is null, (u, i) => predicted[u, i]).ToArray();
        var guessed = guesses.Length == 0 ? "Every cell is rated." : string.Create(CultureInfo.InvariantCulture,
            $"The {guesses.Length} predictions that nobody rated lie between {guesses.Min():0.0} and {guesses.Max():0.0}.");
        return string.Create(CultureInfo.InvariantCulture,
            $"Three heatmaps of {ratings.UserCount} users by {ratings.ItemCount} items: the ratings, the model's predictions, and the errors of the {ratings.Count} rated cells. The root mean squared error is {Math.Sqrt(errors.Average(e => e * e)):0.###} stars, the largest error {errors.Max(Math.Abs):0.##} stars. {guessed}");
    }
}
