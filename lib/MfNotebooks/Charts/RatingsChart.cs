using System.Globalization;

namespace MfNotebooks;

/// <summary>The workbook's pictures. Each returns a Plotly.NET chart, so a reader can restyle it.</summary>
public static partial class Charts
{
    /// <summary>The ratings as a heatmap: names on both axes, numbers in the cells, missing cells hatched.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="title">The chart's title.</param>
    public static ChartView Ratings(RatingsMatrix ratings, string title = "Ratings")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Heatmap of {ratings.UserCount} users by {ratings.ItemCount} items. {ratings.Count} of {CellCount(ratings)} cells are rated, from {ratings.Min} to {ratings.Max}; the others are hatched.");
        return new HeatmapRow(RatedPanel(ratings, "")).ToChart(title, description);
    }

    private static HeatmapPanel RatedPanel(RatingsMatrix ratings, string title) =>
        Panel(ratings, title, Cells(ratings, (u, i) => ratings[u, i])) with { Decimals = HasHalves(ratings) ? 1 : 0 };

    /// <summary>What a model makes of every cell; hovering tells the number that is in the cell at that moment.</summary>
    private static HeatmapPanel PredictedPanel(RatingsMatrix ratings, string title, float[,] predicted) =>
        Panel(ratings, title, Cells<float?>(ratings, (u, i) => predicted[u, i])) with
        {
            Decimals = 1,
            HoverNumber = "predicted",
            Outlined = Cells(ratings, (u, i) => ratings[u, i] is null),
        };

    private static HeatmapPanel Panel(RatingsMatrix ratings, string title, float?[,] cells) =>
        new(title, cells, new("user", ratings.Users), new("item", ratings.Items), ColorScale.Stars(ratings))
        {
            Hover = Cells(ratings, (u, i) => CellName(ratings, u, i) + Stars("<br>rated: ", ratings[u, i])),
        };

    private static string CellName(RatingsMatrix ratings, int user, int item) => $"{Figure.Escape(ratings.Users[user])} · {Figure.Escape(ratings.Items[item])}";

    private static string Stars(string label, float? value) =>
        value is { } v ? string.Create(CultureInfo.InvariantCulture, $"{label}{v:0.##}") : "";

    private static bool HasHalves(RatingsMatrix ratings) =>
        Cells(ratings, (u, i) => ratings[u, i]).Cast<float?>().Any(v => v is { } rating && rating != MathF.Round(rating));

    private static int CellCount(RatingsMatrix ratings) => ratings.UserCount * ratings.ItemCount;

    private static T[,] Cells<T>(RatingsMatrix ratings, Func<int, int, T> at) => Figure.Cells(ratings.UserCount, ratings.ItemCount, at);

    /// <summary>The cells' numbers that a condition on their place chooses.</summary>
    private static IEnumerable<T> Chosen<T>(RatingsMatrix ratings, Func<int, int, bool> chosen, Func<int, int, T> at) =>
        from u in Enumerable.Range(0, ratings.UserCount)
        from i in Enumerable.Range(0, ratings.ItemCount)
        where chosen(u, i)
        select at(u, i);

    private static void RequireSameNames(RatingsMatrix ratings, FactorModel model, string parameter)
    {
        if (!model.Users.SequenceEqual(ratings.Users) || !model.Items.SequenceEqual(ratings.Items))
            throw new ArgumentException(FormattableString.Invariant(
                $"The model has {model.Users.Count} users and {model.Items.Count} items that are not the ratings' {ratings.UserCount} users and {ratings.ItemCount} items, or stand in another order. Train it on these ratings."), parameter);
    }

    private static float[,] Predictions(FactorModel model)
    {
        using var product = model.Reconstruct();
        return product.ToMatrix();
    }
}
