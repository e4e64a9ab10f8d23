using System.Globalization;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Whether a file is a list of ratings or a table of them; what could be both is refused.</summary>
/// <remarks>
/// A list names its columns, see <see cref="CsvColumns"/>. Everything else must look like a table and like nothing
/// else: a corner (empty, or a word for people), names in the header, numbers of one scale in the cells. The corner
/// <c>user\item</c> settles it.
/// </remarks>
internal static class CsvShape
{
    /// <summary>A list has few columns; among the names of many items may well be a film called "Stars".</summary>
    private const int MostListColumns = 12;

    /// <summary>Numbers up to this are ratings rather than ids in a table that could be a list.</summary>
    private const double LargestStars = 10;

    /// <summary>The highest rating of one item is seldom so many times that of another.</summary>
    private const double MostUnevenScale = 3;

    private const string Remedy = @"If each line is one rating, name the columns user,item,rating. "
        + @"If it is a table with one row per user, name its first column user\item.";

    private static readonly string[] MissingWords =
        ["na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", ".", "\\n"];

    private static readonly string[] TimeNames =
        ["timestamp", "time", "date", "datetime", "starttime", "startdate", "submittedat", "zeitstempel", "datum"];

    /// <summary>Whether a cell says in a word or a sign that there is nothing in it.</summary>
    internal static bool IsMissing(string cell) => MissingWords.Contains(cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>The columns of a list; null for a table.</summary>
    /// <exception cref="CsvRatingsException">It is neither, or could be both.</exception>
    internal static CsvColumns? Of(CsvText text, IReadOnlyList<string> headers, CsvProblems problems)
    {
        problems.ThrowIfAny();
        if (headers.Count == 0) problems.Add($"the file is empty. {CsvText.HowToBegin}");
        else if (headers.Count == 1) problems.Add(
            $"the header has one column only, '{CsvProblems.Cut(headers[0])}'. {CsvText.HowToBegin}");
        problems.ThrowIfAny();
        if (IsTableCorner(headers[0])) return null;
        var columns = CsvColumns.TryFind(headers, problems);
        // Without a sound header every line would look wrong.
        problems.ThrowIfAny();
        if (columns is not null) return columns;
        if (WhyNoTable(headers, text.Separator) is { } why) throw problems.Refuse(why);
        if (headers.Count > 2)
        {
            var cells = new Cells(text, headers);
            if (headers.Count <= MostListColumns && cells.CouldBeList is { } both) throw problems.Refuse(both);
            if (cells.OnlyWords is { } column)
                throw problems.Refuse($"the column '{CsvProblems.Cut(headers[column])}' has words in every line, and "
                    + "in a table each cell below an item is a number or empty. Delete columns that are no items, and "
                    + $"write ratings as numbers. {Remedy}");
        }
        return null;
    }

    /// <summary>The corner that makes a table for certain.</summary>
    internal static bool IsTableCorner(string corner) => IsCorner(corner, CsvColumns.IsUser, CsvColumns.IsItem);

    /// <summary>A corner that names the rows and the columns: <c>user\item</c>.</summary>
    private static bool IsCorner(string corner, Func<string, bool> isRow, Func<string, bool> isColumn) =>
        corner.Split('\\', '/') is [var row, var column] && isRow(row) && isColumn(column);

    /// <summary>What the header's names say against a table; null for nothing.</summary>
    private static string? WhyNoTable(IReadOnlyList<string> headers, char separator)
    {
        var names = headers.ToList();
        var (user, item, rating) = (names.FindIndex(CsvColumns.IsUser), names.FindIndex(CsvColumns.IsItem),
            names.FindIndex(CsvColumns.IsRating));
        if (item == 0 && user < 0 && rating < 0 && headers.Count <= MostListColumns
            && headers.Skip(1).FirstOrDefault(name => CsvColumns.IsItem(name) || IsTime(name)) is { } told)
            return $"it lists items ('{headers[0]}', '{told}') and holds no ratings. "
                + "Give the file of the ratings, such as MovieLens' ratings.csv.";
        if (item == 0 && user < 0 && rating < 0 || IsCorner(headers[0], CsvColumns.IsItem, CsvColumns.IsUser))
            return $"its first column is '{headers[0]}', so its rows are items. "
                + "Turn the table round (transpose it): one row per user, "
                + @"one column per item. If the rows are users, name the first column user\item.";
        if (headers.Count <= MostListColumns)
        {
            if (user >= 0 && item >= 0)
                return $"the header has '{headers[user]}' and '{headers[item]}', but no column 'rating'. "
                    + $"Name the ratings' column rating. {Remedy}";
            if (rating >= 0)
                return $"the header has '{headers[rating]}', as a list of ratings has, but names "
                    + $"no column for the {(user >= 0 ? "items" : item >= 0 ? "users" : "users and items")}. "
                    + (user >= 0 ? "" : "If all are one person's, add a column user with the same name in every line. ")
                    + Remedy;
            if (item > 0) return $"the header has '{headers[item]}', as a list of ratings has. {Remedy}";
        }
        if (IsTime(headers[0]))
            return $"its first column is '{headers[0]}', as in a form's answers, but in a table the users come first: "
                + $"delete it, and columns that are no items. {Remedy}";
        if (user == 1 || (user > 1 && headers.Count <= MostListColumns))
            return $"column {(user + 1).ToString(CultureInfo.InvariantCulture)} is '{headers[user]}', "
                + $"but in a table the users come first: delete the columns before it. {Remedy}";
        var isKnownCorner = headers[0].Length == 0 || user == 0
            || headers[0].Equals("name", StringComparison.OrdinalIgnoreCase);
        if (IsNumber(headers[0]) || (!isKnownCorner && headers.Skip(1).Any(IsNumber)))
            return $"the first line, '{CsvProblems.Cut(string.Join(separator, headers))}', "
                + "looks like ratings and not like a header. "
                + $"If each line is one rating, put the line user{separator}item{separator}rating above it"
                + (headers.Count == 4 ? $" (user{separator}item{separator}rating{separator}timestamp "
                    + "if the last are times)" : "")
                + @". If it is a table with one row per user, put the items' names above it, after user\item.";
        return null;
    }

    private static bool IsTime(string header) => TimeNames.Contains(CsvColumns.Plain(header));

    private static bool IsNumber(string text) => text.Length > 0
        && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>What stands in the cells, column by column.</summary>
    private sealed class Cells
    {
        private readonly int _rows, _firstNames;
        private readonly int[] _filled, _numbers, _words;
        private readonly double[] _largest;

        internal Cells(CsvText text, IReadOnlyList<string> headers)
        {
            var columns = headers.Count;
            (_filled, _numbers, _largest) = (new int[columns], new int[columns], new double[columns]);
            _words = new int[columns];
            var names = new HashSet<string>(StringComparer.Ordinal);
            using var csv = text.Open(null);
            csv.ReadHeader();
            while (csv.Read())
            {
                // Totals go beyond the scale, and CsvTotals says better what they are.
                if (csv.FieldCount != columns || csv.IsEmpty(0) || CsvTotals.IsWord(csv.GetString(0))) continue;
                _rows++;
                names.Add(csv.GetString(0));
                for (var column = 0; column < columns; column++)
                    if (!CsvTotals.IsWord(headers[column])) Look(csv, column);
            }
            _firstNames = names.Count;
        }

        /// <summary>Why the file could be a list without the names of one; null where it could not.</summary>
        internal string? CouldBeList
        {
            get
            {
                var ratings = Enumerable.Range(2, _filled.Length - 2).Any(column => _numbers[column] == _rows);
                if (_rows == 0 || _filled[1] < _rows || !ratings) return null;
                if (2 * _numbers[1] < _rows) return "it looks like a list of ratings, "
                    + $"but its header does not name user, item and rating. {Remedy}";
                if (_firstNames < _rows)
                    return "names stand in the first column more than once, "
                        + $"as in a list of ratings, but the header does not name user, item and rating. {Remedy}";
                var (highest, lowest) = (_largest[1..].Max(), _largest[1..].Min());
                if (highest <= LargestStars || (_filled.Length > 4 && highest <= MostUnevenScale * lowest)) return null;
                return "it could be a list of ratings whose columns have other names, "
                    + Invariant($"or a table with ratings up to {highest:0.###}. {Remedy}");
            }
        }

        /// <summary>The first column after the users' that has several cells, and letters in all.</summary>
        internal int? OnlyWords => Enumerable.Range(1, _words.Length - 1)
            .Where(column => _words[column] > 1 && _words[column] == _filled[column]).Cast<int?>().FirstOrDefault();

        private void Look(CsvReader csv, int column)
        {
            if (csv.IsEmpty(column) || csv.GetString(column) is var cell && IsMissing(cell)) return;
            _filled[column]++;
            if (!double.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || !double.IsFinite(number))
            {
                if (cell.Any(char.IsLetter)) _words[column]++;
                return;
            }
            _numbers[column]++;
            _largest[column] = Math.Max(_largest[column], Math.Abs(number));
        }
    }
}

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
