using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// How time grows with the number of ratings, both on logarithmic axes: a straight line with the slope of the dashed
    /// guide means that twice the ratings take twice the time.
    /// </summary>
    /// <param name="curves">Each curve's name and points: how many ratings, and the seconds they took.</param>
    /// <exception cref="ArgumentException">There is no curve, or one has no points, or a point that cannot be drawn.</exception>
    public static ChartView TimeAgainstSize(params (string Name, IReadOnlyList<(int Ratings, double Seconds)> Points)[] curves)
    {
        RequireTimes(curves);
        var points = curves.SelectMany(curve => curve.Points).ToArray();
        var (fewest, most) = ((double)points.Min(p => p.Ratings), (double)points.Max(p => p.Ratings));
        var (shortest, longest) = (points.Min(p => p.Seconds), points.Max(p => p.Seconds));
        var layout = Figure.Layout("Seconds over the number of ratings", DescribeTimes(curves), 480,
            ("xaxis", LogAxis("ratings (logarithmic)", fewest, most, n => FormattableString.Invariant($"{n:N0}"))),
            ("yaxis", LogAxis("seconds (logarithmic)", shortest, longest, s => FormattableString.Invariant($"{s:0.#####}"))),
            ("legend", Figure.LegendBelow), ("margin", new { l = 70, r = 20, t = 60, b = Figure.Below(curves.Length + 1) }));
        // The guide goes through the first point, as far as the ratings reach.
        var start = curves[0].Points.MinBy(p => p.Ratings);
        return Figure.Chart(layout, [
            NamedLines.Guide("twice the ratings, twice the time", (start.Ratings, start.Seconds), (most, start.Seconds * most / start.Ratings)),
            .. curves.Select((curve, index) => TimeLine(curve.Name, index, [.. curve.Points.OrderBy(p => p.Ratings)]))]);
    }

    private static Trace TimeLine(string name, int index, (int Ratings, double Seconds)[] points) =>
        NamedLines.Line(name, index, points.Select(p => (object)p.Ratings), points.Select(p => p.Seconds), "%{x:,} ratings: %{y:.3g} s");

    /// <summary>A logarithmic axis with a label at each power of ten.</summary>
    private static object LogAxis(string title, double low, double high, Func<double, string> show)
    {
        var ticks = Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)) - (int)Math.Floor(Math.Log10(low)) + 1).Select(power => Math.Pow(10, power)).ToArray();
        return new
        {
            title = new { text = title, standoff = Figure.TitleGap }, type = "log", zeroline = false, tickvals = ticks, ticktext = ticks.Select(show),
            range = new[] { Math.Log10(low) - 0.15, Math.Log10(high) + 0.15 },
        };
    }

    private static string DescribeTimes((string Name, IReadOnlyList<(int Ratings, double Seconds)> Points)[] curves)
    {
        var results = curves.Select(curve => (curve.Name, First: curve.Points.MinBy(p => p.Ratings), Last: curve.Points.MaxBy(p => p.Ratings)))
            .Select(c => FormattableString.Invariant($"{c.Name}: {c.First.Seconds:0.####} s for {c.First.Ratings:N0}, {c.Last.Seconds:0.####} s for {c.Last.Ratings:N0}"));
        return FormattableString.Invariant($"Line chart of seconds over the number of ratings, both logarithmic, {curves.Length} curves. {string.Join("; ", results)}.");
    }

    private static void RequireTimes((string Name, IReadOnlyList<(int Ratings, double Seconds)> Points)[] curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Length == 0) throw new ArgumentException("There are no curves. Give at least one, such as (\"a sweep\", points).", nameof(curves));
        foreach (var (name, points) in curves)
        {
            if (points is not { Count: > 0 }) throw new ArgumentException($"The curve '{name}' has no points. Give at least one, such as (ratings, seconds).", nameof(curves));
            foreach (var (ratings, seconds) in points)
                if (ratings < 1 || !(seconds > 0 && double.IsFinite(seconds))) throw new ArgumentException(FormattableString.Invariant($"The curve '{name}' has the point ({ratings}, {seconds}). Give at least one rating and a time above 0."), nameof(curves));
        }
    }
}
