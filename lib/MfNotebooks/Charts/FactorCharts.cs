using Plotly.NET;

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
        var description =
            $"Two heatmaps: A with {Counted.Of(model.UserCount, "user")} and B with "
            + $"{Counted.Of(model.ItemCount, "item")}, each with "
            + Invariant($"{Counted.Of(model.LatentDim, "factor")} between {-reach:0.##} and {reach:0.##}. ")
            + string.Join(' ', factors.Names.Select((name, f) => Extremes(name, f, b, model.Items)));
        return new HeatmapRow(
            FactorPanel("A: users", a, new("user", model.Users), factors, scale),
            FactorPanel("B: items", b, new("item", model.Items), factors, scale)).ToChart(
                "Factor matrices", description);
    }

    private static HeatmapPanel FactorPanel(
        string title, float[,] factors, NameAxis rows, NameAxis columns, ColorScale scale)
    {
        var (height, width) = (factors.GetLength(0), factors.GetLength(1));
        return new(title, Figure.Cells<float?>(height, width, (r, f) => factors[r, f]), rows, columns, scale)
        {
            // Narrow columns have room for fewer digits.
            Decimals = width <= 4 ? 2 : 1,
            Hover = Figure.Cells(height, width, (r, f) =>
                $"{Figure.Escape(rows.Names[r])} · {columns.Names[f]}<br>{Figure.Decimal(factors[r, f])}"),
        };
    }

    private static string Extremes(string name, int factor, float[,] b, IReadOnlyList<string> items)
    {
        var order = Enumerable.Range(0, items.Count).OrderBy(i => b[i, factor]).ToArray();
        return $"In {name} {items[order[^1]]} is highest with {Figure.Decimal(b[order[^1], factor])} and "
            + $"{items[order[0]]} lowest with {Figure.Decimal(b[order[0], factor])}.";
    }

    /// <summary>
    /// Why a prediction came out: what each factor adds to it or takes away, as bars that follow each other and end at
    /// the prediction.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="item">The item's name.</param>
    /// <exception cref="KeyNotFoundException">
    /// There is no such user or item; the message lists the nearest names.
    /// </exception>
    public static ChartView WhyPrediction(FactorModel model, string user, string item)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (a, b) = (FactorsOf(model.A, "user", model.Users, user), FactorsOf(model.B, "item", model.Items, item));
        var factors = a.Zip(b).Select((pair, f) =>
            new Contribution(Factor(f), Figure.Product(pair.First, pair.Second), pair.First * pair.Second));
        return Contributions(user, item, [.. BesideFactors(model, user, item), .. factors]);
    }

    /// <summary>What stands beside the factors: nothing in the script's model.</summary>
    private static IEnumerable<Contribution> BesideFactors(FactorModel model, string user, string item)
    {
        if (model.Mean != 0) yield return new("mean", "μ", model.Mean);
        if (!model.HasBiases) yield break;
        yield return new("user bias", "b<sub>u</sub>",
            model.UserBias[new NameIndex("user", model.Users).IndexOf(user)]);
        yield return new("item bias", "b<sub>i</sub>",
            model.ItemBias[new NameIndex("item", model.Items).IndexOf(item)]);
    }

    /// <summary>One part of a prediction.</summary>
    /// <param name="Name">Where it comes from, such as <c>factor 1</c>.</param>
    /// <param name="Formula">How it is computed, without its result.</param>
    /// <param name="Stars">The part itself.</param>
    private sealed record Contribution(string Name, string Formula, double Stars)
    {
        /// <summary>Where its bar begins: at the end of the one before.</summary>
        internal double From { get; init; }
    }

    private static GenericChart Contributions(string user, string item, IReadOnlyList<Contribution> parts)
    {
        var bars = parts.Select((part, n) => part with { From = parts.Take(n).Sum(p => p.Stars) }).ToArray();
        var total = parts.Sum(part => part.Stars);
        var sum = new Contribution("prediction", "sum", total);
        string[] labels = [.. bars.Select(b => $"<b>{b.Name}</b><br>{b.Formula} = {Figure.Decimal(b.Stars)}"),
            $"<b>prediction</b><br>sum = {Figure.Decimal(total)}"];
        var strongest = parts.MaxBy(part => Math.Abs(part.Stars))!;
        var description = $"Bar chart of the {Counted.Of(parts.Count, "part")} of the prediction "
            + $"for {user} and {item}: "
            + string.Join("; ", parts.Select(p => $"{p.Name}: {p.Formula} = {Figure.Decimal(p.Stars)}"))
            + $". Together {Figure.Decimal(total)} stars. The largest part is {strongest.Name}.";
        var title = $"Why {Figure.Decimal(total)} stars: {Figure.Shorten(user)} · {Figure.Shorten(item)}";
        var layout = Figure.Layout(title, description, 90 + 50 * labels.Length,
            ("xaxis", new { title = new { text = "stars" }, zeroline = true, zerolinewidth = 2 }),
            ("yaxis", new
            {
                title = new { text = "part of the prediction", standoff = 8 },
                tickvals = Enumerable.Range(0, labels.Length), ticktext = labels,
                range = new[] { labels.Length - 0.5, -0.5 }, showgrid = false, zeroline = false, ticks = "outside",
                ticklen = 6, tickcolor = "rgba(0,0,0,0)"
            }),
            ("bargap", 0.35), ("barmode", "overlay"), ("margin", new { l = 20, r = 20, t = 20, b = 50 }));
        return Figure.Chart(layout,
        [
            Parts("adds stars", Theme.Orange, "", bars, part => part.Stars >= 0),
            Parts("takes stars away", Theme.Blue, "/", bars, part => part.Stars < 0),
            Parts("prediction", Theme.Grey, "", [.. bars, sum], part => part == sum),
            Steps(bars),
        ]);
    }

    private static Trace Parts(
        string name, string color, string pattern, Contribution[] parts, Func<Contribution, bool> chosen)
    {
        var mine = Enumerable.Range(0, parts.Length).Where(n => chosen(parts[n])).ToArray();
        var told = mine.Select(n => $"{parts[n].Name}<br>{parts[n].Formula} = {Figure.Decimal(parts[n].Stars)}");
        var filling = new { shape = pattern, bgcolor = color, fgcolor = "white", size = 8, solidity = 0.15 };
        return Figure.Trace("bar",
            ("orientation", "h"), ("name", name), ("showlegend", mine.Length > 0), ("y", mine),
            ("x", mine.Select(n => parts[n].Stars)), ("base", mine.Select(n => parts[n].From)),
            ("marker", new { color, pattern = filling }), ("meta", pattern.Length > 0 ? "striped" : null),
            ("hovertemplate", "%{customdata}<extra></extra>"), ("customdata", told));
    }

    /// <summary>Dotted lines from the end of each bar to the beginning of the next.</summary>
    private static Trace Steps(Contribution[] parts)
    {
        var ends = parts.SelectMany((part, n) => (double?[])[part.From + part.Stars, part.From + part.Stars, null]);
        var rows = parts.SelectMany((_, n) => (double?[])[n, n + 1, null]);
        return Figure.Trace("scatter", ("mode", "lines"), ("x", ends), ("y", rows),
            ("line", new { color = Theme.Grey, width = 1.5, dash = "dot" }), ("showlegend", false),
            ("hoverinfo", "skip"));
    }

    private static double[] FactorsOf(
        TorchSharp.torch.Tensor factors, string kind, IReadOnlyList<string> names, string name)
    {
        var (row, matrix) = (new NameIndex(kind, names).IndexOf(name), factors.ToMatrix());
        return [.. Enumerable.Range(0, matrix.GetLength(1)).Select(f => (double)matrix[row, f])];
    }

    private static string Factor(int index) => Invariant($"factor {index + 1}");
}
