namespace MfNotebooks;

/// <summary>How numbers become colours, and what the colour bar says.</summary>
/// <param name="Low">The number that gets the first colour.</param>
/// <param name="High">The number that gets the last colour; numbers beyond it keep that colour.</param>
/// <param name="Unit">What the numbers count, such as <c>stars</c>.</param>
internal sealed record ColorScale(double Low, double High, string Unit)
{
    internal object[][] Colors { get; init; } = Theme.Diverging;

    /// <summary>False where the numbers in the cells say it all.</summary>
    internal bool HasBar { get; init; } = true;

    /// <summary>From the lowest to the highest rating.</summary>
    internal static ColorScale Stars(RatingsMatrix ratings) =>
        ratings.Min < ratings.Max ? new(ratings.Min, ratings.Max, "stars") : new(ratings.Min - 1, ratings.Max + 1, "stars");

    /// <summary>As wide as <see cref="Stars"/>, but centred on 0: the same step in colour is the same step in stars.</summary>
    internal static ColorScale Errors(RatingsMatrix ratings)
    {
        var stars = Stars(ratings);
        var reach = (stars.High - stars.Low) / 2;
        return new(-reach, reach, "error (stars)");
    }

    /// <summary>The attributes of a plotly.js <c>coloraxis</c>. The bars of several scales stand above each other, right of the panels.</summary>
    /// <param name="index">The scale's place among those of the chart.</param>
    /// <param name="count">The number of scales that have a bar.</param>
    internal object ToAxis(int index, int count) => new
    {
        colorscale = Colors, cmin = Low, cmax = High, showscale = HasBar,
        colorbar = new
        {
            title = new { text = Unit, side = "right" }, thickness = 12, outlinewidth = 0,
            y = 1 - (double)index / Math.Max(1, count), yanchor = "top", len = count > 1 ? 1.0 / count - 0.05 : 1, ypad = 6, nticks = 6,
        },
    };
}
