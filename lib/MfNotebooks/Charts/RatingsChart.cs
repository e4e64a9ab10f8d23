using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>The workbook's pictures. Each returns a Plotly.NET chart, so a reader can restyle it.</summary>
public static partial class Charts
{
    /// <summary>The ratings as a heatmap: names on both axes, numbers in the cells, missing cells hatched.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="title">The chart's title.</param>
    public static GenericChart Ratings(RatingsMatrix ratings, string title = "Ratings")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Heatmap of {ratings.UserCount} users by {ratings.ItemCount} items. {ratings.Count} of {ratings.UserCount * ratings.ItemCount} cells are rated, from {ratings.Min} to {ratings.Max}; the others are hatched.");
        return RowOf(ratings, RatedPanel(ratings, "")).ToChart(title, description);
    }

    /// <summary>The ratings beside the matrix that the model makes of them. Cells that nobody rated are outlined.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="model">A model of the same users and items.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The model has other users or items.</exception>
    public static GenericChart Reconstruction(RatingsMatrix ratings, FactorModel model, string title = "Ratings and reconstruction")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Users.SequenceEqual(ratings.Users) || !model.Items.SequenceEqual(ratings.Items))
            throw new ArgumentException("The model was trained on other users or items than these ratings have.", nameof(model));
        using var product = model.Reconstruct();
        var predicted = product.ToMatrix();
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Two heatmaps of {ratings.UserCount} users by {ratings.ItemCount} items: the ratings, and the model's predictions for every cell. The {ratings.UserCount * ratings.ItemCount - ratings.Count} predicted cells that nobody rated are outlined.");
        return RowOf(ratings, RatedPanel(ratings, "Rated"), PredictedPanel(ratings, predicted)).ToChart(title, description);
    }

    private static HeatmapRow RowOf(RatingsMatrix ratings, params HeatmapPanel[] panels) =>
        new(ratings.Users, ratings.Items, ratings.Min, ratings.Max) { Panels = panels };

    private static HeatmapPanel RatedPanel(RatingsMatrix ratings, string title) =>
        new(title, Cells(ratings, (u, i) => ratings[u, i]))
        {
            Decimals = HasHalves(ratings) ? 1 : 0,
            Hover = Cells(ratings, (u, i) => Cell(ratings, u, i) + Stars(" rated: ", ratings[u, i])),
        };

    private static HeatmapPanel PredictedPanel(RatingsMatrix ratings, float[,] predicted) =>
        new("Predicted (A·Bᵀ)", Cells<float?>(ratings, (u, i) => predicted[u, i]))
        {
            Decimals = 1,
            Outlined = Cells(ratings, (u, i) => ratings[u, i] is null),
            Hover = Cells(ratings, (u, i) => Cell(ratings, u, i) + Stars(" predicted: ", predicted[u, i]) + Stars(" rated: ", ratings[u, i]) + Stars(" error: ", predicted[u, i] - ratings[u, i])),
        };

    private static string Cell(RatingsMatrix ratings, int user, int item) => $"{Figure.Escape(ratings.Users[user])} · {Figure.Escape(ratings.Items[item])}<br>";

    private static string Stars(string label, float? value) =>
        value is { } v ? string.Create(CultureInfo.InvariantCulture, $"{label}{v:0.##}") : "";

    private static bool HasHalves(RatingsMatrix ratings) =>
        Cells(ratings, (u, i) => ratings[u, i]).Cast<float?>().Any(v => v is { } rating && rating != MathF.Round(rating));

    private static T[,] Cells<T>(RatingsMatrix ratings, Func<int, int, T> at)
    {
        var cells = new T[ratings.UserCount, ratings.ItemCount];
        for (var u = 0; u < ratings.UserCount; u++)
            for (var i = 0; i < ratings.ItemCount; i++)
                cells[u, i] = at(u, i);
        return cells;
    }
}
