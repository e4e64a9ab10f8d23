using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Pages;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>
/// What outlives a lab: its address, what it copies, its arithmetic in a browser; and ten thousand presses.
/// </summary>
[Trait("Length", "Long")]
public sealed class LabKeepingTests(Browser browser)
{
    [Fact]
    public async Task The_address_brings_everything_back()
    {
        await using var lab = await OpenLab.WholeAsync(browser,
            "#lab?k=3&mean=biased&lambda=0.01&squared=true&seed=7&rate=0.003");
        await lab.ChooseAsync("Steps a frame", "100");
        await lab.Cell("Ratings", 2, 0).ClickAsync();
        await lab.Button("Hide 6").ClickAsync();
        await lab.Button("Step").ClickAsync();
        await lab.SlideAsync("Turn people and films together", 77);
        await lab.Lab().GetByText("log scale").ClickAsync();
        await lab.SettledAsync();
        await AssertSameAgainAsync(lab);

        await lab.Lab().Locator("[data-point='1']").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowLeft");
        await lab.Button("Step").ClickAsync();
        await lab.SettledAsync();
        await AssertSameAgainAsync(lab);
    }

    private async Task AssertSameAgainAsync(OpenLab lab)
    {
        var hash = await lab.AddressAsync();
        await using var again = await OpenLab.WholeAsync(browser, hash);

        Assert.Equal(await ScreenAsync(lab), await ScreenAsync(again));
        Assert.Equal(hash, await again.AddressAsync());
    }

    /// <summary>Everything that is shown, but the last run, which a page that was just opened has not.</summary>
    private static async Task<string> ScreenAsync(OpenLab lab) => string.Join('\n',
        await lab.FactAsync("Step"), await lab.FactAsync("Loss"), await lab.FactAsync("Hidden"),
            await lab.SentenceAsync(),
        string.Join(' ', await lab.GridAsync("Ratings")), string.Join(' ', await lab.GridAsync("Predictions")),
        await lab.Lab().Locator("section[aria-label=Map] .reading").TextContentAsync(),
        string.Join(' ', await lab.Lab().Locator("[data-point]").EvaluateAllAsync<string[]>(
            "all => all.map(e => e.getAttribute('transform'))")));

    [Theory]
    [InlineData("k=99&mean=x&lambda=NaN&rate=-1&seed=abc&step=-5&turn=1e9&pair=9-9&speed=7&at=99-99")]
    [InlineData("r=1_2_3&start=!!!&step=1e99&optimizer=")]
    [InlineData("r=_______________________________________________h&k=0&step=")]
    [InlineData("start=AAAA&k=2&step=5")]
    public async Task An_address_that_cannot_be_is_passed_over(string hash)
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?" + hash);

        Assert.Contains("on the 24 ratings it learns from", await lab.SentenceAsync(), StringComparison.Ordinal);
        Assert.Empty(lab.Complaints);
    }

    [Fact]
    public async Task The_copied_CSharp_gives_the_same_loss_in_a_notebook()
    {
        string[] addresses =
        [
            "step=300",
            "step=1500&k=3&mean=biased&lambda=0.03&squared=true&seed=5&rate=0.003&" + OpenLab.SixHidden,
            "step=700&k=1&mean=centred&optimizer=descent&rate=0.1",
        ];
        var notebook = new NotebookBuilder().Code("setup", LibraryCells.Setup);
        var losses = new List<double>();
        foreach (var (number, address) in addresses.Index())
        {
            await using var lab = await OpenLab.WholeAsync(browser, "#lab?" + address);
            await lab.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
            await lab.Button("Copy as C#").ClickAsync();
            await lab.Lab().GetByText("The C# is copied.").WaitForAsync();
            notebook.Code(Cell(number), await lab.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
            losses.Add(double.Parse(await lab.FactAsync("Loss"), CultureInfo.InvariantCulture));
        }
        using var folder = new TestFolder();

        var result = await folder.RunAsync(folder.Write("copied.ipynb", notebook));

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        var executed = folder.Executed("copied.ipynb");
        Assert.All(losses, (expected, number) =>
        {
            var shown = executed.Shown(Cell(number), "text/plain").Concat(executed.Shown(Cell(number), "text/html"));
            var loss = double.Parse(Regex.Match(shown.First(), "[\\d.]+").Value, CultureInfo.InvariantCulture);
            Assert.Equal(expected, loss, 1e-4 * loss + 0.00005);
        });

        static string Cell(int number) => FormattableString.Invariant($"copied-{number}");
    }

    [Fact]
    public async Task A_copied_link_opens_the_same_lab()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=250&seed=2");
        await lab.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await lab.Button("Copy link").ClickAsync();
        await lab.Lab().GetByText("The link is copied.").WaitForAsync();

        var link = await lab.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.EndsWith("lab.html#lab?seed=2&step=250", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_copied_the_text_is_there_to_take()
    {
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=10");
        await lab.Page.EvaluateAsync(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }");

        await lab.Button("Copy as C#").ClickAsync();
        await lab.Lab().GetByText("Copy it from here:").WaitForAsync();

        Assert.Contains("Steps = 11", await lab.Lab().GetByLabel("What to copy").InputValueAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_browser_the_model_follows_PyTorch_too()
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await using var stream = typeof(LabKeepingTests).Assembly.GetManifestResourceStream("pytorch_runs.json")!;
        var golden = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        await using var script = typeof(LabPage).Assembly.GetManifestResourceStream("MfNotebooks.lab-model.js")!;
        var model = await new StreamReader(script).ReadToEndAsync(TestContext.Current.CancellationToken);

        var worst = await lab.Page.EvaluateAsync<double[]>("""
            ([text, golden]) => {
              const model = eval(text), all = JSON.parse(golden);
              const ratings = all.ratings.flatMap((row, user) =>
                row.flatMap((value, item) => value ? [{ user, item, value }] : []));
              return all.runs.map(run => {
                const made = model.train({
                  users: 6, items: 6, k: run.latentDim, seed: run.seed, mean: "raw", lambda: run.regularization,
                  squared: false, optimizer: "adam", rate: run.learningRate, ratings,
                });
                const start = [...run.initial.A.flat(), ...run.initial.B.flat()];
                const errors = start.map((x, i) => Math.abs(x - made.numbers[i]));
                for (let step = 1; step <= run.steps; step++) {
                  if (step in run.loss) errors.push(Math.abs(made.measure().loss / run.loss[step] - 1));
                  made.advance();
                }
                return Math.max(...errors);
              });
            }
            """, new[] { model, golden.RootElement.GetRawText() });

        Assert.Equal(6, worst.Length);
        Assert.All(worst, error => Assert.InRange(error, 0, 1e-4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ten_thousand_presses_keys_and_drags_leave_nothing_strange(int seed)
    {
        await using var lab = await OpenLab.WholeAsync(browser);
        await lab.MoveAsync(reduced: false);

        Assert.Empty(await OpenLab.FuzzAsync(lab.Page, seed, 5_000, "[data-mf-lab=lab]"));

        Assert.Empty(lab.Complaints);
        await lab.Page.EvaluateAsync("window.stop()");
        await lab.Button("Reset").ClickAsync();
        await lab.SettledAsync();
        Assert.Equal(0, await lab.StepAsync());
    }
}
