using System.Globalization;
using Xunit;

namespace MfNotebooks.Tests.Workbook;

/// <summary>Alone, because starting the workbook sets the culture of the whole process.</summary>
[CollectionDefinition(nameof(WorkbookTests), DisableParallelization = true)]
[Collection(nameof(WorkbookTests))]
public sealed class WorkbookTests : IDisposable
{
    private readonly (CultureInfo Current, CultureInfo? Default) _cultures = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = _cultures;

    [Fact]
    public void Start_says_what_runs_where()
    {
        var card = MfNotebooks.Workbook.Start();

        Assert.Equal(["versions", "torch", "device", "threads"], card.Lines.Select(l => l.Topic));
        Assert.Contains("TorchSharp 0.107.0", card.ToString(), StringComparison.Ordinal);
        Assert.Contains("cpu: ", card.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_without_the_engines_formatting_package_goes_on_and_says_so()
    {
        // This test program has no such package, like a community kernel.
        var card = MfNotebooks.Workbook.Start();

        Assert.False(card.IsReady);
        Assert.Contains("Microsoft.DotNet.Interactive.Formatting", Assert.Single(card.Problems), StringComparison.Ordinal);
        Assert.Contains("Charts.Ratings(ratings).ToView()", card.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_print_with_a_point_from_then_on_in_any_culture()
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");

        MfNotebooks.Workbook.Start();

        Assert.Equal("0.5", $"{0.5}");
    }

    [Fact]
    public void Starting_twice_gives_the_same_card() =>
        Assert.Equal(MfNotebooks.Workbook.Start().ToString(), MfNotebooks.Workbook.Start().ToString());

    [Fact]
    public void The_card_brings_plotly_once_and_hides_it_from_module_loaders()
    {
        var html = MfNotebooks.Workbook.Start().ToHtml();

        Assert.Equal(2, html.Split("plotly.js v2.28.0").Length);
        Assert.Contains("if (!window.Plotly) (function (define, module, exports) {", html, StringComparison.Ordinal);
        Assert.DoesNotContain("require.js", html[..html.IndexOf("plotly.js v", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Live_progress_without_an_engine_prints_a_line_a_report()
    {
        var console = Console.Out;
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            Console.SetOut(written);
            new LiveProgress(2_000).Report(new TrainingStep(1_000, 0.25, 0.01, 1, 0.75, 0.5));
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Equal("step  1,000 of 2,000  loss 0.2600 · train RMSE 0.500 · held-out RMSE 0.750 · 0.5 s", written.ToString().Trim());
    }
}
