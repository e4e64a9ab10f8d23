using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>The lab by keyboard, by touch, and by what a screen reader is told; its looks in every theme.</summary>
[Trait("Length", "Long")]
public sealed class LabAccessTests(Browser browser)
{
    [Fact]
    public async Task Arrows_move_digits_rate_H_hides_and_D_empties()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.Cell("Ratings", 0, 2).FocusAsync();

        await PressAsync("3");
        Assert.Equal("3", await lab.Cell("Ratings", 0, 2).TextContentAsync());
        await PressAsync("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp", "h");
        Assert.Contains("hidden", await lab.Cell("Ratings", 1, 2).GetAttributeAsync("class"), StringComparison.Ordinal);
        await PressAsync("h", "d");
        Assert.Equal("", await lab.Cell("Ratings", 1, 2).TextContentAsync());
        await PressAsync("Enter", "Enter");
        Assert.Equal("2", await lab.Cell("Ratings", 1, 2).TextContentAsync());
        await PressAsync("End", "9", "0");
        Assert.Equal("", await lab.Cell("Ratings", 1, 5).TextContentAsync());
        await PressAsync(" ");
        await lab.SettledAsync();
        Assert.Equal(1_000, await lab.StepAsync());
        await PressAsync("r");
        await lab.SettledAsync();
        Assert.Equal(0, await lab.StepAsync());
        Assert.Empty(lab.Complaints);

