using System.Globalization;

namespace MfNotebooks;

public static partial class Charts
{
    private const int MostModels = 3;

    /// <summary>The ratings beside their mask: 1 where a cell is rated, 0 where it is not.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    public static ChartView Mask(RatingsMatrix ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var missing = CellCount(ratings) - ratings.Count;
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Two heatmaps of {ratings.UserCount} users by {ratings.ItemCount} items: the ratings, and the mask. The mask is 1 in the {ratings.Count} rated cells and 0 in the {missing} others, {100.0 * missing / CellCount(ratings):0}% of the matrix.");
        return new HeatmapRow(RatedPanel(ratings, "Ratings"), MaskPanel(ratings)).ToChart("Ratings and mask", description);
    }

    /// <summary>The ratings beside what several models make of them, on one colour scale. Cells that nobody rated are outlined.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="models">One to three models of the same users and items, each with what to call it.</param>
    /// <exception cref="ArgumentException">There is no model or more than three, or one has other users or items.</exception>
    public static ChartView Reconstructions(RatingsMatrix ratings, params (string Name, FactorModel Model)[] models)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Length is 0 or > MostModels)
            throw new ArgumentException(FormattableString.Invariant($"There are {models.Length} models. Give 1 to {MostModels}: more would leave no room for their numbers."), nameof(models));
        foreach (var (_, model) in models) RequireSameNames(ratings, model, nameof(models));
        var named = models.Select(m => (m.Name, Cells: Predictions(m.Model))).ToArray();
        var panels = named.Select(m => PredictedPanel(ratings, m.Name, m.Cells));
        return new HeatmapRow([RatedPanel(ratings, "Ratings"), .. panels]).ToChart("Ratings and reconstructions", DescribeReconstructions(ratings, named));
    }

    private static HeatmapPanel MaskPanel(RatingsMatrix ratings) =>
        Panel(ratings, "Mask: 1 = rated, 0 = not rated", Cells<float?>(ratings, (u, i) => ratings[u, i] is null ? 0 : 1)) with
        {
            Scale = new ColorScale(0, 1, "mask") { Colors = Theme.Mask, HasBar = false },
            Hover = Cells(ratings, (u, i) => CellName(ratings, u, i) + (ratings[u, i] is null ? "<br>mask 0: not rated" : "<br>mask 1: rated")),
        };

    private static string DescribeReconstructions(RatingsMatrix ratings, (string Name, float[,] Cells)[] models)
    {
        var results = models.Select(model => $"{model.Name}: {Stars("", Mean(ratings, true, model.Cells))} stars on average where rated{Stars(", where not ", Mean(ratings, false, model.Cells))}.");
        return string.Create(CultureInfo.InvariantCulture,
            $"Heatmaps of {ratings.UserCount} users by {ratings.ItemCount} items: the ratings, {ratings.Mean:0.0} stars on average, and the predictions of {models.Length} models. {string.Join(' ', results)}");
    }

    /// <summary>The mean of the predictions for the rated cells, or for the others; null where there are none.</summary>
    private static float? Mean(RatingsMatrix ratings, bool rated, float[,] predicted) =>
        Chosen(ratings, (u, i) => ratings[u, i] is not null == rated, (u, i) => (float?)predicted[u, i]).Average();
}
