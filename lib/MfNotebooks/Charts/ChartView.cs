using Plotly.NET;

namespace MfNotebooks;

/// <summary>A chart that shows itself: what every method of <see cref="Charts"/> returns.</summary>
/// <remarks>
/// It converts to Plotly.NET's <see cref="GenericChart"/> and back, so a reader can go on with either. .NET Interactive
/// learns to show both from <see cref="Workbook.Start"/>; other engines let no library register a formatter, but show
/// an object with a public parameterless <c>ToHtml()</c>. So no notebook needs a special word for them.
/// </remarks>
/// <param name="chart">Any Plotly.NET chart.</param>
public sealed class ChartView(GenericChart chart)
{
    /// <summary>Plotly.NET's own chart, to change it further.</summary>
    public GenericChart Chart { get; } = chart ?? throw new ArgumentNullException(nameof(chart));

    /// <summary>What the chart shows, as text.</summary>
    public override string ToString() => ChartHtml.Describe(Chart);

    /// <summary>The chart as HTML that draws with no network, once the start-up card is on the page.</summary>
    public string ToHtml() => ChartHtml.Render(Chart);

    /// <summary>Plotly.NET's own chart.</summary>
    /// <param name="view">A chart of the workbook.</param>
    public static implicit operator GenericChart(ChartView view) => view.Chart;

    /// <summary>The same chart, showing itself.</summary>
    /// <param name="chart">Any Plotly.NET chart.</param>
    public static implicit operator ChartView(GenericChart chart) => new(chart);
}

/// <summary>Turns charts that a reader made with Plotly.NET into something that any engine can show.</summary>
public static class ChartViewExtensions
{
    /// <summary>The chart as an object that shows itself.</summary>
    /// <param name="chart">Any Plotly.NET chart.</param>
    /// <example><code>Chart.Line&lt;int, int, string&gt;([1, 2], [3, 4]).ToView()</code></example>
    public static ChartView ToView(this GenericChart chart) => new(chart);
}
