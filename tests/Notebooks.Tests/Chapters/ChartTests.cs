using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Pictures for everybody: every chart of every chapter, measured in the browser.</summary>
public sealed class ChartTests(NotebookRuns runs, Browser browser)
{
    [Theory]
    [MemberData(nameof(NotebookRuns.Chapters), MemberType = typeof(NotebookRuns))]
    public async Task Nothing_overlaps_is_cut_or_faint_on_a_wide_page_a_phone_and_paper_in_light_and_dark(
        string chapter)
    {
        await using var opened = await browser.OpenPageAsync(await runs.PageAsync(chapter));
        var page = opened.Page;
        await opened.UnfoldAsync();

        await AssertFaultlessAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await AssertFaultlessAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        await AssertFaultlessAsync(page);
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await AssertFaultlessAsync(page);

        // A4 less its margins, printed from a dark page.
        await page.SetViewportSizeAsync(718, 1000);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, Media = Media.Print });
        await page.WaitForFunctionAsync(
            "[...document.querySelectorAll('.mf-plot')].every(plot => plot._fullLayout.font.color === '#24292f')");
        Assert.All(await page.EvaluateAsync<double[]>(
            "[...document.querySelectorAll('.mf-chart .main-svg')].map(svg => svg.getBoundingClientRect().right)"),
            right => Assert.InRange(right, 1, 718));
        await AssertFaultlessAsync(page, paper: true);
    }

    [Theory]
    [InlineData("03-regularization.ipynb")]
    [InlineData("06-latent-dimensions.ipynb")]
    public async Task A_slider_obeys_the_keyboard_and_says_where_it_stands(string chapter)
    {
        await using var opened = await browser.OpenPageAsync(await runs.PageAsync(chapter));
        await opened.UnfoldAsync();
        await ChartMeasures.FaultsAsync(opened.Page);
        var slider = opened.Page.Locator(".mf-chart input[type=range]").First;
        var title = opened.Page.Locator(".mf-chart:has(input[type=range]) .mf-title").First;
        var first = await title.TextContentAsync();

        await slider.FocusAsync();
        Assert.Equal("2px", await slider.EvaluateAsync<string>("slider => getComputedStyle(slider).outlineWidth"));
        await slider.PressAsync("ArrowRight");
        var second = await title.TextContentAsync();
        await slider.PressAsync("End");
        var last = await title.TextContentAsync();
        await slider.PressAsync("Home");

        Assert.Equal(3, new[] { first, second, last }.Distinct().Count());
        Assert.Equal(first, await title.TextContentAsync());
        Assert.StartsWith((await slider.GetAttributeAsync("aria-valuetext"))! + ":", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_reaches_the_slider_the_switches_and_the_plots_whose_values_are_told()
    {
        await using var opened = await browser.OpenPageAsync(await runs.PageAsync("06-latent-dimensions.ipynb"));
        await opened.UnfoldAsync();
        await ChartMeasures.FaultsAsync(opened.Page);
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

    private static async Task AssertFaultlessAsync(IPage page, bool paper = false)
    {
        var faults = await ChartMeasures.FaultsAsync(page, paper);
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }
}
