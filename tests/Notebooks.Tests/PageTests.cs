using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The pages in a real browser, with the network refused.</summary>
public sealed partial class PageTests(PageFixture pages, Browser browser) : IClassFixture<PageFixture>
{
    [Theory]
    [InlineData(1280)]
    [InlineData(800)]
    [InlineData(400)]
    public async Task Nothing_is_wider_than_the_window(int width)
    {
        foreach (var path in new[] { pages.Chapter, pages.Gallery })
        {
            await using var opened = await browser.OpenPageAsync(path, width: width);
            Assert.Equal(0, await opened.HorizontalOverflowAsync());
            Assert.Empty(opened.Complaints);
        }
    }

    [Fact]
    public async Task Formulas_are_MathML()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        Assert.Equal(3, await opened.Page.Locator("math").CountAsync());
        var box = await opened.Page.Locator(".math-block math mfrac").First.BoundingBoxAsync();
        Assert.InRange(box!.Height, 20, 200);
        Assert.Equal(0, await opened.Page.Locator(".temml-error").CountAsync());
    }

    [Fact]
    public async Task Code_is_coloured_in_both_languages()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        await AssertTokenAsync("#cell-setup .k", "var");
        await AssertTokenAsync("#cell-setup .t", "List");
        await AssertTokenAsync("#cell-setup .c", "// a comment");
        await AssertTokenAsync("#cell-setup .m", "WriteLine");
        await AssertTokenAsync(".prose .k", "for");
        await AssertTokenAsync(".prose .n", "10_000");

        async Task AssertTokenAsync(string selector, string text) =>
            Assert.Contains(text, await opened.Page.Locator(selector).AllTextContentsAsync());
    }

    [Fact]
    public async Task Contents_lead_to_headings_and_headings_that_repeat_have_their_own_ids()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        var targets = await opened.Page.Locator(".toc a")
            .EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))");
        Assert.Equal(["#the-model", "#the-model-1", "#details-x"], targets);
        foreach (var target in targets)
            Assert.Equal(1, await opened.Page.Locator(target).CountAsync());
    }

    [Fact]
    public async Task Chapters_link_to_pages_and_the_web_stays_the_web()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        Assert.Equal("01-second.html#next", await opened.Page.GetByText("the next chapter").GetAttributeAsync("href"));
        Assert.Equal("https://example.org/a.ipynb", await opened.Page.GetByText("outside").GetAttributeAsync("href"));
        await opened.Page.Locator("a[rel=next]").ClickAsync();
        Assert.Equal("Second", await opened.Page.Locator("h1").TextContentAsync());
        await opened.Page.Locator("a[rel=prev]").ClickAsync();
        Assert.Equal("First & foremost", await opened.Page.Locator("h1").TextContentAsync());
    }

    [Fact]
    public async Task The_theme_follows_the_system_until_the_reader_chooses_and_is_remembered()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter, dark: true);
        Assert.True(await IsDarkAsync(opened.Page));
        await opened.Page.Locator("#theme-toggle").ClickAsync();
        Assert.Equal("light", await opened.Page.Locator("html").GetAttributeAsync("data-theme"));
        Assert.False(await IsDarkAsync(opened.Page));
        await opened.Page.ReloadAsync();
        Assert.False(await IsDarkAsync(opened.Page));
        Assert.Equal("Use the dark theme", await opened.Page.Locator("#theme-toggle").GetAttributeAsync("aria-label"));
    }

    [Fact]
    public async Task Outputs_other_than_HTML_are_escaped_and_wide_ones_scroll_in_their_box()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        Assert.Equal("<script>alert(1)</script>\n", await opened.Page.Locator("#cell-setup .output-stdout")
            .TextContentAsync());
        Assert.Equal("red\n", await opened.Page.Locator("#cell-fails .output-stderr").TextContentAsync());
        Assert.Contains("<b>not bold</b>", await opened.Page.Locator("#cell-fails .output-error pre")
            .TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await opened.Page.Locator("#cell-html .output-html")
            .EvaluateAsync<bool>("box => box.scrollWidth > box.clientWidth"));
        var room = await opened.Page.Locator("#cell-html .output-html").EvaluateAsync<int>("box => box.clientWidth");
        Assert.InRange(room, 640, 1280);
    }

    [Fact]
    public async Task Landmarks_and_the_skip_link_are_there()
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter);
        Assert.Equal("en", await opened.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await opened.Page.GetByRole(AriaRole.Main).CountAsync());
        Assert.Equal(2, await opened.Page.GetByRole(AriaRole.Navigation).CountAsync());
        await opened.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the chapter",
            await opened.Page.EvaluateAsync<string>("document.activeElement.textContent"));
    }

    [Fact]
    public async Task The_gallery_has_a_card_for_each_chapter()
    {
        await using var opened = await browser.OpenPageAsync(pages.Gallery);
        Assert.Equal(2, await opened.Page.Locator(".card").CountAsync());
        var card = opened.Page.Locator(".card").First;
        Assert.Contains("15 minutes", await card.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("✓ ran to the end", await card.TextContentAsync(), StringComparison.Ordinal);
        await card.Locator("h2 a").ClickAsync();
        Assert.Equal("First & foremost · MfNotebooks", await opened.Page.TitleAsync());
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_has_enough_contrast(bool dark)
    {
        await using var opened = await browser.OpenPageAsync(pages.Chapter, dark);
        foreach (var selector in new[] { "article p", ".toc a", ".cell-label", ".k", ".s", ".c", ".t", ".m", ".n", ".p",
            ".error-name", ".output-stderr", "article p a", ".pager span" })
        {
            var colours = await opened.Page.Locator(selector).First.EvaluateAsync<string[]>(ColoursOf);
            var ratio = Contrast(colours[0], colours[1]);
            Assert.True(ratio >= 4.5, $"{selector}: {colours[0]} on {colours[1]} is {ratio:0.00}");
        }
    }

    private const string ColoursOf = """
        element => {
          let behind = element;
          while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)')
            behind = behind.parentElement;
          return [getComputedStyle(element).color, getComputedStyle(behind || document.body).backgroundColor];
        }
        """;

    private static Task<bool> IsDarkAsync(IPage page) =>
        page.EvaluateAsync<bool>("parseInt(getComputedStyle(document.body).backgroundColor.slice(4)) < 128");

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Number().Matches(colour).Take(3)
            .Select(match => Linear(double.Parse(match.Value, CultureInfo.InvariantCulture) / 255)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Linear(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
