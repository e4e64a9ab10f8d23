using Microsoft.Playwright;

namespace MfNotebooks.Tests.Engines;

/// <summary>A notebook that is open in Jupyter's classic front end, as its reader handles it.</summary>
public sealed class JupyterNotebook : IAsyncDisposable
{
    private const float Patience = 300_000;

    private readonly OpenedPage _opened;

    private JupyterNotebook(OpenedPage opened) => _opened = opened;

    public IPage Page => _opened.Page;

    /// <summary>The browser's complaints, without those that Jupyter and the engine's own scripts cause.</summary>
    public IEnumerable<string> Complaints => _opened.Complaints.Where(complaint => !Known.Any(complaint.Contains));

    private static readonly string[] Known = [];

    /// <summary>Opens it and waits until its kernel has answered.</summary>
    public static async Task<JupyterNotebook> OpenAsync(Browser browser, JupyterServer jupyter, string name)
    {
        var opened = await browser.OpenAsync(await jupyter.AddressAsync(name));
        var notebook = new JupyterNotebook(opened);
        await notebook.WaitAsync("window.Jupyter?.notebook?.kernel?.info_reply?.status === 'ok'");
        return notebook;
    }

    /// <summary>The menu's <em>Run All</em>; <see cref="FinishAsync"/> waits for its end.</summary>
    public async Task RunAllAsync()
    {
        await Page.Locator("#celllink").ClickAsync();
        await Page.Locator("#run_all_cells").ClickAsync();
    }

    /// <summary>Waits until every code cell has run, or one has failed, and returns what failed.</summary>
    public async Task<string[]> FinishAsync()
    {
        await WaitAsync($"({Errors}).length > 0 || ({CodeCells}).every(cell => cell.input_prompt_number > 0)");
        return await Page.EvaluateAsync<string[]>(Errors);
    }

    /// <summary>Waits until so many charts are drawn, and returns how many there are at all.</summary>
    public async Task<int> DrawnAsync(int charts)
    {
        await WaitAsync($"document.querySelectorAll('.mf-chart[data-drawn=true] .main-svg').length >= {charts}");
        return await Page.Locator(".mf-chart").CountAsync();
    }

    public async Task SaveAsync()
    {
        await Page.EvaluateAsync("Jupyter.notebook.save_notebook()");
    }

    public Task WaitAsync(string condition) =>
        Page.WaitForFunctionAsync(condition, options: new PageWaitForFunctionOptions { Timeout = Patience });

    public ValueTask DisposeAsync() => _opened.DisposeAsync();

    private const string CodeCells = "Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code')";

    private const string Errors = CodeCells + """
        .flatMap(cell => cell.output_area.outputs).filter(o => o.output_type === 'error' || o.name === 'stderr').map(o => JSON.stringify(o))
        """;
}
