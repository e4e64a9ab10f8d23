namespace MfNotebooks;

/// <summary>The x axis of lines: where values stand, and which are written.</summary>
/// <remarks>
/// A logarithmic one counts decades, log10 x, so that there is a place for 0 too: apart, left of all others.
/// </remarks>
/// <param name="IsLog">True for a logarithmic axis.</param>
/// <param name="Values">The different values of all points, in rising order.</param>
internal sealed record ValueAxis(bool IsLog, double[] Values)
{
    private const int MostLabels = 12;

    /// <summary>The values to label; null for round numbers.</summary>
    internal IReadOnlyList<double>? Labelled { get; init; }

    /// <summary>True where the axis ends at its first and last value, without room around them.</summary>
    internal bool IsTight { get; init; }

    /// <summary>True where 0 stands apart: no line joins it to the others.</summary>
    internal bool HasZero => IsLog && Values[0] == 0 && Values.Length > 1;

    private double[] Logs => [.. Values.Where(x => x > 0).Select(Math.Log10)];

    private double ZeroPlace => Logs is { Length: > 0 } logs ? logs[0] - Math.Clamp((logs[^1] - logs[0]) / 4, 0.3, 1)
        : 0;

    internal double Place(double x) => !IsLog ? x : x > 0 ? Math.Log10(x) : ZeroPlace;

    internal double[] Range
    {
        get
        {
            var (from, to) = (Place(Values[0]), Place(Values[^1]));
            var room = IsTight ? 0 : to > from ? (to - from) * 0.04 : 0.5;
            return [from - room, to + room];
        }
    }

    /// <summary>The attributes of plotly.js' axis.</summary>
    internal object Attributes(string title, string anchor, double[]? domain, bool isMap)
    {
        var ticks = Ticks();
        return new
        {
            title = new { text = Figure.Escape(IsLog ? $"{title} (logarithmic)" : title), standoff = 8 }, anchor,
            domain, range = Range, zeroline = isMap,
            constrain = isMap ? "range" : null,
            tickvals = ticks?.Select(Place), ticktext = ticks?.Select(Figure.Number),
            tickformat = ticks is null ? ",~g" : null,
            nticks = ticks is null ? 8 : (int?)null,
        };
    }

    /// <summary>
    /// Few values are labelled themselves, else powers of ten, or 1, 2, 5, 10 where there are few of those.
    /// </summary>
    internal double[]? Ticks()
    {
        if (Labelled is not null) return [.. Labelled];
        if (!IsLog) return null;
        if (Logs is not { Length: > 0 } logs) return Values;
        var round = Round([1], logs);
        if (round.Length < 4) round = Round([1, 2, 5], logs);
        double[] zero = [.. Values.Where(x => x == 0)];
        if (round.Length < 3) return [.. zero, .. Apart(logs, MostLabels).Select(i => Values[zero.Length + i])];
        var step = 1 + (round.Length - 1) / MostLabels;
        return [.. zero, .. round.Where((_, n) => n % step == 0)];
    }

    private static double[] Round(double[] digits, double[] logs) =>
        [.. from power in Enumerable.Range((int)Math.Floor(logs[0]), (int)(logs[^1] - logs[0]) + 2)
            from digit in digits
            let value = digit * Math.Pow(10, power)
            where Math.Log10(value) >= logs[0] - 1e-9 && Math.Log10(value) <= logs[^1] + 1e-9
            select value];

    /// <summary>
    /// The places, from left to right, that are not so close to the one before that their labels would touch.
    /// </summary>
    /// <param name="places">In rising order.</param>
    /// <param name="most">About how many labels there is room for.</param>
    internal static int[] Apart(IReadOnlyList<double> places, int most)
    {
        var (kept, apart) = (new List<int>(), (places[^1] - places[0]) / most);
        for (var i = 0; i < places.Count; i++)
            if (kept.Count == 0 || places[i] - places[kept[^1]] >= apart) kept.Add(i);
        return [.. kept];
    }
}
