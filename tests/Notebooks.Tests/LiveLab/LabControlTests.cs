using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>What each control of the lab does, by mouse.</summary>
[Trait("Length", "Long")]
public sealed class LabControlTests(Browser browser)
{
    [Fact]
    public async Task It_begins_with_one_sentence_and_the_scripts_own_start()
    {
        await using var lab = await OpenLab.WholeAsync(browser);

        Assert.StartsWith("Press Play.", await lab.Lab().Locator(".lead").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(("0", "12.315"), (await lab.FactAsync("Step"), await lab.FactAsync("Loss")));
        Assert.Equal("Random numbers from seed 0: off by 3.51 stars on the 24 ratings it learns from; 19 crossed.",
            await lab.SentenceAsync());
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task Play_trains_until_it_is_paused_and_again_to_the_scripts_end()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.MoveAsync(reduced: false);
        await lab.ChooseAsync("Steps a frame", "100");

        await lab.Play.ClickAsync();
        await lab.Page.WaitForFunctionAsync(
            "document.querySelector('.mf-lab').shadowRoot.querySelector('dd').textContent !== '0'");
        await lab.Play.ClickAsync();
        await lab.SettledAsync();
        Assert.InRange(await lab.StepAsync(), 1, 9_999);
        await lab.Play.ClickAsync();
        await lab.SettledAsync();

        Assert.Equal(10_000, await lab.StepAsync());
        Assert.Equal("0.0842", await lab.FactAsync("Loss"));
        Assert.Equal("After 10,000 steps: off by 0.27 stars on the 24 ratings it learns from; 0 crossed.",
            await lab.SentenceAsync());
        Assert.Equal("4.6", await lab.Cell("Predictions", 0, 2).TextContentAsync());
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task Step_takes_as_many_steps_as_a_frame_and_Reset_goes_back()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        var start = await lab.GridAsync("Predictions");

        await StepAsync("1", 1);
        await StepAsync("10", 11);
        await StepAsync("100", 111);
        Assert.NotEqual(start, await lab.GridAsync("Predictions"));
        await lab.Button("Reset").ClickAsync();
        await lab.SettledAsync();

        Assert.Equal(0, await lab.StepAsync());
        Assert.Equal(start, await lab.GridAsync("Predictions"));

        async Task StepAsync(string speed, int step)
        {
            await lab.ChooseAsync("Steps a frame", speed);
            await lab.Button("Step").ClickAsync();
            await lab.SettledAsync();
            Assert.Equal(step, await lab.StepAsync());
        }
    }

    [Fact]
    public async Task Where_motion_is_not_wanted_Play_goes_a_thousand_steps_at_once()
    {
        await using var lab = await OpenLab.WholeAsync(browser);

        Assert.Equal("▶ Play 1,000", await lab.Play.TextContentAsync());
        await lab.Play.ClickAsync();
        await lab.SettledAsync();

        Assert.Equal(1_000, await lab.StepAsync());
    }

    [Fact]
    public async Task A_rating_goes_round_and_the_training_is_done_again_to_where_it_stood()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=2000");
        var before = await lab.GridAsync("Predictions");
        var cell = lab.Cell("Ratings", 0, 1);

        foreach (var expected in (string[])["5", "", "1", "2", "3", "4"])
        {
            await cell.ClickAsync();
            await lab.SettledAsync();
            Assert.Equal(expected, await cell.TextContentAsync());
            Assert.Equal(2_000, await lab.StepAsync());
            var after = await lab.GridAsync("Predictions");
            Assert.Equal(expected == "4", before.SequenceEqual(after));
        }
    }

    [Fact]
    public async Task Hiding_takes_a_rating_from_the_training_and_measures_it()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=3000");
        Assert.Equal("–", await lab.FactAsync("Hidden"));

        await lab.ChooseAsync("A press", "hides");
        await lab.Cell("Ratings", 0, 0).ClickAsync();
        await lab.SettledAsync();

