using MfNotebooks.Tests.Notebooks.Chapters;

namespace MfNotebooks.Tests.Engines;

/// <summary>Chapters in a real front end with the published engine: run, operated, saved and opened again.</summary>
[Trait("Length", "Long")]
public sealed class JupyterTests(Browser browser, JupyterServer jupyter, NotebookRuns runs)
{
    [Fact]
    public async Task Chapter_0_runs_and_draws_and_draws_again_when_it_is_opened_next()
    {
        await using var notebook = await OpenAsync("00-start-here.ipynb");
        await notebook.RunAllAsync();
        await AssertRunsDrawsAndDrawsAgainAsync(notebook, "00-start-here.ipynb");
    }

    [Fact]
    public async Task Chapter_4_too_and_its_progress_moves_while_the_cell_runs()
    {
        await using var notebook = await OpenAsync("04-training-progress.ipynb");
        await notebook.Page.EvaluateAsync(WatchProgress);
        await notebook.RunAllAsync();
        await notebook.WaitAsync("progress.length > 0 && Jupyter.notebook.get_cells().every(cell => !running(cell))");

        var seen = await notebook.Page.EvaluateAsync<int[]>("progress");
        Assert.True(seen.Length > 5, $"The bar stood at {string.Join(", ", seen)}.");
        Assert.Equal(seen.Order(), seen);
        await AssertRunsDrawsAndDrawsAgainAsync(notebook, "04-training-progress.ipynb");
    }

    [Fact]
    public async Task Chapter_6_too_and_its_slider_changes_the_matrix()
    {
        await using var notebook = await OpenAsync("06-latent-dimensions.ipynb");
        await notebook.RunAllAsync();
        Assert.Empty(await notebook.FinishAsync());
        await notebook.DrawnAsync(await ChartsAsync("06-latent-dimensions.ipynb"));
        var chart = notebook.Page.Locator(".mf-chart:has(input[type=range])").First;
        var figure = chart.Locator(".cartesianlayer").First;
        var before = await figure.InnerHTMLAsync();

        await Sliders.DragAsync(notebook.Page, chart, 1);

        Assert.NotEqual(before, await figure.InnerHTMLAsync());
        await AssertRunsDrawsAndDrawsAgainAsync(notebook, "06-latent-dimensions.ipynb");
    }

    /// <summary>Keeps every value that a progress bar has while its cell runs.</summary>
    private const string WatchProgress = """
        () => {
          window.progress = [];
          window.running = cell => cell.input_prompt_number === '*' && cell.get_text().includes('LiveProgress');
          new MutationObserver(() => {
            const bar = document.querySelector('.mf-progress progress');
            if (!bar || progress.at(-1) === bar.value) return;
            if (Jupyter.notebook.get_cells().some(running)) progress.push(bar.value);
          }).observe(document.body, { childList: true, subtree: true });
        }
        """;

    private async Task AssertRunsDrawsAndDrawsAgainAsync(JupyterNotebook notebook, string chapter)
    {
        var charts = await ChartsAsync(chapter);
        Assert.Empty(await notebook.FinishAsync());
        Assert.Equal(charts, await notebook.DrawnAsync(charts));
        Assert.True(notebook.Complaints == "", notebook.Complaints);
        await notebook.SaveAndShutDownAsync();

        await using var again = await OpenAsync(chapter, dark: true);
        Assert.Equal(charts, await again.DrawnAsync(charts));
        // The system may be dark: Jupyter's page is white all the same.
        var title = again.Page.Locator(".mf-chart .mf-title").First;
        Assert.Equal("rgb(36, 41, 47)", await title.EvaluateAsync<string>("text => getComputedStyle(text).color"));
        Assert.True(again.Complaints == "", again.Complaints);
    }

    private Task<JupyterNotebook> OpenAsync(string chapter, bool dark = false) =>
        JupyterNotebook.OpenAsync(browser, jupyter, chapter, dark);

    private async Task<int> ChartsAsync(string chapter)
    {
        var executed = await runs.ExecutedAsync(chapter);
        return executed.Code.Sum(cell => CellOutput.Of(executed, cell.Id).Charts);
    }
}
