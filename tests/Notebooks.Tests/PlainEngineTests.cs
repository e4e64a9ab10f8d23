using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>Chapter 0 where there is no <c>Microsoft.DotNet.Interactive.Formatting</c> and no kernel context.</summary>
public sealed class PlainEngineFixture : IAsyncLifetime
{
    public const string Progress = "Trainer.Fit(SampleRatings.Films, new TrainingOptions { Steps = 2_000, ReportEvery = 1_000, Progress = new LiveProgress(2_000) });";

    public IReadOnlyList<PlainOutput> Outputs { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Outputs = await PlainEngine.RunAsync("00-start-here.ipynb", ShowCharts, "SampleRatings.Films", "Charts.Mask(SampleRatings.Films)", Progress);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What the start-up card tells a reader to do in such an engine.</summary>
    private static string ShowCharts(string cell) => Regex.Replace(cell, @"^Charts\..*\)$(?=\s*\z)", "$0.ToView()", RegexOptions.Multiline);
}

public sealed class PlainEngineTests(PlainEngineFixture fixture, Browser browser) : IClassFixture<PlainEngineFixture>
{
    private IReadOnlyList<PlainOutput> Outputs => fixture.Outputs;

    [Fact]
    public void The_card_shows_itself_brings_plotly_and_says_what_to_do_for_charts()
    {
        var card = Outputs[0];
        Assert.Contains("Charts.Ratings(ratings).ToView()", card.Html, StringComparison.Ordinal);
        Assert.Contains("Microsoft.DotNet.Interactive.Formatting", card.Text, StringComparison.Ordinal);
        Assert.Contains("TorchSharp 0.107.0", card.Text, StringComparison.Ordinal);
        Assert.Contains("plotly.js v2.28.0", card.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_trains_to_its_own_loss() =>
        Assert.Contains("step  10000   loss 0.084191", string.Concat(Outputs.Select(output => output.Printed)), StringComparison.Ordinal);

    [Fact]
    public void Exercises_and_ratings_show_themselves()
    {
        Assert.Equal(3, Outputs.Count(output => output.Html?.Contains("mf-check", StringComparison.Ordinal) == true));
        Assert.StartsWith("<pre>", Outputs[^3].Html, StringComparison.Ordinal);
        Assert.Contains("Star Harbour", Outputs[^3].Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_as_it_is_has_no_HTML_there() => Assert.Null(Outputs[^2].Html);

    [Fact]
    public void Progress_falls_back_to_lines() => Assert.Matches(@"(?m)^step  1,000 of 2,000  loss \d", Outputs[^1].Printed);

    [Fact]
    public async Task The_charts_draw_without_a_network()
    {
        using var folder = new TestFolder();
        var page = Path.Combine(folder.Path, "page.html");
        await File.WriteAllTextAsync(page, $"<!DOCTYPE html><meta charset=utf-8>{string.Concat(Outputs.Select(output => output.Html))}", TestContext.Current.CancellationToken);

        await using var opened = await browser.OpenPageAsync(page);

        await opened.Page.WaitForFunctionAsync("document.querySelectorAll('.mf-chart[data-drawn=true]').length === 3");
        Assert.Equal(3, await opened.Page.Locator(".mf-chart").CountAsync());
        Assert.Empty(opened.Complaints);
    }
}
