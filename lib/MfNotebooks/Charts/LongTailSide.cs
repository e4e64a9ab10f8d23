using Plotly.NET;

namespace MfNotebooks;

/// <summary>One panel of the long tail.</summary>
/// <param name="Kind"><c>user</c> or <c>item</c>.</param>
/// <param name="Preposition">Ratings are <c>from</c> users and <c>on</c> items.</param>
/// <param name="Counts">The ratings of each, in falling order.</param>
internal sealed record LongTailSide(string Kind, string Preposition, int[] Counts)
{
    private const int MostPoints = 400;

    private int Rated { get; } = Counts.Count(count => count > 0);

    /// <summary>How many of the first ones have half of all ratings.</summary>
    internal int Half { get; } = HalfOf(Counts);

    private double HalfShare => Share(Half - 1);

    private string HalfText => FormattableString.Invariant($"{Half:N0} {Kind}{(Half == 1 ? "" : "s")} ({HalfShare:0.#} %)");

    internal string Describe()
    {
        var without = Rated == Counts.Length ? "" : FormattableString.Invariant($" Without a rating, and not drawn: {Counts.Length - Rated:N0}.");
        return FormattableString.Invariant($"Of {Counts.Length:N0} {Kind}s, the first has {Counts[0]:N0} ratings and the one in the middle {Counts[Counts.Length / 2]:N0}; half of all ratings are {Preposition} {HalfText}.{without}");
    }

    /// <summary>The curve, and under it the part with half of the ratings.</summary>
    internal IEnumerable<Trace> Traces(int style, string x, string y)
    {
        var shown = Shown(Rated);
        yield return Curve(Shown(Half), ("fill", "tozeroy"), ("fillcolor", Theme.FaintGrey), ("line", new { width = 0 }), ("hoverinfo", "skip"), ("xaxis", x), ("yaxis", y));
        yield return Curve(shown, ("line", new { color = Theme.Color(style), width = 3 }), ("xaxis", x), ("yaxis", y),
            ("customdata", shown.Select(i => FormattableString.Invariant($"{Kind} {i + 1:N0} of {Counts.Length:N0}: {Counts[i]:N0} ratings"))), ("hovertemplate", "%{customdata}<extra></extra>"));
    }

    internal object HalfLine(string x, string y) => new
    {
        type = "line", xref = x, yref = y, x0 = HalfShare, x1 = HalfShare, y0 = 0, y1 = 1, line = new { color = Theme.Grey, width = 1, dash = "dot" },
    };

    internal object HalfLabel(string x, string y) => new
    {
        text = $"half of all ratings:<br><b>{HalfText}</b>", showarrow = false, align = HalfShare < 50 ? "left" : "right", xref = x, yref = y, x = HalfShare, y = 1,
        xanchor = HalfShare < 50 ? "left" : "right", xshift = HalfShare < 50 ? 5 : -5, yanchor = "top",
    };

    private Trace Curve(int[] ranks, params (string Name, object? Value)[] attributes) => Figure.Trace("scatter",
        [("mode", "lines"), ("name", $"ratings per {Kind}"), ("x", ranks.Select(i => Math.Round(Share(i), 4))), ("y", ranks.Select(i => Counts[i])), .. attributes]);

    private double Share(int rank) => 100.0 * (rank + 1) / Counts.Length;

    /// <summary>As many of the first ranks as a line needs, the last among them: a plot has fewer pixels than MovieLens has films.</summary>
    private static int[] Shown(int ranks) => ranks <= MostPoints ? [.. Enumerable.Range(0, ranks)]
        : [.. Enumerable.Range(0, MostPoints).Select(i => (int)((long)i * (ranks - 1) / (MostPoints - 1)))];

    private static int HalfOf(int[] counts)
    {
        var (half, sum, rank) = ((counts.Sum() + 1) / 2, 0, 0);
        while (sum < half) sum += counts[rank++];
        return rank;
    }
}
