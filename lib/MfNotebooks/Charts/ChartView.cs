using Plotly.NET;

namespace MfNotebooks;

/// <summary>A chart that shows itself in an engine which looks for a public parameterless <c>ToHtml()</c>.</summary>
/// <remarks>.NET Interactive needs none of this: <see cref="Workbook.Start"/> teaches it to show every chart.</remarks>
/// <param name="chart">Any Plotly.NET chart.</param>
public sealed class ChartView(GenericChart chart)
{
    /// <summary>What the chart shows, as text.</summary>
    public override string ToString() => ChartHtml.Describe(chart);

    /// <summary>The chart as HTML that draws with no network, once the start-up card is on the page.</summary>
    public string ToHtml() => ChartHtml.Render(chart);
}
