namespace MfNotebooks.Tests.Engines;

/// <summary>
/// Every chapter, cell by cell, in the published engine as VS Code starts it, beside the runner; and each exercise as
/// a reader works on it there: left alone, answered with a wrong number, and with the folded solution.
/// </summary>
[Trait("Length", "Long")]
public sealed class ChapterTests(NotebookRuns runs)
{
    private static readonly string Notebooks = Path.Combine(RunnerProcess.RepositoryRoot, "notebooks");

    [Theory]
    [MemberData(nameof(NotebookRuns.Chapters), MemberType = typeof(NotebookRuns))]
    public async Task Every_cell_shows_what_it_shows_in_the_runner(string chapter)
    {
        var executed = await runs.ExecutedAsync(chapter);
        var exercises = Exercise.ReadAll(executed.Json);
        Assert.True(exercises.Count >= 3, $"{chapter} has {exercises.Count} exercises; a chapter has at least three.");
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
            if (exercises.FirstOrDefault(exercise => exercise.CellId == cell) is { } tried)
                await TryAsync(engine, tried, run);
        }
        Assert.Equal("", engine.Errors);
    }

    private static async Task TryAsync(StdioEngine engine, Exercise exercise, CellRun untouched)
    {
        Assert.Contains(State("NotTried"), Assert.Single(untouched.Output.Shown), StringComparison.Ordinal);
        if (exercise.WrongCode is { } wrong)
        {
            var shown = Assert.Single((await engine.RunAsync(wrong)).Output.Shown);
            Assert.Contains(State("Wrong"), shown, StringComparison.Ordinal);
            Assert.Matches("<details class=\"mf-hint\"[^>]* open>", shown);
        }
        var run = await engine.RunAsync(exercise.SolvedCode);
        Assert.True(run.Complaints == "", $"The solution of {exercise.Number}: {run.Complaints}");
        Assert.Contains(State("Right"), Assert.Single(run.Output.Shown), StringComparison.Ordinal);

        string State(string state) => $"data-state=\"{state}\" data-exercise=\"{exercise.Number}\"";
    }
}
