using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>Turns a chart into HTML that draws with no network.</summary>
/// <remarks>
/// Plotly.NET carries plotly.js inside its assembly. A page gets it once, from the start-up card
/// (<see cref="PlotlyScript"/>). Each chart waits for it, because front ends render outputs in any order; after a few
/// seconds it asks the CDN; when that fails too, its text stays.
/// </remarks>
public static partial class ChartHtml
{
    private static int _charts;
    private static readonly string Runtime =
        $"{Part("chart.js")}({Part("chart-look.js")}, {Part("page-theme.js")})";

    [GeneratedRegex(@"plotly-(?<version>[\d.]+)\.min\.js$")]
    private static partial Regex PlotlyResource();

    /// <summary>
    /// The HTML of one chart: a text alternative, and the script that draws the picture in its place.
    /// </summary>
    /// <param name="chart">Any Plotly.NET chart.</param>
    public static string Render(GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var json = GenericChart.toJson(chart);
        var (title, description, height) = Read(json);
        var id = NextId(json);
        return $"""
            <div id="{id}" class="mf-chart" style="width:100%;min-height:{height}px">
            <p><strong>{WebUtility.HtmlEncode(title)}</strong> (an interactive chart: it is drawn when the page runs
            scripts). {WebUtility.HtmlEncode(description)}</p>
            </div>
            <script>
            {Runtime}("{id}", {ForScript(json)}, {PlotlyOnCdn});
            </script>
            """;
    }

    /// <summary>What a chart shows, as text: for readers and front ends that show no pictures.</summary>
    /// <param name="chart">Any Plotly.NET chart.</param>
    public static string Describe(GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var (title, description, _) = Read(GenericChart.toJson(chart));
        return description == title ? title : $"{title}. {description}";
    }

    /// <summary>
    /// The same notebook run twice gives the same page: ids come from the content and the order, not from chance.
    /// </summary>
    private static string NextId(string json)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 6));
        return Invariant($"mf-chart-{content}-{Interlocked.Increment(ref _charts)}");
    }

    private static (string Title, string Description, int Height) Read(string json)
    {
        var layout = JObject.Parse(json)["layout"] as JObject ?? [];
        var title = WebUtility.HtmlDecode((string?)layout.SelectToken("title.text") ?? "Chart");
        return (title, (string?)layout.SelectToken("meta.description") ?? title, (int?)layout["height"] ?? 450);
    }

    /// <summary>plotly.js itself as a script element, about 3.6 MB: once for a page.</summary>
    /// <remarks>
    /// The names that module loaders look for are hidden from it, so that it always becomes <c>window.Plotly</c>.
    /// </remarks>
    public static string PlotlyScript() => $$"""
        <script>
        if (!window.Plotly) (function (define, module, exports) {
        {{Encoding.UTF8.GetString(Plotly())}}
        }).call(window);
        </script>
        """;

    private static string PlotlyResourceName =>
        typeof(GenericChart).Assembly.GetManifestResourceNames().Single(name => PlotlyResource().IsMatch(name));

    private static string PlotlyVersion => PlotlyResource().Match(PlotlyResourceName).Groups["version"].Value;

    /// <summary>
    /// What a page asks the CDN for, when the start-up card is missing: the same version, and the hash of its bytes.
    /// </summary>
    private static readonly string PlotlyOnCdn =
        $$"""{ version: "{{PlotlyVersion}}", integrity: "sha384-{{Convert.ToBase64String(
            SHA384.HashData(Plotly()))}}" }""";

    /// <summary>JSON is JavaScript once nothing in it can end the script element.</summary>
    private static string ForScript(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal);

    /// <summary>plotly.js as Plotly.NET carries it, byte for byte what its CDN serves.</summary>
    private static byte[] Plotly() => ReadResource(typeof(GenericChart), PlotlyResourceName);

    private static string Part(string name) =>
        Encoding.UTF8.GetString(ReadResource(typeof(ChartHtml), "MfNotebooks." + name)).Trim();

    private static byte[] ReadResource(Type neighbour, string name)
    {
        using var stream = neighbour.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException(
            $"The assembly {neighbour.Assembly.GetName().Name} carries no {name}. Build it again, or restore its "
            + $"package.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

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
