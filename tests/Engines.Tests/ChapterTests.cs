namespace MfNotebooks.Tests.Engines;

/// <summary>Every chapter, cell by cell, in the published engine as VS Code starts it, beside the runner.</summary>
public sealed class ChapterTests(NotebookRuns runs)
{
    private static readonly string Notebooks = Path.Combine(RunnerProcess.RepositoryRoot, "notebooks");

    public static TheoryData<string> Chapters =>
        [.. new DirectoryInfo(Notebooks).GetFiles("*.ipynb").Select(file => file.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Every_cell_shows_what_it_shows_in_the_runner(string chapter)
    {
        var executed = await runs.ExecutedAsync(chapter);
        await using var engine = await StdioEngine.StartAsync(Notebooks);
        foreach (var (cell, code) in executed.Code)
        {
            var run = await engine.RunAsync(code);
            Assert.True(run.Complaints == "", $"{cell}: {run.Complaints}");
            var (here, there) = (run.Output, CellOutput.Of(executed, cell));
            Assert.Equal(there.Charts, here.Charts);
            // The import lists the packages that it loads, each engine in its own words.
            if (!code.StartsWith("#!import", StringComparison.Ordinal))
                Assert.Equal(there.WithoutTimes, here.WithoutTimes);
        }
        Assert.Equal("", engine.Errors);
    }
}
