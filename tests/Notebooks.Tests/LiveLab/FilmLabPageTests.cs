using System.Globalization;
using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>The film lab on the last chapter's page, as a reader handles it.</summary>
[Trait("Length", "Long")]
public sealed class FilmLabPageTests(NotebookRuns runs, Browser browser)
{
    private const string Chapter = "12-your-own-recommender.ipynb";

    [Fact]
    public async Task It_opens_with_the_chapters_own_list()
    {
        await using var opened = await OpenAsync();
        var printed = (await runs.ExecutedAsync(Chapter)).Printed("two-lists").Split('\n')
            .Skip(1).Where(line => line.Length > 0).ToArray();

        var shown = await Titles(opened).AllTextContentsAsync();
        var scores = await Lab(opened).Locator(".ten .score").AllTextContentsAsync();

        Assert.Equal(printed.Length, shown.Count);
        // Eight bits may change places among equals, and move a score by a hundredth.
        for (var n = 0; n < printed.Length; n++)
        {
            var own = double.Parse(printed[n].Split(' ')[0], CultureInfo.InvariantCulture);
            Assert.Equal(own, double.Parse(scores[n].Split(' ')[0], CultureInfo.InvariantCulture), 0.0151);
        }
        Assert.StartsWith(shown[0], printed[0][5..], StringComparison.Ordinal);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Type_pick_rate_untick_and_remove()
    {
        await using var opened = await OpenAsync();
        var (lab, keyboard) = (Lab(opened), opened.Page.Keyboard);
        var (search, films) = (lab.GetByRole(AriaRole.Combobox).First, lab.Locator(".mine li"));
        var (before, count) = (await WhyAsync(opened), await films.CountAsync());

        await search.FillAsync("1");
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("ArrowUp");
        Assert.Equal("found-0", await search.GetAttributeAsync("aria-activedescendant"));
        await keyboard.PressAsync("Escape");
        Assert.Equal("false", await search.GetAttributeAsync("aria-expanded"));
        await search.FillAsync("9");
        await keyboard.PressAsync("ArrowDown");
        var title = await lab.Locator("#found-1 span").TextContentAsync();
        await keyboard.PressAsync("Enter");
        Assert.Equal(title, await films.First.Locator(".title").TextContentAsync());
        Assert.Equal(before, await WhyAsync(opened));

        await keyboard.PressAsync("2");
        Assert.NotEqual(before, await WhyAsync(opened));
        Assert.True(await films.First.GetByRole(AriaRole.Radio, new() { Name = "2 stars" }).IsCheckedAsync());
        await films.First.GetByRole(AriaRole.Checkbox).UncheckAsync();
        Assert.Equal(before, await WhyAsync(opened));
        await films.First.GetByRole(AriaRole.Checkbox).CheckAsync();
        Assert.NotEqual(before, await WhyAsync(opened));
        await films.First.GetByRole(AriaRole.Button).ClickAsync();
        Assert.Equal(before, await WhyAsync(opened));
        Assert.Equal(count, await films.CountAsync());
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Lists_do_not_see_stars_and_popularity_does_not_see_you()
    {
        await using var opened = await OpenAsync();
        var films = Lab(opened).Locator(".mine li");
        async Task Model(string name) =>
            await Lab(opened).GetByRole(AriaRole.Radio, new() { Name = name, Exact = true }).CheckAsync(Forced);

        await Model("Lists");
        var lists = await WhyAsync(opened);
        await films.First.GetByRole(AriaRole.Radio, new() { Name = "1 star", Exact = true }).CheckAsync(Forced);
        Assert.Equal(lists, await WhyAsync(opened));
        await films.First.GetByRole(AriaRole.Checkbox).UncheckAsync();
        Assert.NotEqual(lists, await WhyAsync(opened));

        await Model("Popularity");
        var popular = await WhyAsync(opened);
        await films.Last.GetByRole(AriaRole.Checkbox).UncheckAsync();
        Assert.Equal(popular, await WhyAsync(opened));
        Assert.Contains("ratings", popular[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_dark_phone_all_of_it_fits_and_fingers_can_hit_it()
    {
        await using var opened = await OpenAsync(dark: true, width: 390);

        var root = Lab(opened).Locator(".films");
        Assert.NotNull(await root.GetAttributeAsync("data-dark"));
        Assert.NotNull(await root.GetAttributeAsync("data-narrow"));
        Assert.True(await root.EvaluateAsync<bool>("root => root.scrollWidth <= root.clientWidth"), "it is too wide");
        var small = await root.EvaluateAsync<string[]>("""
            root => [...root.querySelectorAll('button, select, .choice label, .search input, .what-if')]
              .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44)
              .map(e => e.outerHTML.slice(0, 80))
            """);
        Assert.Empty(small);
        var html = (await runs.ExecutedAsync(Chapter)).Shown("lab", "text/html");
        Assert.InRange(Assert.Single(html).Length, 20_000, 2_000_000);
    }

    [Fact]
    public async Task Thousands_of_searches_stars_and_ticks_leave_nothing_strange()
    {
        await using var opened = await OpenAsync();

        Assert.Empty(await OpenLab.FuzzAsync(opened.Page, seed: 3, 3_000, ".mf-film-lab"));

        Assert.Empty(opened.Complaints);
    }

    private static LocatorCheckOptions Forced => new() { Force = true };

    private async Task<OpenedPage> OpenAsync(bool dark = false, int width = 1280)
    {
        var opened = await browser.OpenPageAsync(await runs.PageAsync(Chapter), dark, width);
        // On a phone the button is folded away with the contents.
        await opened.Page.EvaluateAsync("document.getElementById('unfold').click()");
        await Titles(opened).First.WaitForAsync();
        return opened;
    }

    private static ILocator Lab(OpenedPage opened) => opened.Page.Locator(".mf-film-lab");

    private static ILocator Titles(OpenedPage opened) => Lab(opened).Locator(".ten b");

    /// <summary>Each line with its score and its reasons; without the mark on what is new.</summary>
    private static async Task<string[]> WhyAsync(OpenedPage opened) => await Lab(opened).Locator(".ten li")
        .EvaluateAllAsync<string[]>("lines => lines.map(line => [...line.querySelectorAll('b, .score, small')]"
            + ".map(part => part.textContent).join(' | '))");
}
