using System.Globalization;
using Xunit;

namespace MfNotebooks.Tests.Workbook;

/// <summary>Alone, because starting the workbook sets the culture of the whole process.</summary>
[CollectionDefinition(nameof(WorkbookTests), DisableParallelization = true)]
[Collection(nameof(WorkbookTests))]
public sealed class WorkbookTests : IDisposable
{
    private readonly (CultureInfo Current, CultureInfo? Default) _cultures =
        (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);

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
    public void Start_without_the_engines_formatting_package_lacks_nothing_because_charts_show_themselves()
    {
        // This test program has no such package, like a community kernel.
        var card = MfNotebooks.Workbook.Start();

        Assert.True(card.IsReady, card.ToString());
        Assert.Contains("mf-chart", MfNotebooks.Charts.Ratings(SampleRatings.Films).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_newer_than_the_library_is_named_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var source = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "Data")).FullName, "Film.cs");
        var library = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "bin")).FullName,
            "MfNotebooks.dll");
        File.WriteAllText(Path.Combine(folder.Path, "MfNotebooks.csproj"), "");
        File.WriteAllText(source, "");
        File.WriteAllText(library, "");
        var built = File.GetLastWriteTimeUtc(library);

        File.SetLastWriteTimeUtc(source, built.AddSeconds(-1));
        Assert.Null(LibraryAge.Problem(library));

        File.SetLastWriteTimeUtc(source, built.AddSeconds(1));
        Assert.Contains($"older than its source {Path.Combine("Data", "Film.cs")}. Run dotnet build",
            LibraryAge.Problem(library), StringComparison.Ordinal);

        File.Delete(Path.Combine(folder.Path, "MfNotebooks.csproj")); // a copy without sources has no age
        Assert.Null(LibraryAge.Problem(library));
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
        Assert.DoesNotContain("require.js", html[..html.IndexOf("plotly.js v", StringComparison.Ordinal)],
            StringComparison.Ordinal);
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
            new LiveProgress(20).Report(new TrainingEpoch(7, 0.75, null, 2.5));
            new LiveProgress(10).Report(new ListRound(3, 10, 1.25));
            var evaluation = new LiveProgress(14);
            for (var n = 0; n < 2; n++) evaluation.Report(new EvaluationRow("fold 1", "EASE", "", null, null, 0.5));
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Equal(
        [
            "step  1,000 of 2,000  loss 0.2600 · train RMSE 0.500 · held-out RMSE 0.750 · 0.5 s",
            "round      7 of 20  train RMSE 0.750 · 2.5 s",
            "round      3 of 10  1.2 s",
            "model      1 of 14  fold 1: EASE, fitted in 0.50 s",
            "model      2 of 14  fold 1: EASE, fitted in 0.50 s",
        ], written.ToString().TrimEnd().Split(Environment.NewLine));
    }
}
