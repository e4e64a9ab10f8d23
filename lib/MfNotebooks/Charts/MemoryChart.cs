using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const int BytesPerCell = sizeof(float), BytesPerRating = 2 * sizeof(int) + sizeof(float);
    private static readonly (double Bytes, string Unit)[] MemoryUnits = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")];

    /// <summary>
    /// The memory of ratings as a dense float32 matrix (4 bytes a cell) beside a list of what is rated (12 bytes a rating:
    /// user, item, value), on a logarithmic axis.
    /// </summary>
    /// <param name="tables">Each table's name and size, in the order to show them from the top.</param>
    /// <exception cref="ArgumentException">There is no table, or one has no users, items or ratings.</exception>
    public static ChartView DenseAgainstSparse(params (string Name, long Users, long Items, long Ratings)[] tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Length == 0) throw new ArgumentException("There are no tables. Give at least one, such as (\"ml-100k\", 943, 1682, 100000).", nameof(tables));
        foreach (var (name, users, items, ratings) in tables)
            if (users < 1 || items < 1 || ratings < 1) throw new ArgumentException(FormattableString.Invariant($"The table '{name}' has {users} users, {items} items and {ratings} ratings. Each must be at least 1."), nameof(tables));
        var (dense, sparse) = (Array.ConvertAll(tables, t => (double)BytesPerCell * t.Users * t.Items), Array.ConvertAll(tables, t => (double)BytesPerRating * t.Ratings));
        var (low, high) = (Math.Floor(Math.Log10(dense.Concat(sparse).Min())), Math.Ceiling(Math.Log10(dense.Concat(sparse).Max())));
        var ticks = Enumerable.Range(0, (int)((high - low) / 3) + 1).Select(i => Math.Pow(10, low + 3 * i)).ToArray();
        var layout = Figure.Layout("Memory: every cell, or only what is rated", DescribeMemory(tables, dense, sparse), 150 + 52 * tables.Length,
            ("xaxis", new { title = new { text = "memory (logarithmic)", standoff = Figure.TitleGap }, type = "log", range = new[] { low, high + 0.9 }, tickvals = ticks, ticktext = ticks.Select(ShowBytes) }),
            ("yaxis", new { title = new { text = "ratings", standoff = 8 }, tickvals = Enumerable.Range(0, tables.Length), ticktext = tables.Select(t => Figure.Escape(Figure.Shorten(t.Name))), range = new[] { tables.Length - 0.4, -0.6 }, ticks = "outside", ticklen = 6, tickcolor = "rgba(0,0,0,0)" }),
            ("barmode", "group"), ("bargap", 0.25), ("legend", Figure.LegendBelow), ("margin", new { l = 20, r = 20, t = 50, b = Figure.Below(2) }));
        return Figure.Chart(layout, [MemoryBars("dense matrix", dense, Theme.Orange), MemoryBars("list of ratings", sparse, Theme.Blue)]);
    }

    private static Trace MemoryBars(string name, double[] bytes, string color) => Figure.Trace("bar",
        ("orientation", "h"), ("name", name), ("x", bytes), ("y", Enumerable.Range(0, bytes.Length)), ("marker", new { color }),
        ("text", bytes.Select(ShowBytes)), ("textposition", "outside"), ("cliponaxis", false), ("hovertemplate", "%{text}<extra>%{fullData.name}</extra>"));

    private static string ShowBytes(double bytes)
    {
        var (size, unit) = Array.Find(MemoryUnits, unit => bytes >= unit.Bytes);
        return FormattableString.Invariant($"{bytes / size:0.##} {unit}");
    }

    private static string DescribeMemory((string Name, long Users, long Items, long Ratings)[] tables, double[] dense, double[] sparse) =>
        $"Bar chart of the memory of {string.Join("; ", tables.Select((t, n) => $"{t.Name}: {ShowBytes(dense[n])} as a dense matrix, {ShowBytes(sparse[n])} as a list of ratings"))}.";
}