        Assert.Contains("on the 23 ratings", await lab.SentenceAsync(), StringComparison.Ordinal);
        Assert.Contains("on the 1 hidden", await lab.SentenceAsync(), StringComparison.Ordinal);
        Assert.Contains("hidden", await lab.Cell("Ratings", 0, 0).GetAttributeAsync("class"), StringComparison.Ordinal);
        await lab.Button("Hide 6").ClickAsync();
        await lab.SettledAsync();
        Assert.Equal(6, await lab.Lab().Locator("section[aria-label=Ratings] td.hidden").CountAsync());
        await lab.Button("Show all").ClickAsync();
        await lab.SettledAsync();
        Assert.Equal("–", await lab.FactAsync("Hidden"));
    }

    [Fact]
    public async Task The_last_rating_stays_with_a_sentence()
    {
        var data = OpenLab.Sample;
        data["values"] = new System.Text.Json.Nodes.JsonArray([.. Enumerable.Range(0, 36).Select(n => n == 7 ? (
            System.Text.Json.Nodes.JsonNode)5 : null)]);
        await using var lab = await OpenLab.WithAsync(browser, [data]);

        await lab.Cell("Ratings", 1, 1).FocusAsync();
        await lab.Page.Keyboard.PressAsync("Delete");
        Assert.StartsWith("One rating has to stay", await lab.SentenceAsync(), StringComparison.Ordinal);
        await lab.Page.Keyboard.PressAsync("h");

        Assert.StartsWith("One rating has to stay", await lab.SentenceAsync(), StringComparison.Ordinal);
        Assert.Equal("5", await lab.Cell("Ratings", 1, 1).TextContentAsync());
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task The_level_is_switched_where_the_training_stands_with_the_count_of_numbers()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=4000&k=1");
        await AssertCountAsync("12 numbers for 24 ratings");

        await lab.ChooseAsync("On top of", "mean μ");
        await AssertCountAsync("13 numbers for 24 ratings");
        Assert.Equal(4_000, await lab.StepAsync());
        await lab.ChooseAsync("On top of", "μ + biases");
        await AssertCountAsync("25 numbers for 24 ratings");
        Assert.Equal(4_000, await lab.StepAsync());

        async Task AssertCountAsync(string words) =>
            Assert.Equal(words, await lab.Lab().Locator("section[aria-label=Settings] .reading").TextContentAsync());
    }

    [Theory]
    [InlineData("Numbers each, k", 3)]
    [InlineData("Penalty, λ", 8)]
    [InlineData("Learning rate", 5)]
    public async Task Another_setting_starts_from_the_same_seed_and_leaves_the_last_run_as_a_ghost(string slider,
        int place)
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=1000");
        Assert.Equal("hidden", await lab.Lab().Locator("text.ghost").GetAttributeAsync("visibility"));

        await lab.SlideAsync(slider, place);
        await lab.SettledAsync();

        Assert.Equal(0, await lab.StepAsync());
        Assert.Equal("visible", await lab.Lab().Locator("text.ghost").GetAttributeAsync("visibility"));
        Assert.StartsWith("last run ", await lab.Lab().Locator("text.ghost").TextContentAsync(),
            StringComparison.Ordinal);
        Assert.NotEqual("", await lab.Lab().Locator("polyline.ghost").GetAttributeAsync("points"));
    }

    [Fact]
    public async Task A_divergence_stops_with_a_sentence_and_a_smaller_rate_starts_again()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?optimizer=descent&rate=10");

        await lab.Play.ClickAsync();
        await lab.SettledAsync();

        Assert.Matches("^The training diverged in step \\d+: .*Take a smaller rate than 10", await lab.SentenceAsync());
        Assert.DoesNotContain(await lab.GridAsync("Predictions"), text => text.Contains("NaN",
            StringComparison.Ordinal));
        await lab.SlideAsync("Learning rate", 4);
        await lab.Play.ClickAsync();
        await lab.SettledAsync();
        Assert.Equal(1_000, await lab.StepAsync());
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task Half_sweeps_go_one_at_a_press_and_reach_in_few_what_Adam_takes_thousands_for()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?mean=centred");
        await lab.ChooseAsync("Steps by", "half sweeps");

        for (var half = 1; half <= 20; half++)
        {
            await lab.Button("Step").ClickAsync();
            await lab.SettledAsync();
            Assert.Equal(half, await lab.StepAsync());
        }

        Assert.Equal("After 20 half sweeps: off by 0.13 stars on the 24 ratings it learns from; 0 crossed.",
            await lab.SentenceAsync());
    }

    [Fact]
    public async Task Ten_seeds_end_where_each_alone_ends_and_one_can_be_taken()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.Button("Ten seeds").ClickAsync();
        var bars = lab.Lab().Locator(".seed");
        await Assertions.Expect(bars.Nth(9)).Not.ToHaveTextAsync(new System.Text.RegularExpressions.Regex("…"),
            new() { Timeout = 60_000 });

        var ends = await bars.AllTextContentsAsync();
        Assert.Equal(["0.27", "0.27", "0.27", "0.27", "0.78", "0.78", "0.27", "0.77", "0.27", "1.06"],
            ends.Select(text => text.Split('\n')[1]));
        await bars.Nth(9).ClickAsync();
        for (var n = 0; n < 10; n++)
        {
            await lab.Play.ClickAsync();
            await lab.SettledAsync();
        }

        Assert.Equal(("10,000", "1.06★"), (await lab.FactAsync("Step"), await lab.FactAsync("Error")));
        Assert.Equal("9", await lab.Lab().GetByLabel("Seed", new() { Exact = true }).InputValueAsync());
    }

    [Fact]
    public async Task Looking_back_shows_an_earlier_step_and_there_are_at_most_300_stops()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=10000");
        var slider = lab.Lab().GetByLabel("Look back: the step that is shown");
        var end = await lab.GridAsync("Predictions");
        Assert.InRange(int.Parse((await slider.GetAttributeAsync("max"))!,
            System.Globalization.CultureInfo.InvariantCulture), 100, 300);

        await slider.FillAsync("0");
        await lab.SettledAsync();
        Assert.Equal(("0", "3.51★"), (await lab.FactAsync("Step"), await lab.FactAsync("Error")));
        Assert.NotEqual(end, await lab.GridAsync("Predictions"));
        await lab.Lab().GetByText("log scale").ClickAsync();
        await slider.FillAsync((await slider.GetAttributeAsync("max"))!);
        await lab.SettledAsync();

        Assert.Equal(10_000, await lab.StepAsync());
        Assert.Equal(end, await lab.GridAsync("Predictions"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_point_can_be_dragged_and_the_predictions_follow(int k)
    {
        await using var lab = await OpenLab.WholeAsync(browser,
            FormattableString.Invariant($"#lab?step=300&turn=40&k={k}"));
        var before = await lab.GridAsync("Predictions");
        // A person that no other point lies on.
        var user = await lab.Page.EvaluateAsync<int>("""
            () => {
              const root = document.querySelector('.mf-lab').shadowRoot;
              root.querySelector('section[aria-label=Map]').scrollIntoView({ block: 'center', behavior: 'instant' });
              return [...root.querySelectorAll('g.person')].findIndex(point => {
                const box = point.querySelector('circle:not(.touch)').getBoundingClientRect();
                const top = root.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return point.contains(top);
              });
            }
            """);
        var point = lab.Lab().Locator("g.person").Nth(user).Locator("circle:not(.touch)");
        var (x, y) = await MiddleAsync();

        await lab.Page.Mouse.MoveAsync(x, y);
        await lab.Page.Mouse.DownAsync();
        await lab.Page.Mouse.MoveAsync(x + 20, y - 15, new() { Steps = 4 });
        await lab.Page.Mouse.UpAsync();
        await lab.SettledAsync();

        var after = await MiddleAsync();
        Assert.Equal(20, after.X - x, 2.0);
        Assert.Equal(k == 1 ? 0 : -15, after.Y - y, 2.0);
        var changed = before.Zip(await lab.GridAsync("Predictions")).Index().Where(c => c.Item.First != c.Item.Second);
        Assert.Equal([user], changed.Select(c => c.Index / 6).Distinct());
        Assert.StartsWith("A start by your hand", await lab.SentenceAsync(), StringComparison.Ordinal);
        await lab.Button("Reset").ClickAsync();
        await lab.SettledAsync();
        Assert.StartsWith("Random numbers from seed 0", await lab.SentenceAsync(), StringComparison.Ordinal);

        async Task<(float X, float Y)> MiddleAsync()
        {
            var box = (await point.BoundingBoxAsync())!;
            return (box.X + box.Width / 2, box.Y + box.Height / 2);
        }
    }

    [Fact]
    public async Task The_dial_turns_the_map_and_no_prediction()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=2000");
        var (grid, place) = (await lab.GridAsync("Predictions"), await PlaceAsync());

        await lab.SlideAsync("Turn people and films together", 90);

        Assert.Equal(grid, await lab.GridAsync("Predictions"));
        Assert.NotEqual(place, await PlaceAsync());

        Task<string?> PlaceAsync() => lab.Lab().Locator("[data-point='0']").GetAttributeAsync("transform");
    }

    [Fact]
    public async Task One_choice_is_marked_in_every_view()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=5000");

        await lab.Cell("Misses", 4, 3).ClickAsync();

        foreach (var grid in (string[])["Ratings", "Predictions", "Misses"])
            Assert.Contains("here", await lab.Cell(grid, 4, 3).GetAttributeAsync("class"), StringComparison.Ordinal);
        Assert.Equal(["Elif", "Rose Letters"], await lab.Lab().Locator("g.chosen text").AllTextContentsAsync());
        Assert.StartsWith("Elif: length ", await lab.Lab().Locator("section[aria-label=Map] .reading")
            .TextContentAsync(), StringComparison.Ordinal);
        await lab.Lab().Locator("[data-point='0']").FocusAsync();
        Assert.Contains("here", await lab.Cell("Ratings", 0, 3).GetAttributeAsync("class"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chosen_pair_of_more_factors_gives_a_part_of_the_prediction()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?k=3&step=1000");

        await lab.Lab().GetByLabel("Factor to the right").SelectOptionAsync("2");

        Assert.Equal(["factor 3", "factor 2"], await lab.Lab().Locator("text.caption").AllTextContentsAsync());
        Assert.Matches("these two of 3 factors give .* of .* stars", await lab.Lab()
            .Locator("section[aria-label=Map] .reading").TextContentAsync());
    }

    [Theory]
    [InlineData("#lab?k=1&mean=centred&step=10000", 0)]
    [InlineData("#lab?seed=4&step=10000", 1)]
    [InlineData("#lab?" + OpenLab.SixHidden + "&mean=centred&lambda=0.1&step=5000", 2)]
    public async Task Every_challenge_can_be_met_and_none_is_at_the_start(string hash, int challenge)
    {
        await using var start = await OpenLab.WholeAsync(browser);
        Assert.Equal(0, await start.Lab().Locator(".challenges .done").CountAsync());
        await using var lab = await OpenLab.WholeAsync(browser, hash);

        var done = await lab.Lab().Locator(".challenges li").Nth(challenge).TextContentAsync();

        Assert.StartsWith("✓", done, StringComparison.Ordinal);
        Assert.Equal(1, await lab.Lab().Locator(".challenges .done").CountAsync());
    }

    [Fact]
    public async Task A_guess_comes_first_and_both_are_shown()
    {
        var data = OpenLab.Sample;
        data["guess"] = new System.Text.Json.Nodes.JsonObject
        {
            ["question"] = "How many crosses are left after 1,000 steps?", ["measure"] = "crosses", ["user"] = 0,
            ["item"] = 2, ["unit"] = "",
        };
        await using var lab = await OpenLab.WithAsync(browser, [data]);
        Assert.True(await lab.Play.IsDisabledAsync());
        Assert.True(await lab.Button("Step").IsDisabledAsync());

        await lab.Lab().GetByLabel("How many crosses are left after 1,000 steps?").FillAsync("3");
        await lab.Button("That is my guess").ClickAsync();
        await lab.Play.ClickAsync();
        await lab.SettledAsync();

        Assert.Matches("^You guessed 3. After 1,000 steps it is \\d+.$", await lab.Lab().Locator("p.guess")
            .TextContentAsync());
    }

    [Fact]
    public async Task What_a_notebook_leaves_out_is_not_there()
    {
        var data = OpenLab.Sample;
        data["controls"] = new System.Text.Json.Nodes.JsonArray("misses");
        await using var lab = await OpenLab.WithAsync(browser, [data]);

        Assert.Equal(["Ratings", "Misses"], await lab.Lab().Locator("section").EvaluateAllAsync<string[]>(
            "s => s.map(x => x.ariaLabel)"));
        Assert.Equal(["▶ Play 1,000", "Step", "Reset"], await lab.Lab().Locator(".player button")
            .AllTextContentsAsync());
        await lab.Cell("Ratings", 0, 0).ClickAsync();
        Assert.Equal("5", await lab.Cell("Ratings", 0, 0).TextContentAsync());
        await lab.Play.ClickAsync();
        await lab.SettledAsync();
        Assert.Equal(1_000, await lab.StepAsync());
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task Two_labs_on_a_page_do_not_meet()
    {
        await using var lab = await OpenLab.WithAsync(browser, [OpenLab.Sample, OpenLab.Sample]);
        var globals = await lab.Page.EvaluateAsync<string[]>(
            "Object.keys(window).filter(name => /lab|model|views/i.test(name))");

        await lab.Button("Step", 1).ClickAsync();
        await lab.Cell("Ratings", 0, 0, lab: 1).ClickAsync();
        await lab.Lab(1).GetByLabel("its square").CheckAsync();
        await lab.SettledAsync();

        Assert.Equal("5", await lab.Cell("Ratings", 0, 0).TextContentAsync());
        Assert.True(await lab.Lab(0).GetByLabel("the norm").IsCheckedAsync());
        Assert.True(await lab.Lab(1).GetByLabel("its square").IsCheckedAsync());
        Assert.Empty(globals);
        Assert.Empty(lab.Complaints);
    }
}
