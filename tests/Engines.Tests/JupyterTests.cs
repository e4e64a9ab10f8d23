namespace MfNotebooks.Tests.Engines;

/// <summary>Chapters in a real front end with the published engine: run, watched, operated, saved and opened again.</summary>
public sealed class JupyterTests(Browser browser, JupyterServer jupyter, NotebookRuns runs)
{
    [Fact]
    public async Task Chapter_0_runs_and_draws()
    {
        await using var notebook = await RunAsync("00-start-here.ipynb");
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        await notebook.Page.ScreenshotAsync(new() { Path = "/tmp/e/shot0.png" });
        System.IO.File.WriteAllText("/tmp/e/log.txt", jupyter.Log + "\n" + string.Join("\n", notebook.Complaints));
        Assert.Empty(notebook.Complaints);
    }

    private async Task<JupyterNotebook> RunAsync(string chapter)
    {
        var notebook = await JupyterNotebook.OpenAsync(browser, jupyter, chapter);
        await notebook.RunAllAsync();
        Assert.Empty(await notebook.FinishAsync());
        var charts = await ChartsAsync(chapter);
        Assert.Equal(charts, await notebook.DrawnAsync(charts));
        return notebook;
    }

    private async Task<int> ChartsAsync(string chapter)
    {
        var executed = await runs.ExecutedAsync(chapter);
        return executed.Code.Sum(cell => CellOutput.Of(executed, cell.Id).Charts);
    }
}