        async Task PressAsync(params string[] keys)
        {
            foreach (var key in keys)
            {
                await lab.Page.Keyboard.PressAsync(key);
                await lab.SettledAsync();
            }
        }
    }

    [Fact]
    public async Task Every_control_is_reached_by_Tab_and_none_holds_the_focus()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?k=3");
        await lab.Page.EvaluateAsync("document.activeElement.blur()");
        var seen = new List<string>();
        for (var n = 0; n < 80; n++)
        {
            await lab.Page.Keyboard.PressAsync("Tab");
            var name = await lab.Page.EvaluateAsync<string?>("""
                () => {
                  const e = document.querySelector('.mf-lab').shadowRoot.activeElement;
                  return e && (e.getAttribute('aria-label') ?? e.closest('label')?.textContent ?? e.textContent);
                }
                """);
            if (name is null && seen.Count > 0) break;
            if (name is not null) seen.Add(name);
        }

        Assert.InRange(seen.Count, 20, 60);
        Assert.Equal(3, seen.Count(name => name.StartsWith("Ana, Iron Orbit, not rated", StringComparison.Ordinal)));
        foreach (var part in (string[])["Play", "Step", "Reset", "Hide 6", "at ", "Turn people", "Look back",
            "log scale", "Numbers each", "Penalty, λ", "Learning rate", "Seed", "Ten seeds", "Copy link", "Copy as C#"])
            Assert.Contains(seen, name => name.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Radio_buttons_ranges_and_points_move_by_arrows_and_Play_steps_by_the_right_one()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.Lab().GetByLabel("Numbers each, k").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.SettledAsync();
        Assert.Equal("36 numbers for 24 ratings", await lab.Lab().Locator("section[aria-label=Settings] .reading")
            .TextContentAsync());
        await lab.Lab().GetByLabel("nothing").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.SettledAsync();
        Assert.True(await lab.Lab().GetByLabel("mean μ").IsCheckedAsync());
        await lab.Play.FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.SettledAsync();
        Assert.Equal(10, await lab.StepAsync());
        var before = await lab.Lab().Locator("[data-point='0']").GetAttributeAsync("transform");
        await lab.Lab().Locator("[data-point='0']").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowUp");
        await lab.SettledAsync();

        Assert.NotEqual(before, await lab.Lab().Locator("[data-point='0']").GetAttributeAsync("transform"));
    }

    [Fact]
    public async Task Tab_Escape_and_keys_with_Control_pass_and_what_the_lab_knows_stays_inside()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.Page.EvaluateAsync(
            """
            () => {
              window.passed = [];
              document.addEventListener('keydown', e => passed.push(`${e.key} ${e.defaultPrevented}`));
            }
            """);
        await lab.Cell("Ratings", 0, 0).FocusAsync();

        foreach (var key in (string[])["1", "6", "h", "d", "d", "r", "ArrowDown", " ", "Enter", "Home", "Escape",
            "Control+b", "x", "Shift+Tab"])
            await lab.Page.Keyboard.PressAsync(key);

        Assert.Equal(["Escape false", "Control false", "b false", "x false", "Shift false", "Tab false"],
            await lab.Page.EvaluateAsync<string[]>("passed"));
    }

    [Fact]
    public async Task Screen_readers_get_grids_labels_and_one_sentence_a_pause()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=10000");

        Assert.Equal(["Ratings", "Predictions", "Misses"], await lab.Lab()
            .GetByRole(AriaRole.Grid).EvaluateAllAsync<string[]>("g => g.map(x => x.ariaLabel)"));
        Assert.Equal(3 * 36, await lab.Lab().GetByRole(AriaRole.Gridcell).CountAsync());
        Assert.Equal(3 * 7, await lab.Lab().GetByRole(AriaRole.Columnheader).CountAsync());
        Assert.Equal("Ana, Iron Orbit, not rated, predicted 4.6", await lab.Cell("Predictions", 0, 2)
            .GetAttributeAsync("aria-label"));
        Assert.Equal("Ana, Star Harbour, rated 5, predicted 4.5, missed by 0.5", await lab.Cell("Ratings", 0, 0)
            .GetAttributeAsync("aria-label"));
        Assert.Equal("polite", await lab.Lab().GetByRole(AriaRole.Status).First.GetAttributeAsync("aria-live"));
        Assert.Equal("Error over 10,000 steps: guess 1.58, trained 0.27", await lab.Lab()
            .Locator("section[aria-label=Error] svg").GetAttributeAsync("aria-label"));
        var controls = lab.Lab().Locator("button, input, select, svg, [tabindex='0']");
        var unnamed = await controls.EvaluateAllAsync<string[]>("""
            all => all.filter(e => {
              const around = e.closest('label, fieldset')?.textContent;
              return !(e.getAttribute('aria-label') ?? around ?? e.textContent).trim() && !e.matches('.seed');
            }).map(e => e.outerHTML)
            """);
        Assert.Empty(unnamed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_phone_the_views_are_tabs_and_everything_is_44_pixels_to_touch(bool dark)
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=500&k=3", dark, width: 390);
        var tabs = lab.Lab().GetByRole(AriaRole.Tab);
        Assert.Equal(["Ratings", "Predictions", "Misses", "Map", "Error", "Settings", "Try"],
            await tabs.AllTextContentsAsync());

        foreach (var tab in await tabs.AllAsync())
        {
            await tab.ClickAsync();
            Assert.Equal(0, await lab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
            Assert.Equal(1, await lab.Lab().GetByRole(AriaRole.Tabpanel).CountAsync());
            Assert.Equal("true", await tab.GetAttributeAsync("aria-selected"));
            const string touched = "button, select, td[data-cell], input[type=number], input[type=range], .choice span";
            var small = await lab.Lab().Locator(touched).EvaluateAllAsync<string[]>("""
                all => all.filter(e => e.checkVisibility()).filter(e => e.getBoundingClientRect().height < 43.5)
                  .map(e => e.outerHTML.slice(0, 80))
                """);
            Assert.Empty(small);
        }
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task On_a_phone_it_works_by_touch()
    {
        await using var lab = await OpenLab.WholeAsync(browser, width: 390);
        var touch = await lab.Page.Context.NewCDPSessionAsync(lab.Page);

        await TapAsync(lab.Lab().GetByRole(AriaRole.Tab, new() { Name = "Ratings" }));
        await TapAsync(lab.Cell("Ratings", 0, 1));
        Assert.Equal("5", await lab.Cell("Ratings", 0, 1).TextContentAsync());
        await TapAsync(lab.Play);
        await lab.SettledAsync();
        Assert.Equal(1_000, await lab.StepAsync());
        await TapAsync(lab.Lab().GetByRole(AriaRole.Tab, new() { Name = "Map" }));
        var point = (await lab.Lab().Locator("[data-point='0'] circle").Last.BoundingBoxAsync())!;
        var (x, y) = (point.X + point.Width / 2, point.Y + point.Height / 2);
        await TouchAsync("touchStart", x, y);
        for (var n = 1; n <= 4; n++) await TouchAsync("touchMove", x + 8 * n, y + 5 * n);
        await TouchAsync("touchEnd");
        await lab.SettledAsync();
        Assert.StartsWith("A start by your hand", await lab.SentenceAsync(), StringComparison.Ordinal);
        Assert.Empty(lab.Complaints);

        async Task TapAsync(ILocator target)
        {
            await target.ScrollIntoViewIfNeededAsync();
            var box = (await target.BoundingBoxAsync())!;
            await TouchAsync("touchStart", box.X + box.Width / 2, box.Y + box.Height / 2);
            await TouchAsync("touchEnd");
            await lab.SettledAsync();
        }

        Task TouchAsync(string type, double? x = null, double? y = null) => touch.SendAsync(
            "Input.dispatchTouchEvent", new()
            {
                ["type"] = type,
                ["touchPoints"] = x is null ? Array.Empty<object>() : new object[] { new Dictionary<string,
                object> { ["x"] = x, ["y"] = y! } },
            });
    }

    /// <summary>Text is read on what lies behind it: 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_text_is_readable_in_both_themes_and_the_switch_of_the_page_counts(bool dark)
    {
        await using var lab = await OpenLab.WholeAsync(browser,
            "#lab?step=300&" + OpenLab.SixHidden, dark);
        await AssertReadableAsync();
        await lab.Page.Locator("#theme-toggle").ClickAsync();
        await AssertReadableAsync();

        async Task AssertReadableAsync() => Assert.Empty(await lab.Page.EvaluateAsync<string[]>(Unreadable));
    }

    private const string Unreadable = """
        () => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const rgba = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
          };
          const light = rgb => rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => {
            for (; e; e = e.parentElement ?? e.getRootNode().host) {
              const back = rgba(getComputedStyle(e).backgroundColor);
              if (back[3] > 250) return back.slice(0, 3);
            }
          };
          const root = document.querySelector('.mf-lab').shadowRoot;
          const texts = [...root.querySelectorAll('*')].filter(e => e.checkVisibility({ visibilityProperty: true })
            && !e.disabled
            && e.localName !== 'style' && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
          return texts.map(e => {
            const style = getComputedStyle(e), isSvg = e.namespaceURI.includes('svg');
            const ink = rgba(isSvg ? style.fill : style.color).slice(0, 3);
            const [high, low] = [light(ink), light(behind(e))].sort((a, b) => b - a);
            const text = `${e.localName}.${e.getAttribute('class')} ${e.textContent}`;
            return { ratio: (high + 0.05) / (low + 0.05), text };
          }).filter(t => t.ratio < 4.5).map(t => `${t.ratio.toFixed(2)} ${t.text}`);
        }
        """;

    [Fact]
    public async Task On_paper_all_views_are_there_in_light_colours_and_no_buttons()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=1000", dark: true, width: 390);
        Assert.Equal(1, await lab.Lab().Locator("[data-dark]").CountAsync());

        await lab.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Assertions.Expect(lab.Lab().Locator("[data-dark]")).ToHaveCountAsync(0);
        Assert.True(await lab.Lab().Locator("section[aria-label=Ratings]").IsVisibleAsync());
        Assert.True(await lab.Lab().Locator("section[aria-label=Error]").IsVisibleAsync());
        Assert.False(await lab.Play.IsVisibleAsync());
        await lab.Page.SetViewportSizeAsync(794, 1000); // A4: grids in two columns, and none is cut
        Assert.Equal(0, await lab.Lab().Locator(".scroll").EvaluateAllAsync<int>(
            "all => all.filter(box => box.scrollWidth > box.clientWidth).length"));
    }
}
