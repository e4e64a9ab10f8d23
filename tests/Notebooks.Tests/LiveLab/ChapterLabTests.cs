using System.Globalization;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>The labs in the chapters: each plays on its page, and says what the text around it says.</summary>
[Trait("Length", "Long")]
public sealed class ChapterLabTests(NotebookRuns runs, Browser browser)
{
    [Theory]
    [InlineData("01-ratings-and-masking.ipynb", "Ratings, Predictions, Misses")]
    [InlineData("02-latent-factors.ipynb", "Ratings, Predictions, Misses, Map, Settings")]
    [InlineData("03-regularization.ipynb", "Ratings, Predictions, Error, Settings")]
    [InlineData("04-training-progress.ipynb", "Ratings, Predictions, Misses, Error, Settings")]
    [InlineData("06-latent-dimensions.ipynb", "Ratings, Predictions, Misses, Map, Error, Settings")]
    [InlineData("08-sparse-at-scale.ipynb", "Ratings, Predictions, Misses, Map, Error, Settings")]
    public async Task A_chapter_shows_the_parts_that_it_needs_once_unfolded_and_plays(string chapter, string parts)
    {
        await using var lab = await OpenLab.ChapterAsync(browser, await runs.PageAsync(chapter));
        Assert.Equal(1, await lab.Page.Locator(".mf-lab").CountAsync());
        var panels = lab.Lab().Locator("section.panel");
        Assert.Equal(parts, string.Join(", ", await panels.EvaluateAllAsync<string[]>(
            "all => all.map(one => one.getAttribute('aria-label'))")));
        foreach (var (width, height, drawn) in new[] { (1280, 900, parts.Split(", ").Length), (390, 844, 1) })
        {
            await lab.Page.SetViewportSizeAsync(width, height);
            await lab.SettledAsync();
            var (start, step) = (await lab.GridAsync("Predictions"), await lab.StepAsync());
            await lab.Play.ClickAsync();
            await lab.SettledAsync();

            Assert.True(await lab.StepAsync() > step);
            Assert.NotEqual(start, await lab.GridAsync("Predictions"));
            Assert.Equal(drawn, await panels.EvaluateAllAsync<int>(
                "all => all.filter(one => one.clientHeight > 60).length"));
            Assert.True(await lab.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            Assert.True(await lab.Lab().Locator(".scroll").EvaluateAllAsync<bool>(
                "all => all.every(grid => grid.scrollWidth <= grid.clientWidth)"), "a grid's last column is cut");
        }
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task What_a_lab_costs_a_page_is_known()
    {
        var html = await File.ReadAllTextAsync(await runs.PageAsync("01-ratings-and-masking.ipynb"),
            TestContext.Current.CancellationToken);
        var from = html.IndexOf("<div data-mf-lab", StringComparison.Ordinal);

        Assert.InRange(html.IndexOf("</script>", from, StringComparison.Ordinal) - from, 10_000, 100_000);
    }

    [Fact]
    public async Task Chapter_1_a_hidden_rating_is_neither_zero_nor_known()
    {
        await using var lab = await OpenAsync("01-ratings-and-masking.ipynb");
        await lab.ChooseAsync("A press", "hides");

        await lab.Cell("Ratings", 0, 1).ClickAsync();
        await TrainAsync(lab);
        Assert.Equal(("7.3", "0.14★"), (await PredictedAsync(lab, 0, 1), await lab.FactAsync("Error")));
        await lab.Cell("Ratings", 0, 1).ClickAsync();
        await lab.SettledAsync();
        Assert.Equal("4.5", await PredictedAsync(lab, 0, 1));

        // The challenge.
        foreach (var (user, said) in new[] { (3, "4.0"), (5, "3.1") })
        {
            await lab.Cell("Ratings", user, 4).ClickAsync();
            await lab.SettledAsync();
            Assert.Equal(said, await PredictedAsync(lab, user, 4));
            await lab.Cell("Ratings", user, 4).ClickAsync();
            await lab.SettledAsync();
        }
    }

    [Fact]
    public async Task Chapter_2_a_turn_changes_nothing_and_a_point_only_its_row()
    {
        await using var lab = await OpenAsync("02-latent-factors.ipynb");
        await TrainAsync(lab);
        var before = await lab.GridAsync("Predictions");
        var reading = lab.Lab().Locator("section[aria-label=Map] .reading");
        Assert.EndsWith("= 1.79 stars", await reading.TextContentAsync(), StringComparison.Ordinal);

        await lab.Lab().GetByLabel("Turn people and films together").FillAsync("40");
        await lab.SettledAsync();
        Assert.Equal(before, await lab.GridAsync("Predictions"));
        Assert.EndsWith("= 1.79 stars", await reading.TextContentAsync(), StringComparison.Ordinal);

        await DragToTheOtherSideAsync(lab, 1);
        var after = await lab.GridAsync("Predictions");
        var changed = Enumerable.Range(0, 36).Where(cell => after[cell] != before[cell]).Select(cell => cell / 6);
        Assert.Equal([1], changed.Distinct());
        Assert.Equal(4, await lab.Lab().Locator("section[aria-label=Misses] .crossed[data-cell^='1,']").CountAsync());

        await lab.SlideAsync("Numbers each, k", 0);
        await TrainAsync(lab);
        Assert.EndsWith("17 crossed.", await lab.SentenceAsync(), StringComparison.Ordinal);
        await lab.ChooseAsync("On top of", "mean μ");
        Assert.Equal("After 10,000 steps: off by 0.39 stars on the 24 ratings it learns from; 0 crossed.",
            await lab.SentenceAsync());
        Assert.Contains("13 numbers", await lab.Lab().Locator("section[aria-label=Settings]").TextContentAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chapter_3_two_of_five_exams_beat_the_guess_and_seed_6_never_does()
    {
        await using var lab = await OpenAsync("03-regularization.ipynb");
        await lab.SlideAsync("Penalty, λ", 7);
        var won = new List<int>();
        foreach (var seed in Enumerable.Range(0, 5))
        {
            await ExamAsync(lab, seed);
            if (await HiddenAsync(lab) < await GuessAsync(lab)) won.Add(seed);
        }
        Assert.Equal([1, 3], won);

        await ExamAsync(lab, 6);
        await lab.SlideAsync("Penalty, λ", 6);
        await TrainAsync(lab);
        Assert.Equal((2.43, 1.59), (await HiddenAsync(lab), await GuessAsync(lab)));
    }

    [Fact]
    public async Task Chapter_4_cells_wander_and_descent_brings_seed_4_down()
    {
        await using var lab = await OpenAsync("04-training-progress.ipynb");
        await TrainAsync(lab);
        await lab.Lab().GetByLabel("Look back: the step that is shown").FillAsync("31");
        await lab.SettledAsync();
        Assert.Equal((1_984, "−6.9"), (await lab.StepAsync(), await PredictedAsync(lab, 4, 0)));

        await SeedAsync(lab, 4);
        await TrainAsync(lab);
        Assert.EndsWith("4 crossed.", await lab.SentenceAsync(), StringComparison.Ordinal);
        await lab.ChooseAsync("Steps by", "descent");
        await lab.SlideAsync("Learning rate", 4);
        await TrainAsync(lab);
        Assert.Equal("After 10,000 steps: off by 0.27 stars on the 24 ratings it learns from; 0 crossed.",
            await lab.SentenceAsync());
    }

    [Fact]
    public async Task Chapter_6_one_factor_on_the_mean_leaves_no_cross_and_the_exam_is_as_told()
    {
        await using var lab = await OpenAsync("06-latent-dimensions.ipynb");
        await TrainAsync(lab);
        Assert.EndsWith("; 0 crossed.", await lab.SentenceAsync(), StringComparison.Ordinal);

        await ExamAsync(lab, 1);
        Assert.Equal(("0.35★", 1.00), (await lab.FactAsync("Error"), await HiddenAsync(lab)));
        await lab.ChooseAsync("On top of", "nothing");
        Assert.Equal(4.65, await HiddenAsync(lab));
        await lab.ChooseAsync("On top of", "mean μ");
        await lab.SlideAsync("Numbers each, k", 2);
        await TrainAsync(lab);
        Assert.Equal(1.75, await HiddenAsync(lab));

        await lab.SlideAsync("Penalty, λ", 6);
        await ExamAsync(lab, 2);
        Assert.Equal((1.00, 1.48), (await HiddenAsync(lab), await GuessAsync(lab)));
    }

    [Fact]
    public async Task Chapter_8_fifteen_half_sweeps_and_a_third_factor_for_seed_1()
    {
        await using var lab = await OpenAsync("08-sparse-at-scale.ipynb");
        var crosses = new List<int>();
        for (var n = 1; n <= 15; n++)
        {
            await lab.Button("Step").ClickAsync();
            await lab.SettledAsync();
            crosses.Add(await lab.Lab().Locator("section[aria-label=Misses] .crossed").CountAsync());
            if (n == 2) Assert.Equal("3.1974", await lab.FactAsync("Loss"));
        }
        Assert.Equal([5, 10, 11, 7, 5, 3, 0], crosses.Where((_, n) => n is 3 or >= 9));

        await SeedAsync(lab, 1);
        await HalfSweepsAsync(lab);
        Assert.EndsWith("8 crossed.", await lab.SentenceAsync(), StringComparison.Ordinal);
        await lab.SlideAsync("Numbers each, k", 2);
        await HalfSweepsAsync(lab);
        Assert.EndsWith("; 0 crossed.", await lab.SentenceAsync(), StringComparison.Ordinal);
    }

    private async Task<OpenLab> OpenAsync(string chapter) =>
        await OpenLab.OfChapterAsync(browser, await runs.PageAsync(chapter));

    /// <summary>Plays to the end: with reduced motion a press goes on by a thousand steps.</summary>
    private static async Task TrainAsync(OpenLab lab)
    {
        for (var step = 1_000; step <= 10_000; step += 1_000)
        {
            await lab.Play.ClickAsync();
            await lab.SettledAsync();
            Assert.Equal(step, await lab.StepAsync());
        }
    }

    private static async Task HalfSweepsAsync(OpenLab lab)
    {
        for (var press = 0; press < 5; press++)
        {
            await lab.Play.ClickAsync();
            await lab.SettledAsync();
        }
        Assert.Equal(50, await lab.StepAsync());
    }

    private static async Task SeedAsync(OpenLab lab, int seed)
    {
        var field = lab.Lab().GetByLabel("Seed", new() { Exact = true });
        await field.FillAsync(FormattableString.Invariant($"{seed}"));
        await field.PressAsync("Tab");
        await lab.SettledAsync();
    }

    private static async Task ExamAsync(OpenLab lab, int seed)
    {
        await lab.Button("Show all").EvaluateAsync("button => button.click()"); // does nothing where none is hidden
        await lab.SettledAsync();
        await SeedAsync(lab, seed);
        await lab.Button("Hide 6").ClickAsync();
        await lab.SettledAsync();
        if (await lab.StepAsync() == 0) await TrainAsync(lab);
    }

    /// <summary>Drags a point through the origin to the other side of the map.</summary>
    private static async Task DragToTheOtherSideAsync(OpenLab lab, int point)
    {
        var map = lab.Lab().Locator("section[aria-label=Map] svg");
        await map.ScrollIntoViewIfNeededAsync();
        var (box, mark) = (await map.BoundingBoxAsync(), await lab.Lab().Locator($"[data-point='{point}'] .touch")
            .BoundingBoxAsync());
        var (x, y) = (mark!.X + mark.Width / 2, mark.Y + mark.Height / 2);
        await lab.Page.Mouse.MoveAsync(x, y);
        await lab.Page.Mouse.DownAsync();
        await lab.Page.Mouse.MoveAsync(2 * box!.X + box.Width - x, 2 * box.Y + box.Height - y, new() { Steps = 5 });
        await lab.Page.Mouse.UpAsync();
        await lab.SettledAsync();
    }

    private static Task<string?> PredictedAsync(OpenLab lab, int user, int item) =>
        lab.Cell("Predictions", user, item).TextContentAsync();

    private static async Task<double> HiddenAsync(OpenLab lab) =>
        Stars((await lab.FactAsync("Hidden")).TrimEnd('★'));

    /// <summary>What the constant guess is off by on the hidden ratings, as the curve says it.</summary>
    private static async Task<double> GuessAsync(OpenLab lab) => Stars((await lab.Lab()
        .Locator("section[aria-label=Error] text.constant").TextContentAsync())!.Split(' ')[1]);

    private static double Stars(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
