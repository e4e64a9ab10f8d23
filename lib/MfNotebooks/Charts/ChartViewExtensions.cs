using Plotly.NET;

namespace MfNotebooks;

/// <summary>Turns charts into something that any engine can show.</summary>
public static class ChartViewExtensions
{
    /// <summary>The chart as an object that shows itself. End a cell with it where the engine does not know charts.</summary>
    /// <param name="chart">Any Plotly.NET chart.</param>
    /// <example><code>Charts.Ratings(ratings).ToView()</code></example>
    public static ChartView ToView(this GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new ChartView(chart);
    }
}
