namespace MfNotebooks.Tests.Engines;

/// <summary>The lab in a real front end: its keys stay its own, and a saved notebook shows it again.</summary>
[Trait("Length", "Long")]
public sealed class LabJupyterTests(Browser browser, JupyterServer jupyter)
{
    private const string Notebook = "lab.ipynb";

    [Fact]
    public async Task Digits_H_D_and_arrows_in_the_lab_leave_the_notebook_as_it_was()
    {
        await jupyter.AddAsync(Notebook, new NotebookBuilder()
            .Markdown("title", "# The lab").Code("import", "#!import ../lib/MfNotebooks/bin/workbook.csx")
            .Code("start", "Workbook.Start()").Code("lab", "Lab.Show(SampleRatings.Films)").Markdown("end", "The end")
                .ToText());
        await using var notebook = await JupyterNotebook.OpenAsync(browser, jupyter, Notebook, dark: false);
        await notebook.RunAllAsync();
        Assert.Empty(await notebook.FinishAsync());
        var cell = notebook.Page.Locator("section[aria-label=Ratings] [data-cell='0,0']");
        await cell.ClickAsync();
        Assert.Equal("", await cell.TextContentAsync());
        var before = await notebook.Page.EvaluateAsync<string>(JupyterNotebook.State);

        await notebook.PressAsync("3", "h", "h", "d", "d", "1", "2", "4", "6", "ArrowDown", "ArrowDown", "ArrowUp", "5",
            "Enter", "r", " ", " ");
        await notebook.Page.Locator("input[aria-label='Numbers each, k']").FocusAsync();
        await notebook.PressAsync("ArrowRight", "ArrowLeft", "h", "d", "d", "1");
        await notebook.Page.Locator(".mf-lab").GetByLabel("Seed", new() { Exact = true }).FocusAsync();
        await notebook.PressAsync("1", "2", "d", "d", "h", "ArrowUp", "x", "a", "Backspace");

        Assert.Equal(before, await notebook.Page.EvaluateAsync<string>(JupyterNotebook.State));
        Assert.Equal("4", await cell.TextContentAsync());
        Assert.Equal("", await notebook.Page.Locator("section[aria-label=Ratings] [data-cell='1,0']")
            .TextContentAsync());
        Assert.True(notebook.Complaints == "", notebook.Complaints);
        await notebook.SaveAndShutDownAsync();

        await using var again = await JupyterNotebook.OpenAsync(browser, jupyter, Notebook, dark: true);
        await again.WaitAsync("""
            document.querySelector('.mf-lab')?.shadowRoot?.querySelector('.status').textContent.startsWith('Random')
            """);
        Assert.Equal(36, await again.Page.Locator("section[aria-label=Predictions] [data-cell]").CountAsync());
        // The system may be dark: Jupyter's page is white all the same.
        Assert.Equal(0, await again.Page.Locator(".lab[data-dark]").CountAsync());
        Assert.True(again.Complaints == "", again.Complaints);
    }
}
