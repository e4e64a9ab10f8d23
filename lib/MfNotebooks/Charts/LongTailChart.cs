namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// The long tail: how many ratings each user and each item has, from the one with most to the one with least, on a
    /// logarithmic axis. The shaded part holds half of all ratings.
    /// </summary>
    /// <param name="ratings">The ratings.</param>
    public static ChartView LongTail(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (users, items) = (TailOf("user", "from", RatingGroups.ByUser(ratings)), TailOf("item", "on", RatingGroups.ByItem(ratings)));
        var description = FormattableString.Invariant($"Two line charts of {ratings.Count:N0} ratings, on logarithmic axes, sorted from most to least. {users.Describe()} {items.Describe()}");
        var highest = Math.Log10(Math.Max(users.Counts[0], items.Counts[0])) + 0.15;
        var layout = Figure.Layout("The long tail: a few users and items have most of the ratings", description, 440,
            ("xaxis", TailShares("users, most active first", "y", [0, 0.42])), ("xaxis2", TailShares("items, most rated first", "y2", [0.58, 1])),
            ("yaxis", TailCounts("user", "x", highest)), ("yaxis2", TailCounts("item", "x2", highest)),
            ("shapes", new[] { users.HalfLine("x", "y domain"), items.HalfLine("x2", "y2 domain") }),
            ("annotations", new[] { users.HalfLabel("x", "y domain"), items.HalfLabel("x2", "y2 domain") }),
            ("showlegend", false), ("margin", new { l = 60, r = 20, t = 60, b = 60 }));
        return Figure.Chart(layout, [.. users.Traces(0, "x", "y"), .. items.Traces(1, "x2", "y2")]);
    }

    private static LongTailSide TailOf(string kind, string preposition, RatingGroups groups) =>
        new(kind, preposition, [.. Enumerable.Range(0, groups.Count).Select(group => groups[group].Length).OrderDescending()]);

    private static object TailShares(string who, string anchor, double[] domain) => new
    {
        title = new { text = $"{who} (%)", standoff = Figure.TitleGap }, domain, anchor, range = new[] { 0, 100 }, nticks = 6, zeroline = false,
    };

    private static object TailCounts(string kind, string anchor, double highest) => new
    {
        title = new { text = $"ratings per {kind}" }, anchor, type = "log", range = new[] { -0.05, highest }, dtick = 1, tickformat = ",",
    };
}
