namespace MfNotebooks.Tests.Engines;

/// <summary>
/// Beside the package Plotly.NET.Interactive, which registers its own HTML (from a CDN) for Plotly.NET's charts when it
/// is loaded: in either order the workbook's charts are drawn, once, and with no network.
/// </summary>
[Trait("Length", "Long")]
public sealed class PlotlyInteractiveTests(Browser browser) : IDisposable
{
    private const string Start = "Workbook.Start()";
    private const string Ours = "Charts.Ratings(SampleRatings.Films)";
    private const string Theirs = "Charts.Ratings(SampleRatings.Films).Chart";

    private readonly string _folder = Directory.CreateTempSubdirectory("MfNotebooks-plotly-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Loaded_before_the_workbook_all_charts_are_the_workbooks()
    {
        var shown = await RunAsync([.. Script, Start, Ours, Theirs]);

        Assert.Equal(2, shown.Sum(cell => cell.Charts));
        await AssertDrawnAsync(shown, 2);
    }

    [Fact]
    public async Task Loaded_after_it_the_workbooks_charts_stay_and_another_Start_takes_Plotly_NETs_own_back()
    {
        var package = Script.Single(cell => cell.Contains("Plotly.NET.Interactive", StringComparison.Ordinal));
        var shown = await RunAsync([.. Script.Where(cell => cell != package), Start, package, Ours, Start, Theirs]);

        Assert.Equal([1, 0, 1], shown.TakeLast(3).Select(cell => cell.Charts));
        await AssertDrawnAsync(shown, 2);
    }

    /// <summary>The lines of the script that a notebook imports, each for a cell of its own.</summary>
    private static string[] Script { get; } = File.ReadAllLines(
        Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin", "workbook.csx"));

    private async Task<List<CellOutput>> RunAsync(string[] cells)
    {
        await using var engine = await StdioEngine.StartAsync(_folder);
        var shown = new List<CellOutput>();
        foreach (var cell in cells)
        {
            var run = await engine.RunAsync(cell);
            Assert.True(run.Complaints == "", run.Complaints);
            shown.Add(run.Output);
        }
        return shown;
    }

    private async Task AssertDrawnAsync(List<CellOutput> shown, int charts)
    {
        var path = Path.Combine(_folder, "page.html");
        var html = "<!DOCTYPE html><meta charset=utf-8>" + string.Concat(shown.SelectMany(cell => cell.Shown));
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);

        await using var opened = await browser.OpenPageAsync(path);
        await opened.Page.WaitForFunctionAsync(
            $"document.querySelectorAll('.js-plotly-plot:has(.main-svg)').length >= {charts}");
        Assert.Equal(charts, await opened.Page.Locator(".js-plotly-plot").CountAsync());
        Assert.Empty(opened.Complaints);
    }
}
