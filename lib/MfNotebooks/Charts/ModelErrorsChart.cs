using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const int LongestErrorName = 20;

    /// <summary>
    /// The held-out error of every model, best first: a dot at the mean over the splits, and a bar from the lowest to the
    /// highest. Models that only rank are left out, and the description names them.
    /// </summary>
    /// <param name="table">What <see cref="Evaluate"/> measured.</param>
    /// <exception cref="ArgumentException">No model of the table predicts ratings.</exception>
    public static ChartView ModelErrors(EvaluationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var errors = ModelError.Of(table);
        string[] without = [.. table.Means.Where(row => row.Ratings is null).Select(row => row.Model)];
        if (errors.Length == 0)
            throw new ArgumentException($"No model of the table predicts ratings: there {(without.Length == 0 ? "are no rows" : $"is only {string.Join(", ", without)}")}. Evaluate one that does, such as BiasModel.", nameof(table));
        var splits = errors.Max(e => e.Splits);
        var (low, high) = (errors.Min(e => e.Lowest), errors.Max(e => e.Highest));
        var margin = Math.Max(0.01, (high - low) * 0.12);
        var layout = Figure.Layout("Held-out error of every model, best first", DescribeErrors(errors, splits, without), 130 + 58 * errors.Length,
            ("xaxis", new { title = new { text = splits == 1 ? "RMSE (stars): one split" : FormattableString.Invariant($"RMSE (stars): mean and range of {splits} splits"), standoff = Figure.TitleGap }, range = new[] { low - margin, high + margin }, zeroline = false, nticks = 8 }),
            ("yaxis", new { title = new { text = "model", standoff = 8 }, tickvals = Enumerable.Range(0, errors.Length), ticktext = errors.Select(e => ErrorName(e.Name)), range = new[] { errors.Length - 0.5, -0.6 }, zeroline = false }),
            ("showlegend", false), ("margin", new { l = 20, r = 20, t = 50, b = 60 }));
        return Figure.Chart(layout, [ErrorDots(errors)]);
    }

    private static Trace ErrorDots(ModelError[] errors) => Figure.Trace("scatter",
        ("mode", "markers+text"), ("name", "RMSE"), ("x", errors.Select(e => e.Mean)), ("y", Enumerable.Range(0, errors.Length)),
        ("text", errors.Select(e => FormattableString.Invariant($"<b>{e.Mean:0.0000}</b>"))), ("textposition", "top center"), ("cliponaxis", false),
        ("marker", new { size = errors.Select((_, n) => n == 0 ? 15 : 11), opacity = 1, line = new { width = 0 }, symbol = errors.Select((_, n) => n == 0 ? "star" : "circle"), color = errors.Select((_, n) => n == 0 ? Theme.Purple : Theme.Blue) }),
        ("error_x", errors.All(e => e.Splits == 1) ? null : new
        {
            type = "data", symmetric = false, thickness = 2, width = 7, color = Theme.Blue,
            array = errors.Select(e => e.Highest - e.Mean), arrayminus = errors.Select(e => e.Mean - e.Lowest),
        }),
        ("customdata", errors.Select(e => Figure.Escape(e.Hover))), ("hovertemplate", "%{customdata}<extra></extra>"));

    /// <summary>A name of several words stands in two lines, so that the plot stays wide.</summary>
    private static string ErrorName(string name)
    {
        var cut = name.Length <= LongestErrorName ? -1 : name.LastIndexOf(' ', LongestErrorName);
        return cut < 0 ? Figure.Escape(NameAxis.Shorten(name)) : $"{Figure.Escape(name[..cut])}<br>{Figure.Escape(NameAxis.Shorten(name[(cut + 1)..]))}";
    }

    private static string DescribeErrors(ModelError[] errors, int splits, string[] without)
    {
        var left = without.Length == 0 ? "" : $" Left out, because it predicts no ratings: {string.Join(", ", without)}.";
        var over = splits == 1 ? "on one split" : FormattableString.Invariant($"as the mean of {splits} splits, with bars from the lowest to the highest");
        return FormattableString.Invariant($"Dot chart of the held-out RMSE of {errors.Length} models {over}, best first: {string.Join("; ", errors.Select(e => e.Hover))}.{left}");
    }

    private sealed record ModelError(string Name, double Mean, double Lowest, double Highest, int Splits)
    {
        internal string Hover => Splits == 1 ? FormattableString.Invariant($"{Name}: {Mean:0.0000}")
            : FormattableString.Invariant($"{Name}: {Mean:0.0000}, {Lowest:0.0000} to {Highest:0.0000}");

        internal static ModelError[] Of(EvaluationTable table)
        {
            var groups = table.Rows.Where(row => row.Ratings is not null).GroupBy(row => (row.Model, row.Settings)).ToArray();
            var names = NamedLines.Names([.. groups.Select(group => group.Key)]);
            return [.. groups.Select((group, n) => Of(names[n], [.. group.Select(row => row.Ratings!.Rmse)])).OrderBy(error => error.Mean)];
        }

        private static ModelError Of(string name, double[] rmse) => new(name, rmse.Average(), rmse.Min(), rmse.Max(), rmse.Length);
    }
}
