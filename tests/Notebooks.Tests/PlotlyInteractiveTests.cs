using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>
/// Beside the package Plotly.NET.Interactive, whose extension registers Plotly.NET's own HTML for charts when it is
/// loaded: in either order every chart is drawn, once.
/// </summary>
public sealed class PlotlyInteractiveTests(Browser browser) : IDisposable
{
    /// <summary>What the extension does, as its source has it.</summary>
    private const string Extension =
        "Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Plotly.NET.GenericChart>((chart, writer) => writer.Write(Plotly.NET.GenericChart.toChartHTML(chart)), \"text/html\");";

    private const string Draw = "Charts.Ratings(SampleRatings.Films)";

    private static readonly string Setup = Notebook.Load(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", "00-start-here.ipynb"))
        .CodeCells.First().Source.Replace("../lib/", Path.Combine(RunnerProcess.RepositoryRoot, "lib/"), StringComparison.Ordinal);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Loaded_before_the_workbook_its_charts_are_the_workbooks()
    {
        var packages = string.Join('\n', Setup.Split('\n').Where(line => line.StartsWith("#r", StringComparison.Ordinal)));
        await RunAsync(new NotebookBuilder().Code("packages", packages).Code("extension", Extension).Code("setup", Setup).Code("draw", Draw));

        Assert.Contains("class=\"mf-chart\"", Shown("draw"), StringComparison.Ordinal);
        Assert.Equal(1, await DrawnAsync(1));
    }

    [Fact]
    public async Task Loaded_after_it_draws_and_starting_the_workbook_again_takes_the_charts_back()
    {
        await RunAsync(new NotebookBuilder().Code("setup", Setup).Code("extension", Extension).Code("theirs", Draw)
            .Code("again", "Workbook.Start()").Code("ours", Draw));

        Assert.DoesNotContain("mf-chart", Shown("theirs"), StringComparison.Ordinal);
        Assert.Contains("class=\"mf-chart\"", Shown("ours"), StringComparison.Ordinal);
        Assert.Equal(2, await DrawnAsync(2));
    }

    private async Task RunAsync(NotebookBuilder notebook)
    {
        var result = await folder.RunAsync(folder.Write("a.ipynb", notebook));
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private string Shown(string cell) => Assert.Single(folder.Executed("a.ipynb").Shown(cell, "text/html"));

    /// <summary>The number of charts on the page, with every network request refused.</summary>
    private async Task<int> DrawnAsync(int expected)
    {
        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "a.html"));
        await opened.Page.WaitForFunctionAsync($"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {expected}");
        Assert.Empty(opened.Complaints);
        return await opened.Page.Locator(".js-plotly-plot").CountAsync();
    }
}
