using Microsoft.Playwright;

namespace MfNotebooks.Tests.Engines;

/// <summary>The film lab in a real front end, with a film that is called like a script.</summary>
[Trait("Length", "Long")]
public sealed class FilmLabJupyterTests(Browser browser, JupyterServer jupyter)
{
    private const string Notebook = "film-lab.ipynb";
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

    private const string Made = $$"""
        var made = SyntheticRatings.Create(60, 40, 1_200).Table;
        string[] titles = [.. Enumerable.Range(0, 40).Select(item => $"Film {item + 1}")];
        titles[3] = "{{Hostile}}";
        var stars = VariationalLeastSquares.Fit(made, new() { LatentDim = 4 });
        var lists = ImplicitLeastSquares.Fit(made, new() { LatentDim = 4 });
        """;

    [Fact]
    public async Task Searching_and_rating_by_keys_changes_the_list_and_neither_the_notebook_nor_the_page()
    {
        await jupyter.AddAsync(Notebook, new NotebookBuilder()
            .Markdown("title", "# The film lab").Code("import", "#!import ../lib/MfNotebooks/bin/workbook.csx")
            .Code("start", "Workbook.Start()").Code("made", Made)
            .Code("lab", "FilmLab.Show(stars, lists, made, titles, new FilmLabOptions { LeastRatings = 0 })")
            .Markdown("end", "The end").ToText());
        await using var notebook = await JupyterNotebook.OpenAsync(browser, jupyter, Notebook, dark: false);
        await notebook.RunAllAsync();
        Assert.Empty(await notebook.FinishAsync());
        var lab = notebook.Page.Locator(".mf-film-lab");
        var search = lab.GetByRole(AriaRole.Combobox).First;
        var (mine, ten) = (lab.Locator(".mine li"), lab.Locator(".ten"));
        await search.ClickAsync();
        var before = await notebook.Page.EvaluateAsync<string>(JupyterNotebook.State);

        await notebook.Page.Keyboard.TypeAsync("alert");
        await notebook.PressAsync("ArrowDown", "Enter");
        Assert.Equal(Hostile, await mine.Locator(".title").TextContentAsync());
        var unrated = await ten.TextContentAsync();
        await notebook.PressAsync("1");
        Assert.NotEqual(unrated, await ten.TextContentAsync());
        Assert.True(await mine.GetByRole(AriaRole.Radio, new() { Name = "1 star", Exact = true }).IsCheckedAsync());
        await notebook.Page.Keyboard.TypeAsync("d");
        await notebook.PressAsync("d", "h", "5");

        Assert.Equal(before, await notebook.Page.EvaluateAsync<string>(JupyterNotebook.State));
        Assert.Contains(Hostile, await ten.TextContentAsync(), StringComparison.Ordinal); // as the reason of a line
        Assert.Equal(0, await notebook.Page.Locator("img[src=x]").CountAsync());
        Assert.True(notebook.Complaints == "", notebook.Complaints);
        await notebook.SaveAndShutDownAsync();
    }
}
