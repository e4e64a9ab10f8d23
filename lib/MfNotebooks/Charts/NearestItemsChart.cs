using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>Long enough to tell "Star Wars: Episode IV" from "Star Wars: Episode V".</summary>
    private const int LongestTitle = 36;

    /// <summary>The items whose factors point the same way: bars of the cosine of the angle between their factors and one item's, nearest first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="titles">The items' titles, in the order of the model's items.</param>
    /// <param name="item">The item's index.</param>
    /// <param name="n">How many; fewer where there are fewer. Default 10.</param>
    /// <param name="include">Which items may be shown, by their index; null (the default) for all. Items with few ratings have noisy factors: leave them out.</param>
    /// <exception cref="ArgumentException">The titles do not fit the model, the item has no factors to compare, or nothing is left to show.</exception>
    public static ChartView NearestItems(BiasedFactorModel model, IReadOnlyList<string> titles, int item, int n = 10, Func<int, bool>? include = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(titles);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        RequireTitles(model, titles, item);
        var nearest = Cosines(model, item, include).OrderByDescending(c => c.Cosine).ThenBy(c => c.Item).Take(n).ToArray();
        if (nearest.Length == 0) throw new ArgumentException($"There is no other item to compare '{titles[item]}' with. Let include accept more of them.", nameof(include));
        var labels = nearest.Select(c => titles[c.Item]).ToArray();
        var description = FormattableString.Invariant($"Bar chart of the {nearest.Length} items nearest to {titles[item]} by the cosine of their factors: {string.Join("; ", nearest.Select((c, i) => FormattableString.Invariant($"{labels[i]} {c.Cosine:0.00}")))}.");
        var layout = Figure.Layout($"Nearest in factor space: {Figure.Shorten(titles[item], 48)}", description, 130 + 30 * nearest.Length,
            ("xaxis", new { title = new { text = "cosine similarity of the factors", standoff = Figure.TitleGap }, range = new[] { Math.Min(0, nearest[^1].Cosine) - (nearest[^1].Cosine < 0 ? 0.12 : 0), 1.12 }, zeroline = true, nticks = 6 }),
            ("yaxis", new { title = new { text = "item", standoff = 8 }, tickvals = Enumerable.Range(0, nearest.Length), ticktext = labels.Select(title => Figure.Escape(Figure.Shorten(title, LongestTitle))), range = new[] { nearest.Length - 0.5, -0.5 }, showgrid = false, zeroline = false }),
            ("bargap", 0.3), ("showlegend", false), ("margin", new { l = 20, r = 20, t = 50, b = 60 }));
        return Figure.Chart(layout, [CosineBars([.. nearest.Select(c => c.Cosine)], labels)]);
    }

    private static Trace CosineBars(double[] cosines, string[] labels) => Figure.Trace("bar",
        ("orientation", "h"), ("name", "cosine"), ("x", cosines), ("y", Enumerable.Range(0, cosines.Length)), ("marker", new { color = Theme.Blue }),
        ("text", cosines.Select(Figure.Decimal)), ("textposition", "outside"), ("cliponaxis", false),
        ("customdata", labels.Select(Figure.Escape)), ("hovertemplate", "%{customdata}: %{x:.4f}<extra></extra>"));

    /// <summary>Items whose factors are all 0 point nowhere and are not among them.</summary>
    private static IEnumerable<(int Item, double Cosine)> Cosines(BiasedFactorModel model, int item, Func<int, bool>? include)
    {
        var length = Length(model.B, item);
        for (var other = 0; other < model.ItemCount; other++)
            if (other != item && include?.Invoke(other) != false && Length(model.B, other) is > 0 and var otherLength)
                yield return (other, Product(model.B, item, other) / (length * otherLength));
    }

    private static double Length(float[,] factors, int row) => Math.Sqrt(Product(factors, row, row));

    private static double Product(float[,] factors, int row, int other)
    {
        var sum = 0.0;
        for (var f = 0; f < factors.GetLength(1); f++) sum += (double)factors[row, f] * factors[other, f];
        return sum;
    }

    private static void RequireTitles(BiasedFactorModel model, IReadOnlyList<string> titles, int item)
    {
        if (titles.Count != model.ItemCount)
            throw new ArgumentException(FormattableString.Invariant($"There are {titles.Count} titles for the model's {model.ItemCount} items. Give one for each, in their order."), nameof(titles));
        if (item < 0 || item >= model.ItemCount)
            throw new ArgumentOutOfRangeException(nameof(item), item, FormattableString.Invariant($"There is no item {item}; they are numbered 0 to {model.ItemCount - 1}."));
        if (Length(model.B, item) == 0)
            throw new ArgumentException(FormattableString.Invariant($"The {model.LatentDim} factors of '{titles[item]}' are all 0, so that they have no direction. Choose an item with ratings and a model with factors."), nameof(item));
    }
}
