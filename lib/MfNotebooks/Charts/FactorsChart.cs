using System.Globalization;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>The factor matrices A and B as heatmaps: a row per user and per item, a column per factor.</summary>
    /// <param name="model">The model.</param>
    public static ChartView Factors(FactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (a, b) = (model.A.ToMatrix(), model.B.ToMatrix());
        var reach = Math.Max(0.01, a.Cast<float>().Concat(b.Cast<float>()).Max(MathF.Abs));
        var scale = new ColorScale(-reach, reach, "factor value");
        var factors = new NameAxis("latent factor", [.. Enumerable.Range(0, model.LatentDim).Select(Factor)]);
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Two heatmaps: A with {model.Users.Count} users and B with {model.Items.Count} items, each with {model.LatentDim} factors between {-reach:0.##} and {reach:0.##}. {string.Join(' ', factors.Names.Select((name, f) => Extremes(name, f, b, model.Items)))}");
        return new HeatmapRow(
            FactorPanel("A: users", a, new("user", model.Users), factors, scale),
            FactorPanel("B: items", b, new("item", model.Items), factors, scale)).ToChart("Factor matrices", description);
    }

    private static HeatmapPanel FactorPanel(string title, float[,] factors, NameAxis rows, NameAxis columns, ColorScale scale)
    {
        var (height, width) = (factors.GetLength(0), factors.GetLength(1));
        return new(title, Figure.Cells<float?>(height, width, (r, f) => factors[r, f]), rows, columns, scale)
        {
            // Narrow columns have room for fewer digits.
            Decimals = width <= 4 ? 2 : 1,
            Hover = Figure.Cells(height, width, (r, f) => $"{Figure.Escape(rows.Names[r])} · {columns.Names[f]}<br>{Decimal(factors[r, f])}"),
        };
    }

    private static string Extremes(string name, int factor, float[,] b, IReadOnlyList<string> items)
    {
        var order = Enumerable.Range(0, items.Count).OrderBy(i => b[i, factor]).ToArray();
        return $"In {name} {items[order[^1]]} is highest with {Decimal(b[order[^1], factor])} and {items[order[0]]} lowest with {Decimal(b[order[0], factor])}.";
    }
}
