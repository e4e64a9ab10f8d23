using System.Globalization;

namespace MfNotebooks;

/// <summary>Where the columns of a list of ratings stand, found by their names.</summary>
/// <remarks>
/// Upper and lower case, spaces and signs do not matter, and an ending such as <c>id</c> neither: <c>User-ID</c> is
/// <c>user</c>. Plain names (user, item, rating) win over those of a trade (customer, product, stars), and those over
/// descriptions (user name, title), so that <c>userId,movieId,rating,title</c> needs no choice.
/// </remarks>
internal sealed record CsvColumns(int User, int Item, int Rating, int? Timestamp)
{
    private static readonly string[] Endings =
        ["", "id", "ids", "idx", "index", "no", "nr", "num", "number", "key", "code", "uuid", "guid", "s"];

    private static readonly string[] People =
    [
        "customer", "client", "member", "person", "reviewer", "reader", "viewer", "visitor", "account", "rater",
        "player", "student", "listener", "consumer", "buyer", "shopper", "subscriber", "participant", "respondent",
        "critic", "guest",
        "profile", "patron", "judge", "household",
    ];

    private static readonly string[] Things =
    [
        "film", "product", "book", "song", "track", "artist", "album", "game", "isbn", "asin", "article", "business",
        "restaurant", "recipe", "show", "series", "anime", "manga", "video", "joke", "beer", "wine", "hotel", "place",
        "location", "poi", "venue", "app", "content", "listing", "sku", "course", "service", "brand", "document",
        "page",
        "url", "post", "paper", "shop", "store", "event", "podcast", "comic", "dish", "attraction",
    ];

    private static readonly string[] Stars = ["rating", "ratings", "star", "stars", "score", "scores"];

    private static readonly string[][] UserNames =
        [["user", "userid"], ["uid", .. WithEndings(["user", .. People])],
            ["username", .. People.Select(noun => noun + "name")]];

    private static readonly string[][] ItemNames =
    [
        ["item", "itemid", "movie", "movieid"], ["iid", .. WithEndings(["item", "movie", .. Things])],
        ["title", "itemname", "moviename", .. Things.SelectMany(noun => (string[])[noun + "name", noun + "title"])],
    ];

    private static readonly string[][] RatingNames =
    [
        ["rating"],
        [.. Stars, .. from noun in (string[])["user", "item", "movie", "star", "review", "my", .. People, .. Things]
                      from stars in Stars select noun + stars],
        ["grade", "vote", "points", "mark", "note", "overall", "preference", "value"],
    ];

    private static readonly string[][] TimestampNames = [["timestamp"],
        ["unixtimestamp", "unixtime", "unixreviewtime", "ts", "epoch"]];

    /// <summary>Whether a header names user, item and rating.</summary>
    internal static bool IsList(IReadOnlyList<string> headers) =>
        Find(headers, UserNames).Length > 0 && Find(headers, ItemNames).Length > 0
            && Find(headers, RatingNames).Length > 0;

    internal static bool IsUser(string header) => Find([header], UserNames).Length > 0;

    internal static bool IsItem(string header) => Find([header], ItemNames).Length > 0;

    internal static bool IsRating(string header) => Find([header], RatingNames[..2]).Length > 0;

    /// <summary>Null where the header does not name them.</summary>
    internal static CsvColumns? TryFind(IReadOnlyList<string> headers, CsvProblems problems)
    {
        if (!IsList(headers)) return null;
        return new(One(headers, UserNames, problems)!.Value, One(headers, ItemNames, problems)!.Value,
            One(headers, RatingNames, problems)!.Value, One(headers, TimestampNames, problems));
    }

    /// <summary>For a reader: which column was taken for what.</summary>
    internal string Describe(IReadOnlyList<string> headers)
    {
        var others = Enumerable.Range(0, headers.Count)
            .Where(i => i != User && i != Item && i != Rating && i != Timestamp)
            .Select(i => headers[i].Length > 0 ? $"'{CsvProblems.Cut(headers[i])}'"
                : string.Create(CultureInfo.InvariantCulture, $"column {i + 1}, which has no name")).ToArray();
        return $"Read as a list: user = '{headers[User]}', item = '{headers[Item]}', rating = '{headers[Rating]}'"
            + (Timestamp is { } time ? $", timestamp = '{headers[time]}'" : "")
            + (others.Length > 0 ? $"; left out: {string.Join(", ", others)}." : ".");
    }

    private static int? One(IReadOnlyList<string> headers, string[][] names, CsvProblems problems)
    {
        var found = Find(headers, names);
        if (found.Length > 1) problems.Add($"the header has both '{headers[found[0]]}' and '{headers[found[1]]}'. Keep "
            + "one of the two.");
        return found.Length == 0 ? null : found[0];
    }

    /// <summary>The columns with the best kind of name that there is.</summary>
    private static int[] Find(IReadOnlyList<string> headers, string[][] names) =>
        names.Select(kind => Enumerable.Range(0, headers.Count).Where(i => kind.Contains(Plain(headers[i]))).ToArray())
            .FirstOrDefault(found => found.Length > 0) ?? [];

    private static string[] WithEndings(string[] nouns) =>
        [.. from noun in nouns from ending in Endings select noun + ending];

    /// <summary>A column's name as it is compared.</summary>
    internal static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
