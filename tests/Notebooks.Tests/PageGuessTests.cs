using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;
using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>
/// Guess, then look: no prompt without an answer, and no answer that can be read before its guess. The chapters' own
/// answers are looked for where their pages are opened (ChartPageTests).
/// </summary>
public sealed class PageGuessTests(PageGuessTests.Fixture fixture, Browser browser)
    : IClassFixture<PageGuessTests.Fixture>
{
    [Theory]
    [MemberData(nameof(NotebookRuns.Chapters), MemberType = typeof(NotebookRuns))]
    public void Every_prompt_is_answered(string chapter)
    {
        var cells = Notebook.Load(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter)).Cells;
        var prompts = Enumerable.Range(0, cells.Count).Where(place => Guesses.IsPrompt(cells[place])).ToArray();
        Assert.NotEmpty(prompts);
        Assert.All(prompts, place => Assert.NotNull(Guesses.AnswerEnd(cells, place)));
        // A prompt in the middle of a cell would have its answer, or another question, right below it.
        var opened = cells.Count(cell => cell.Source.Contains(Guesses.Opening, StringComparison.Ordinal));
        Assert.Equal(prompts.Length, opened);
    }

    [Theory]
    [MemberData(nameof(NotebookRuns.Chapters), MemberType = typeof(NotebookRuns))]
    public void No_guess_is_taken_up_by_the_words_of_another(string chapter)
    {
        const int longEnough = 60;
        var notebook = Notebook.Load(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter));
        var paragraphs = notebook.Cells.Where(cell => cell.IsMarkdown)
            .SelectMany(cell => cell.Source.Split("\n\n")).Where(paragraph => paragraph.Length > longEnough);
        Assert.All(paragraphs.CountBy(paragraph => paragraph[(paragraph.Length / 2)..]),
            paragraph => Assert.Equal(1, paragraph.Value));
    }

    [Fact]
    public async Task A_guess_shows_the_answer_and_is_kept()
    {
        await using var opened = await browser.OpenPageAsync(fixture.Page);
        await AssertAsync(opened, "#cell-number .outputs", false);
        await opened.Page.Locator(".guess").First.GetByLabel("Your guess").FillAsync("41");
        await opened.Page.Keyboard.PressAsync("Enter");
        await AssertAsync(opened, "#cell-number .outputs", true);
        await AssertAsync(opened, "#cell-word .outputs", false);
        Assert.Equal("You guessed 41. Now look.", await opened.Page.Locator(".guess-kept").First.TextContentAsync());
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Choices_work_by_keyboard_and_the_next_prompt_and_section_do_not_wait_for_a_guess()
    {
        await using var opened = await browser.OpenPageAsync(fixture.Page);
        var second = opened.Page.Locator(".guess").Nth(1);
        await AssertAsync(opened, "text=It was 42", false);
        await AssertAsync(opened, "text=Which is it?", true);
        await AssertAsync(opened, "text=It was space", false);
        await AssertAsync(opened, "h2:has-text(\"The next section\")", true);
        await second.Locator("input").First.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("You guessed romance. Now look.", await second.TextContentAsync());
        await AssertAsync(opened, "#cell-word .outputs", true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_scripts_and_in_print_everything_is_readable(bool print)
    {
        await using var opened = await browser.OpenPageAsync(fixture.Page, scripts: print);
        if (print)
            await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        string[] parts = ["#cell-number .outputs", "#cell-word .outputs", "text=It was 42", "text=It was space"];
        foreach (var part in parts)
            await AssertAsync(opened, part, true);
        Assert.Equal(0, await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).CountAsync());
    }

    [Fact]
    public async Task An_exercise_is_judged_in_the_browser_and_its_hints_open()
    {
        await using var opened = await browser.OpenPageAsync(fixture.Page);
        var check = opened.Page.Locator("#cell-exercise .mf-check");
        await AnswerAsync("3.5");
        Assert.StartsWith("✗ The second number of the person is −0.5", await ResultAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await check.Locator("details[open]").CountAsync());
        await AnswerAsync("3.5");
        Assert.Equal(1, await check.Locator("details[open]").CountAsync());
        await AnswerAsync("7");
        Assert.Equal("✗ Not 7.", await ResultAsync());
        Assert.Equal(2, await check.Locator("details[open]").CountAsync());
        await AnswerAsync("two");
        Assert.StartsWith("Write a number", await ResultAsync(), StringComparison.Ordinal);
        await AnswerAsync("2.5");
        Assert.Equal("✓ Right.", await ResultAsync());
        var word = opened.Page.Locator("#cell-exercise-word .mf-check");
        await word.GetByLabel("Your answer to 7.5").FillAsync(" Low");
        await opened.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("✓ Right.", await word.Locator(".check-result").TextContentAsync());
        var source = await File.ReadAllTextAsync(fixture.Page, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("second number of the person", source, StringComparison.Ordinal);

        Task<string?> ResultAsync() => check.Locator(".check-result").TextContentAsync();

        async Task AnswerAsync(string text)
        {
            await check.GetByLabel("Your answer to 2.1").FillAsync(text);
            await check.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        }
    }

    private static async Task AssertAsync(OpenedPage opened, string part, bool isVisible) =>
        Assert.Equal(isVisible, await opened.Page.Locator(part).First.IsVisibleAsync());

    /// <summary>A chapter with two prompts, the second in the text that answers the first, and two exercises.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TestFolder folder = new();

        public string Page => Path.Combine(folder.Out, "a.html");

        public async ValueTask InitializeAsync()
        {
            const string opening = "\n\n**Predict before you run.** ";
            folder.Write("a.ipynb", new NotebookBuilder().Markdown("title", "# Guesses")
                .Code("setup", LibraryCells.Setup)
                .Prompt("first", "Words." + opening + "How much is 6 × 7?", "\"number\"").Code("number", "6 * 7")
                .Prompt("second", "It was 42." + opening + "Which is it?", "[\"space\", \"romance\"]")
                .Code("word", "\"space\"")
                .Markdown("taken-up", "It was space.\n\n## The next section\n\nIts words.")
                .Code("exercise", "double? prediction = null;\nCheck.Exercise(\"2.1\", prediction)", "exercise")
                .Code("exercise-word", "string reported = null;\nCheck.Exercise(\"7.5\", reported)", "exercise"));
            var result = await folder.RunAsync("notebooks/a.ipynb");
            Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        }

        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
