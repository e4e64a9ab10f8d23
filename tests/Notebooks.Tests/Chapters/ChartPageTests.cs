using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Every page and every chart of the workbook, measured in a real browser with the network blocked.</summary>
[Trait("Length", "Long")]
public sealed class ChartPageTests(NotebookRuns runs, Browser browser)
{
    private const string Drawn = "document.querySelectorAll('.mf-chart[data-drawn=true]').length";

    /// <summary>Each chapter and the number of charts it shows.</summary>
    public static TheoryData<string, int> Pages() => new()
    {
        { "00-start-here.ipynb", 3 },
        { "01-ratings-and-masking.ipynb", 4 },
        { "02-latent-factors.ipynb", 7 },
        { "03-regularization.ipynb", 4 },
        { "04-training-progress.ipynb", 6 },
        { "05-reconstructed-matrix.ipynb", 6 },
        { "06-latent-dimensions.ipynb", 7 },
        { "07-evaluation.ipynb", 9 },
        { "08-sparse-at-scale.ipynb", 6 },
        { "09-cold-start.ipynb", 3 },
        { "10-lists.ipynb", 3 },
        { "11-how-sure.ipynb", 4 },
        { "12-your-own-recommender.ipynb", 2 },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_hides_its_answers_and_draws_every_chart_faultlessly_on_screens_and_paper_without_a_network(
        string chapter, int charts)
    {
        await using var opened = await OpenAsync(chapter, charts);
        var page = opened.Page;
        await AssertNoAnswerIsReadableAsync(page);
        await opened.UnfoldAsync();
        Assert.Equal(0, await page.Locator(".answer:not(.shown)").CountAsync());
        Assert.Equal(charts, await page.Locator(".mf-chart").CountAsync());
        Assert.All(await SizesAsync(page), size => Assert.True(size > 10_000, "a chart's picture is empty"));
        Assert.Empty(await CutAsync(page, ".cell-code pre"));

        await AssertFaultlessAsync(opened);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await AssertFaultlessAsync(opened);
        await page.SetViewportSizeAsync(800, 900);
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
        await page.SetViewportSizeAsync(390, 844);
        await AssertFaultlessAsync(opened);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await AssertFaultlessAsync(opened);
        await AssertPrintsWholeAsync(opened);

        Assert.Empty(opened.Complaints);
        var path = await runs.PageAsync(chapter);
        Assert.True(new FileInfo(path).Length < 15_000_000);
        Assert.Equal(2, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))
            .Split("plotly.js v2.28.0").Length);
    }

    [Theory]
    [InlineData("03-regularization.ipynb", 4, "λ = 0", "λ = 2")]
    [InlineData("06-latent-dimensions.ipynb", 7, "k = 1", "k = 6")]
    public async Task A_slider_obeys_mouse_and_keyboard_and_says_where_it_stands(
        string chapter, int charts, string first, string last)
    {
        await using var opened = await OpenAsync(chapter, charts);
        await opened.UnfoldAsync();
        var chart = opened.Page.Locator(".mf-chart:has(input[type=range])").First;
        var slider = chart.Locator("input[type=range]");
        var (title, cells) = (await TitleAsync(chart), await CellsAsync(chart));
        Assert.StartsWith(first + ":", title, StringComparison.Ordinal);

        await Sliders.DragAsync(opened.Page, chart, 1);
        Assert.StartsWith(last + ":", await TitleAsync(chart), StringComparison.Ordinal);
        Assert.NotEqual(cells, await CellsAsync(chart));

        await slider.PressAsync("Home");
        Assert.Equal("2px", await slider.EvaluateAsync<string>("slider => getComputedStyle(slider).outlineWidth"));
        Assert.Equal(title, await TitleAsync(chart));
        await slider.PressAsync("ArrowRight");
        var second = await TitleAsync(chart);
        Assert.False(second.StartsWith(first + ":", StringComparison.Ordinal), second);
        Assert.StartsWith((await slider.GetAttributeAsync("aria-valuetext"))! + ":", second, StringComparison.Ordinal);
        await slider.PressAsync("End");
        Assert.StartsWith(last + ":", await TitleAsync(chart), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_reaches_the_slider_the_switches_and_the_plots_whose_values_are_told()
    {
        await using var opened = await OpenAsync("06-latent-dimensions.ipynb", 7);
        await opened.UnfoldAsync();
        var page = opened.Page;
        var stops = await page.EvaluateAsync<int>(
            "document.querySelectorAll('.mf-chart :is(button, input, .mf-plot)').length");
        var reached = new HashSet<string>();
        await page.EvaluateAsync("document.querySelectorAll('.mf-chart :is(button, input, .mf-plot)').forEach((stop, "
            + "n) => stop.dataset.stop = n)");
        for (var n = 0; n < 300 && reached.Count < stops; n++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>(
                "document.activeElement.dataset.stop ?? null") is { } stop) reached.Add(stop);
        }
        Assert.Equal(stops, reached.Count);

        await page.Locator(".mf-plot").First.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("document.querySelector('.mf-chart [aria-live]').textContent.length > 3");
    }

    [Fact]
    public async Task A_log_axis_can_be_made_linear_and_charts_follow_the_pages_theme()
    {
        await using var opened = await OpenAsync("00-start-here.ipynb", 3);
        const string axis =
            "[...document.querySelectorAll('.mf-chart')].at(-1).querySelector('.mf-plot')._fullLayout.yaxis.type";
        const string ink = "document.querySelector('.mf-plot')._fullLayout.font.color";
        Assert.Equal("log", await opened.Page.EvaluateAsync<string>(axis));
        await Button("linear scale").ClickAsync();
        await opened.Page.WaitForFunctionAsync(axis + " === 'linear'");
        await Button("log scale").ClickAsync();
        await opened.Page.WaitForFunctionAsync(axis + " === 'log'");

        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await opened.Page.WaitForFunctionAsync($"{ink} === '#e6e4df'");
        await opened.Page.EvaluateAsync("document.documentElement.dataset.theme = 'light'");
        await opened.Page.WaitForFunctionAsync($"{ink} === '#24292f'");

        ILocator Button(string label) => opened.Page.Locator(".mf-chart button", new() { HasText = label });
    }

    [Fact]
    public async Task The_gallery_leads_to_the_chapter_with_a_picture()
    {
        var folder = Path.GetDirectoryName(await runs.PageAsync("00-start-here.ipynb"))!;
        await using var opened = await browser.OpenPageAsync(Path.Combine(folder, "index.html"));

        Assert.True(await opened.Page.Locator("a[href='00-start-here.html']").CountAsync() > 0);
        await opened.Page.WaitForFunctionAsync(
            "document.querySelectorAll('.card-picture .mf-chart[data-drawn=true]').length === 1");
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
        Assert.Empty(opened.Complaints);
    }

    private static async Task AssertNoAnswerIsReadableAsync(IPage page)
    {
        var prompts = await page.Locator(".guess").CountAsync();
        Assert.True(prompts > 0);
        Assert.Equal(prompts, await page.Locator(".guess form").CountAsync());
        Assert.Equal(0, await page.Locator(".answer .outputs, .answer > .prose").EvaluateAllAsync<int>("""
            all => all.filter(element => getComputedStyle(element).visibility === 'visible'
              && element.getBoundingClientRect().height > 0).length
            """));
    }

    private async Task<OpenedPage> OpenAsync(string chapter, int charts)
    {
        var opened = await browser.OpenPageAsync(await runs.PageAsync(chapter));
        await opened.Page.WaitForFunctionAsync($"{Drawn} === {charts}");
        return opened;
    }

    private static async Task AssertFaultlessAsync(OpenedPage opened, bool paper = false)
    {
        var faults = await ChartMeasures.FaultsAsync(opened.Page, paper);
        Assert.True(faults.Length == 0, string.Join('\n', faults));
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
    }

    /// <summary>
    /// A4 less its margins, printed from a dark page: no number is cut, and a line of code breaks only where it is
    /// longer than any of the chapters'.
    /// </summary>
    private static async Task AssertPrintsWholeAsync(OpenedPage opened)
    {
        var page = opened.Page;
        await page.SetViewportSizeAsync(718, 1000);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, Media = Media.Print });
        await page.WaitForFunctionAsync(
            "[...document.querySelectorAll('.mf-plot')].every(plot => plot._fullLayout.font.color === '#24292f')");
        Assert.All(await page.EvaluateAsync<double[]>(
            "[...document.querySelectorAll('.mf-chart .main-svg')].map(svg => svg.getBoundingClientRect().right)"),
            right => Assert.InRange(right, 1, 718));
        await AssertFaultlessAsync(opened, paper: true);
        Assert.Empty(await CutAsync(page, "pre"));
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.cell-code code')].filter(code => new Set([...code.getClientRects()]
              .map(line => Math.round(line.bottom))).size > code.textContent.split('\n').length)
              .map(code => code.textContent.slice(0, 80))
            """));
    }

    /// <summary>The beginnings of texts that are wider than their boxes.</summary>
    private static Task<string[]> CutAsync(IPage page, string selector) => page.EvaluateAsync<string[]>($$"""
        [...document.querySelectorAll('{{selector}}')].filter(box => box.scrollWidth > box.clientWidth + 1)
          .map(box => box.textContent.slice(0, 80))
        """);

    private static Task<string> TitleAsync(ILocator chart) => chart.Locator(".mf-title").First.TextContentAsync()!;

    private static Task<string> CellsAsync(ILocator chart) =>
        chart.EvaluateAsync<string>(
        "box => JSON.stringify(box.querySelector('.mf-plot').data.filter(t => t.type === 'heatmap').at(-1).z)");

    private static Task<int[]> SizesAsync(IPage page) =>
        page.EvaluateAsync<int[]>("[...document.querySelectorAll('.mf-chart')].map(box => "
            + "Math.round(box.querySelector('.main-svg').getBoundingClientRect().width * "
            + "box.querySelector('.main-svg').getBoundingClientRect().height))");
}
