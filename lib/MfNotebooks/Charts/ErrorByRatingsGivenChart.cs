using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// How predictions for a new user or a new item get better with every rating that comes in: the error over the number of ratings, from 0 on,
    /// a line per curve. The axis shows 1 + n logarithmically, so that the first ratings have room.
    /// </summary>
    /// <param name="curves">Each curve's name and points: how many ratings of the newcomer are known, and the RMSE in stars.</param>
    /// <exception cref="ArgumentException">There is no curve, or one has no points, two at one place, or a point that cannot be drawn.</exception>
    public static ChartView ErrorByRatingsGiven(params (string Name, IReadOnlyList<(int Ratings, double Rmse)> Points)[] curves)
    {
        RequireCurves(curves);
        int[] given = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Ratings).Distinct().Order()];
        double[] places = [.. given.Select(GivenPlace)];
        var layout = Figure.Layout("Error for a newcomer over the ratings known of it", DescribeCurves(curves), 460,
            ("xaxis", new
            {
                title = new { text = "ratings known of the newcomer (logarithmic from 1 on)", standoff = Figure.TitleGap }, zeroline = false, range = new[] { places[0] - 0.06, places[^1] + 0.06 },
                tickvals = NamedLines.Labelled(places, 14).Select(i => places[i]), ticktext = NamedLines.Labelled(places, 14).Select(i => FormattableString.Invariant($"{given[i]:N0}")),
            }),
            ("yaxis", new { title = new { text = "RMSE (stars)" }, nticks = 8, zeroline = false }),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = Figure.Below(curves.Length) }));
        return Figure.Chart(layout, curves.Select((curve, index) => GivenLine(curve.Name, index, [.. curve.Points.OrderBy(p => p.Ratings)])));
    }

    private static Trace GivenLine(string name, int index, (int Ratings, double Rmse)[] points) =>
        NamedLines.Line(name, index, points.Select(p => (object)GivenPlace(p.Ratings)), points.Select(p => p.Rmse), "%{customdata}: RMSE %{y:.4f}",
            ("customdata", points.Select(p => FormattableString.Invariant($"{p.Ratings:N0} rating{(p.Ratings == 1 ? "" : "s")}"))));

    private static double GivenPlace(int ratings) => Math.Log10(1.0 + ratings);

    private static string DescribeCurves((string Name, IReadOnlyList<(int Ratings, double Rmse)> Points)[] curves)
    {
        var results = curves.Select(curve => (curve.Name, First: curve.Points.MinBy(p => p.Ratings), Last: curve.Points.MaxBy(p => p.Ratings)))
            .Select(c => FormattableString.Invariant($"{c.Name}: RMSE {c.First.Rmse:0.000} after {c.First.Ratings:N0}, {c.Last.Rmse:0.000} after {c.Last.Ratings:N0}"));
        return FormattableString.Invariant($"Line chart of the error of the predictions for a newcomer over the number of its ratings that are known, {curves.Length} curves. {string.Join("; ", results)}.");
    }

    private static void RequireCurves((string Name, IReadOnlyList<(int Ratings, double Rmse)> Points)[] curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Length == 0) throw new ArgumentException("There are no curves. Give at least one, such as (\"fold-in\", points).", nameof(curves));
        foreach (var (name, points) in curves)
        {
            if (points is not { Count: > 0 }) throw new ArgumentException($"The curve '{name}' has no points. Give at least one, such as (0, rmse).", nameof(curves));
            if (points.GroupBy(p => p.Ratings).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException(FormattableString.Invariant($"The curve '{name}' has {twice.Count()} points at {twice.Key} ratings. Average them into one."), nameof(curves));
            foreach (var (ratings, rmse) in points)
                if (ratings < 0 || !double.IsFinite(rmse)) throw new ArgumentException(FormattableString.Invariant($"The curve '{name}' has the point ({ratings}, {rmse}). Give a number of ratings from 0 on and a finite error."), nameof(curves));
        }
    }
}
