namespace MfNotebooks;

/// <summary>
/// Finds the line that sums the others up in a table of ratings: a spreadsheet's <c>Total</c> or <c>Average</c> would
/// silently be one more user, or one more item, with ratings beyond the scale.
/// </summary>
/// <remarks>
/// A line (row or column) with a word for totals is one where its cells are the sums, the means or the counts of the
/// others; the last line, whatever its name, where at least <see cref="FewestSums"/> cells are the sum of several
/// others, all of its cells are sums, and it goes beyond the scale.
/// </remarks>
internal static class CsvTotals
{
    private const int FewestSums = 3;

    /// <summary>Spreadsheets round a mean to a decimal, or to more.</summary>
    private const double Rounding = 0.051;

    private static readonly string[] Words =
    [
        "total", "totals", "grandtotal", "subtotal", "sum", "sums", "count", "counts", "average", "averages", "avg",
        "mean", "means", "gesamt", "gesamtergebnis", "summe", "anzahl", "mittelwert", "durchschnitt", "schnitt",
        "moyenne", "somme", "media", "promedio", "suma", "totale",
    ];

    /// <summary>The problem, and what to do; null where no line sums up the others.</summary>
    internal static string? Find(RatingsTable table) =>
        Find("row", "user", table.UserIds, table.ItemIds, table.Users, table.Items, table.Values)
        ?? Find("column", "item", table.ItemIds, table.UserIds, table.Items, table.Users, table.Values);

    private static string? Find(string line, string kind, IReadOnlyList<string> names, IReadOnlyList<string> others,
        IReadOnlyList<int> lines, IReadOnlyList<int> cells, IReadOnlyList<float> values)
    {
        var (sums, counts) = (new double[others.Count], new int[others.Count]);
        var (isTotal, largest) = (new bool[names.Count], 0.0);
        for (var n = 0; n < names.Count; n++) isTotal[n] = IsWord(names[n]) || n == names.Count - 1;
        for (var i = 0; i < values.Count; i++)
        {
            if (isTotal[lines[i]] || IsWord(others[cells[i]])) continue;
            sums[cells[i]] += values[i];
            counts[cells[i]]++;
            largest = Math.Max(largest, values[i]);
        }
        foreach (var n in Enumerable.Range(0, names.Count).Where(n => isTotal[n]))
        {
            var own = Enumerable.Range(0, values.Count).Where(i => lines[i] == n && counts[cells[i]] > 0).ToArray();
            if (own.Length == 0) continue;
            var isFound = IsWord(names[n])
                ? Array.TrueForAll(own, i => IsNear(values[i], sums[cells[i]]))
                    || Array.TrueForAll(own, i => IsNear(values[i], sums[cells[i]] / counts[cells[i]]))
                    || Array.TrueForAll(own, i => values[i] == counts[cells[i]])
                : Array.TrueForAll(own, i => values[i] == (float)sums[cells[i]])
                    && own.Count(i => counts[cells[i]] > 1) >= FewestSums && own.Max(i => values[i]) > largest;
            if (isFound) return $"the {line} '{CsvProblems.Cut(names[n])}' sums up the other {line}s, and would be "
                + $"one more {kind}. Delete it. If it is {(kind == "item" ? "an" : "a")} {kind}, name the table's "
                + @"first column user\item.";
        }
        return null;
    }

    private static bool IsNear(float value, double other) => Math.Abs(value - other) < Rounding;

    internal static bool IsWord(string name) => Words.Contains(CsvColumns.Plain(name));
}
