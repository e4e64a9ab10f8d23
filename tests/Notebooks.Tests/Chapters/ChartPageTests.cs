using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Every page of the workbook in a real browser, with the network blocked.</summary>
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
    public async Task No_answer_is_readable_and_every_chart_draws_without_network_complaint_or_too_much_width(
        string chapter, int charts)
    {
        await using var opened = await OpenAsync(chapter, charts);
        await AssertNoAnswerIsReadableAsync(opened.Page);
        await opened.UnfoldAsync();
        Assert.Equal(0, await opened.Page.Locator(".answer:not(.shown)").CountAsync());

        Assert.Equal(charts, await opened.Page.Locator(".mf-chart").CountAsync());
        Assert.All(await SizesAsync(opened.Page), size => Assert.True(size > 10_000, "a chart's picture is empty"));
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
        Assert.Empty(await CutAsync(opened.Page, ".cell-code pre"));
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await opened.Page.SetViewportSizeAsync(800, 900);
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
        Assert.Empty(opened.Complaints);

        // On A4 no number is cut, and a line of code breaks only where it is longer than any of the chapters'.
        await opened.Page.SetViewportSizeAsync(718, 1000);
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Empty(await CutAsync(opened.Page, "pre"));
        Assert.Empty(await opened.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.cell-code code')].filter(code => new Set([...code.getClientRects()]
              .map(line => Math.round(line.bottom))).size > code.textContent.split('\n').length)
              .map(code => code.textContent.slice(0, 80))
            """));

        var page = await runs.PageAsync(chapter);
        Assert.True(new FileInfo(page).Length < 15_000_000);
        Assert.Equal(2, (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken))
            .Split("plotly.js v2.28.0").Length);
    }

    [Theory]
    [InlineData("03-regularization.ipynb", 4, "λ = 0", "λ = 2")]
    [InlineData("06-latent-dimensions.ipynb", 7, "k = 1", "k = 6")]
    public async Task A_slider_changes_the_title_and_the_cells(string chapter, int charts, string first, string last)
    {
        await using var opened = await OpenAsync(chapter, charts);
        await opened.UnfoldAsync();
        var chart = opened.Page.Locator(".mf-chart:has(input[type=range])").First;
        var (title, cells) = (await TitleAsync(chart), await CellsAsync(chart));
        Assert.StartsWith(first + ":", title, StringComparison.Ordinal);

        await Sliders.DragAsync(opened.Page, chart, 1);

        Assert.StartsWith(last + ":", await TitleAsync(chart), StringComparison.Ordinal);
        Assert.NotEqual(cells, await CellsAsync(chart));
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

    /// <summary>The beginnings of texts that are wider than their boxes.</summary>
    private static Task<string[]> CutAsync(IPage page, string selector) => page.EvaluateAsync<string[]>($$"""
        [...document.querySelectorAll('{{selector}}')].filter(box => box.scrollWidth > box.clientWidth + 1)
          .map(box => box.textContent.slice(0, 80))
        """);

    private static Task<string> TitleAsync(ILocator chart) => chart.Locator(".mf-title").TextContentAsync()!;

    private static Task<string> CellsAsync(ILocator chart) =>
        chart.EvaluateAsync<string>(
        "box => JSON.stringify(box.querySelector('.mf-plot').data.filter(t => t.type === 'heatmap').at(-1).z)");

    private static Task<int[]> SizesAsync(IPage page) =>
        page.EvaluateAsync<int[]>("[...document.querySelectorAll('.mf-chart')].map(box => "
            + "Math.round(box.querySelector('.main-svg').getBoundingClientRect().width * "
            + "box.querySelector('.main-svg').getBoundingClientRect().height))");
}
