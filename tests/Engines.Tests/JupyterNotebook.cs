using Microsoft.Playwright;

namespace MfNotebooks.Tests.Engines;

/// <summary>A notebook that is open in Jupyter's classic front end, as its reader handles it.</summary>
public sealed class JupyterNotebook : IAsyncDisposable
{
    /// <summary>
    /// What Jupyter's command mode would change: headings, deleted cells, the choice of a cell, a dialog.
    /// </summary>
    public const string State = """
        JSON.stringify([Jupyter.notebook.get_cells().map(cell => [cell.cell_type, cell.get_text()]),
          Jupyter.notebook.get_selected_index(), document.querySelectorAll('.modal.in').length, Jupyter.notebook.mode])
        """;

    private const float Patience = 300_000;

    private const string CodeCells = "Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code')";

    private const string Errors = CodeCells + """
        .flatMap(cell => cell.output_area.outputs)
        .filter(output => output.output_type === 'error' || output.name === 'stderr')
        .map(output => JSON.stringify(output))
        """;

    /// <summary>What Jupyter and the engine's own script complain of in any notebook of this kernel.</summary>
    private static readonly string[] Known =
    [
        "find-and-replace does not exist", // Jupyter binds a key before its action is there
        "/codemirror/mode/", // Jupyter has no colours for polyglot-notebook
        "'about:blank'", // a font of Jupyter's mathematics,
        "(about:blank:0:0)", // and that it is missing
        "cross validate the widget", // ipywidgets asks the kernel for Python's version of it
        "/discovery", // the engine's script tries all addresses of this machine,
        "resources/dotnet-interactive.js", // and where none answered in time, "undefined"
    ];

    private readonly OpenedPage _opened;

    private JupyterNotebook(OpenedPage opened) => _opened = opened;

    public IPage Page => _opened.Page;

    /// <summary>The browser's complaints about what the notebook shows, a line each.</summary>
    public string Complaints => string.Join('\n', _opened.Complaints
        .Where(complaint => !Known.Any(known => complaint.Contains(known, StringComparison.Ordinal))));

    public static async Task<JupyterNotebook> OpenAsync(Browser browser, JupyterServer jupyter, string name, bool dark)
    {
        var notebook = new JupyterNotebook(await browser.OpenAsync(await jupyter.AddressAsync(name), dark));
        await notebook.WaitAsync("window.Jupyter?.notebook?._fully_loaded");
        return notebook;
    }

    /// <summary>The menu's <em>Run All</em>, once the kernel has answered. It does not wait for the end.</summary>
    public async Task RunAllAsync()
    {
        await WaitAsync("Jupyter.notebook.kernel?.info_reply?.status === 'ok'");
        await Page.Locator("#celllink").ClickAsync();
        await Page.Locator("#run_all_cells").ClickAsync();
    }

    /// <summary>Waits until every code cell has run, or one has failed, and returns what failed.</summary>
    public async Task<string[]> FinishAsync()
    {
        await WaitAsync($"({Errors}).length > 0 || ({CodeCells}).every(cell => cell.input_prompt_number > 0)");
        return await Page.EvaluateAsync<string[]>(Errors);
    }

    /// <summary>How many charts there are, once so many are drawn.</summary>
    public async Task<int> DrawnAsync(int charts)
    {
        await WaitAsync($"document.querySelectorAll('.mf-chart[data-drawn=true]:has(.main-svg)').length >= {charts}");
        return await Page.Locator(".mf-chart").CountAsync();
    }

    /// <summary>Presses keys where the focus is, one after the other.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys) await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Saves it by the button, and ends its kernel.</summary>
    public async Task SaveAndShutDownAsync()
    {
        await Page.Locator("#save-notbook button").ClickAsync();
        await WaitAsync("!Jupyter.notebook.dirty");
        await Page.EvaluateAsync("() => new Promise((done, failed) => Jupyter.notebook.session.delete(done, failed))");
    }

    public Task WaitAsync(string condition) =>
        Page.WaitForFunctionAsync(condition, options: new PageWaitForFunctionOptions { Timeout = Patience });

    public ValueTask DisposeAsync() => _opened.DisposeAsync();
}
