using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>
/// Films that are called like scripts, in every chart, table, message and error of a page: the browser shows their
/// names and runs nothing.
/// </summary>
public sealed class HostileNamesTests(Browser browser) : IDisposable
{
    private const string Script = "<script>alert(1)</script>", Image = "\"><img src=x onerror=alert(2)>",
        Template = "%{x} <b>bold</b>";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_name_is_shown_and_never_run()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Markdown("t", "# Names")
            .Code("setup", LibraryCells.Setup).Code("names", Names).Code("charts", Charts, "cover")
            .Code("table", "ratings").Code("checked", "Check.Exercise(\"7.5\", films[1])")
            .Code("failing-check", "Func<double, double, double, double> f = (_, _, _) => throw new "
                + "Exception(films[1]);\nCheck.Exercise(\"4.2\", f)")
            .Code("text", "films[0]").Code("list", "films")
                .Code("printed", "Console.WriteLine(films[1]); Console.Error.WriteLine(films[0]);")
            .Code("thrown", "throw new Exception(films[0] + films[1]);", "raises-exception")
            .Code("unknown", "ratings.IndexOfItem(films[1] + films[1])", "raises-exception"));
        var result = await folder.RunAsync(path);
        Assert.True(result.ExitCode == 0, result.Errors);

        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "a.html"));
        await opened.Page.WaitForFunctionAsync("document.querySelectorAll('.mf-chart[data-drawn=true]').length === 19");
        await AssertShownAsync(opened.Page, "#cell-table .outputs pre", Script[..15] + "…");
        await AssertShownAsync(opened.Page, "#cell-checked .mf-check", $"Not “{Image}”");
        await AssertShownAsync(opened.Page, "#cell-failing-check .mf-check", $"Your code failed: {Image}");
        await AssertShownAsync(opened.Page, "#cell-text .outputs pre", Script);
        await AssertShownAsync(opened.Page, "#cell-printed .output-stdout", Image);
        await AssertShownAsync(opened.Page, "#cell-printed .output-stderr", Script);
        await AssertShownAsync(opened.Page, "#cell-thrown .output-error", Script + Image);
        await AssertShownAsync(opened.Page, "#cell-unknown .output-error", Image);
        // Names on axes are cut after 22 characters.
        foreach (var shown in (string[])[Script[..21] + "…", Image[..21] + "…", Template])
            Assert.Contains(shown, await opened.Page.Locator(".mf-chart").First.Locator(".xtick text")
                .AllTextContentsAsync());
        await HoverEverywhereAsync(opened.Page);
        Assert.Equal(0, await opened.Page.Locator("img[src=x]").CountAsync());
        Assert.Empty(opened.Complaints);

        await using var gallery = await browser.OpenPageAsync(Path.Combine(folder.Out, "index.html"));
        await gallery.Page.WaitForFunctionAsync("document.querySelectorAll('.mf-chart[data-drawn=true]').length === 1");
        Assert.Empty(gallery.Complaints);
    }

    private static async Task AssertShownAsync(IPage page, string selector, string text) =>
        Assert.Contains(text, await page.Locator(selector).First.TextContentAsync(), StringComparison.Ordinal);

    /// <summary>What hovering tells is made when the mouse is there.</summary>
    private static async Task HoverEverywhereAsync(IPage page)
    {
        var told = new List<string>();
        foreach (var chart in await page.Locator(".mf-chart").AllAsync())
        {
            await chart.ScrollIntoViewIfNeededAsync();
            var box = (await chart.BoundingBoxAsync())!;
            foreach (var place in (double[])[0.25, 0.7])
            {
                await page.Mouse.MoveAsync((float)(box.X + box.Width * place), (float)(box.Y + box.Height * 0.45));
                told.AddRange(await chart.Locator(".hovertext").AllTextContentsAsync());
            }
        }
        Assert.Contains(told, text => text.Contains(Script, StringComparison.Ordinal));
    }

    private const string Names = $$$"""
        string[] films = ["{{{Script}}}", "\{{{Image}}}", "{{{Template}}}"];
        string[] people = ["Ana", films[0], films[1]];
        var ratings = RatingsMatrix.From(new float?[,] { { 5, 4, null }, { null, 3.5f, 1 }, { 2, null, 4 } }, people,
            films);
        var result = Trainer.Fit(ratings,
            new() { Steps = 200, ReportEvery = 50, SnapshotEvery = 50, Validation = ratings, Device = CPU });
        var runs = Sweep.Fit(ratings, new() { LatentDims = [1, 2], Steps = 50, Validation = ratings }).Runs;
        var lambdas = Sweep.Fit(ratings, new() { Lambdas = [0, 0.1], Steps = 50, Validation = ratings }).Runs;
        var table = ratings.ToTable();
        sealed class Named(string name) : IRatingModel
        {
            public string Name => name;
            public string Settings => name;
            public int UserCount => 3;
            public int ItemCount => 3;
            public float Predict(int user, int item) => 1 + user + item;
            public void Score(int user, Span<float> scores) => scores.Fill(1);
        }
        IRatingModel[] models = [new Named(films[0]), new Named(films[1])];
        var ranking = new RankingMetrics(10, 4, 0.5, 0.5, 0.5, 0.5, 0.5, 3, 0);
        EvaluationRow Row(string name, double rmse) => new(name, name, name, new(rmse, rmse, 3), ranking, 1);
        var biased = VariationalLeastSquares.Fit(table, new() { LatentDim = 2, Rounds = 1 });
        """;

    private const string Charts = """
        var first = films[0];
        display(MfNotebooks.Charts.Ratings(ratings, films[1]));
        display(MfNotebooks.Charts.Mask(ratings));
        display(MfNotebooks.Charts.Reconstruction(ratings, result.Model));
        display(MfNotebooks.Charts.Reconstructions(ratings, (films[1], result.Model)));
        display(MfNotebooks.Charts.Factors(result.Model));
        display(MfNotebooks.Charts.FactorMap(result.Model, people[2], films[1]));
        display(MfNotebooks.Charts.Loss(result.History, first));
        display(MfNotebooks.Charts.Race((first, result.History), (films[1], result.History)));
        display(MfNotebooks.Charts.LambdaPath(lambdas));
        display(MfNotebooks.Charts.LambdaMatrices(ratings, lambdas));
        display(MfNotebooks.Charts.LatentDimensions(runs));
        display(MfNotebooks.Charts.LatentMatrices(ratings, runs, ratings));
        display(MfNotebooks.Charts.WhyPrediction(result.Model, people[1], films[1]));
        display(MfNotebooks.Charts.Lines(first, films[1], films[2],
            [new(films[0], [(1, 2), (2, 3)]) { Labels = people[..2], ShowsLabels = true }], best: new(1, 2, films[1]),
            levels: [(films[1], 2.5)]));
        display(MfNotebooks.Charts.Bars(first, films[1], films, [new(films[0], [1, 2, 3])]));
        display(MfNotebooks.Charts.Heatmaps(first,
            [new(films[1], new float[,] { { 1, 2 } }) { Columns = films[..2], Rows = [films[1]] }]));
        display(MfNotebooks.Charts.Contour(first, films[1], films[2], [0, 1], [0, 1],
            new double[,] { { 1, 2 }, { 3, 4 } },
            films[1], [new(films[0], [(0, 1), (1, 0)])]));
        display(MfNotebooks.Charts.ModelErrors(new([Row(first, 1), Row(films[1], 0.9)])));
        display(MfNotebooks.Charts.RankingOverK((first, [ranking]), (films[1], [ranking])));
        """;
}
