using System.Globalization;
using System.Text;

namespace MfNotebooks;

/// <summary>Draws a table of ratings or predictions as fixed-width text.</summary>
internal static class RatingsText
{
    internal const int LongestName = 16, MostUsers = 20, MostItems = 12;

    /// <summary>
    /// Draws the first <see cref="MostUsers"/> × <see cref="MostItems"/> cells and says how many more there are.
    /// </summary>
    /// <param name="users">The rows' names.</param>
    /// <param name="items">The columns' names.</param>
    /// <param name="valueAt">The number in a row and column; null shows as <c>·</c>.</param>
    internal static string Format(IReadOnlyList<string> users, IReadOnlyList<string> items, Func<int, int,
        float?> valueAt)
    {
        var (rows, columns) = (Math.Min(users.Count, MostUsers), Math.Min(items.Count, MostItems));
        var names = users.Take(rows).Select(Cut).ToArray();
        var text = new StringBuilder(new string(' ', names.Max(Width)));
        var format = HasFractions(rows, columns, valueAt) ? "0.00" : "0";
        var table = Enumerable.Range(0, columns).Select(item => Column(Cut(items[item]), rows,
            user => valueAt(user, item)?.ToString(format, CultureInfo.InvariantCulture))).ToArray();
        AppendLine(text, table, 0);
        for (var user = 0; user < rows; user++)
        {
            text.Append(names[user]).Append(' ', names.Max(Width) - Width(names[user]));
            AppendLine(text, table, user + 1);
        }
        if (users.Count > rows || items.Count > columns)
            text.Append(CultureInfo.InvariantCulture,
                $"… and {users.Count - rows} more users, {items.Count - columns} more items\n");
        return text.ToString(0, text.Length - 1);
    }

    /// <summary>
    /// One number with a fraction gives all numbers two decimals, so that their points stand below each other.
    /// </summary>
    private static bool HasFractions(int rows, int columns, Func<int, int, float?> valueAt) => Enumerable
        .Range(0, rows * columns).Any(cell => valueAt(cell / columns, cell % columns) is { } value && value % 1 != 0);

    /// <summary>The header and the cells of a column, padded to one width.</summary>
    private static string[] Column(string name, int rows, Func<int, string?> textAt)
    {
        string[] cells = [name, .. Enumerable.Range(0, rows).Select(row => textAt(row) ?? "·")];
        var width = cells.Max(Width);
        return Array.ConvertAll(cells, cell => new string(' ', width - Width(cell)) + cell);
    }

    private static void AppendLine(StringBuilder text, string[][] table, int row)
    {
        foreach (var column in table) text.Append("  ").Append(column[row]);
        text.Append('\n');
    }

    private static string Cut(string name)
    {
        var letters = new StringInfo(name);
        return letters.LengthInTextElements <= LongestName ? name : letters.SubstringByTextElements(0, LongestName - 1)
            + "…";
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
