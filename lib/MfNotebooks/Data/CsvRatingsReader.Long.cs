using System.Buffers.Text;

namespace MfNotebooks;

internal sealed partial class CsvRatingsReader
{
    private void ReadLong(LongColumns columns)
    {
        while (ReadRow())
        {
            var (user, item) = (Id(columns.User), Id(columns.Item));
            var (rating, timestamp) = (Rating(columns.Rating), columns.Timestamp is { } column ? Timestamp(column) : 0);
            if (user is null || item is null || rating is null || timestamp is null) continue;
            Add(_userNames.IndexOf(user, out _), _itemNames.IndexOf(item, out _), rating.Value);
            if (columns.Timestamp is not null) _timestamps.Add(timestamp.Value);
        }
    }

    private string? Id(int column)
    {
        var id = csv.GetString(column);
        if (!string.IsNullOrWhiteSpace(id)) return id;
        problems.AddCell(csv.LineNumber, csv.Headers[column], id, "it is empty. Every rating needs a user and an item.");
        return null;
    }

    private long? Timestamp(int column)
    {
        var text = csv.GetSpan(column);
        if (Utf8Parser.TryParse(text, out long seconds, out var used) && used == text.Length) return seconds;
        problems.AddCell(csv.LineNumber, csv.Headers[column], csv.GetString(column), "it is not a time. Write whole seconds since 1970-01-01 UTC, such as 964982703, or leave the column out.");
        return null;
    }

    /// <summary>Where the columns of a list of ratings stand.</summary>
    private sealed record LongColumns(int User, int Item, int Rating, int? Timestamp)
    {
        private static readonly string[] UserNames = ["user", "userid"], ItemNames = ["item", "itemid", "movie", "movieid"], RatingNames = ["rating"], TimestampNames = ["timestamp"];

        /// <summary>Null where the header is not that of a list: the file then has one column per item.</summary>
        internal static LongColumns? Find(IReadOnlyList<string> headers, CsvProblems problems)
        {
            if (Column(headers, UserNames, problems) is not { } user || Column(headers, ItemNames, problems) is not { } item) return null;
            if (Column(headers, RatingNames, problems) is { } rating) return new(user, item, rating, Column(headers, TimestampNames, problems));
            problems.Add($"the header has '{headers[user]}' and '{headers[item]}', but no column 'rating'. Name the ratings' column rating.");
            return null;
        }

        private static int? Column(IReadOnlyList<string> headers, string[] names, CsvProblems problems)
        {
            var found = Enumerable.Range(0, headers.Count).Where(i => names.Contains(Plain(headers[i]), StringComparer.OrdinalIgnoreCase)).ToArray();
            if (found.Length > 1) problems.Add($"the header has both '{headers[found[0]]}' and '{headers[found[1]]}'. Keep one of the two.");
            return found.Length == 0 ? null : found[0];
        }

        private static string Plain(string header) => header.Replace("_", "", StringComparison.Ordinal).Trim();
    }
}
