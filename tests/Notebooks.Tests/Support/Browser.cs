using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MfNotebooks.Tests.Notebooks.Support.Browser))]

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>The machine's own Chromium, driven by Playwright, which downloads nothing here.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "google-chrome", "chromium-browser", "chrome"];

    private readonly SemaphoreSlim gate = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>
    /// Opens a page from its file with every network request refused. Without a browser the test is skipped,
    /// or fails where <c>MF_REQUIRE_BROWSER=1</c> says that there has to be one.
    /// </summary>
    public Task<OpenedPage> OpenPageAsync(string path, bool dark = false, int width = 1280, bool scripts = true) =>
        OpenAsync(new Uri(Path.GetFullPath(path)), dark, width, scripts);

    /// <summary>
    /// Opens a page of a local server likewise: it may ask servers of this machine, and nothing else.
    /// </summary>
    public async Task<OpenedPage> OpenAsync(Uri address, bool dark = false, int width = 1280, bool scripts = true)
    {
        var launched = await LaunchedAsync();
        var context = await launched.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = scripts,
        });
        return await OpenedPage.OpenAsync(context, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        gate.Dispose();
    }

    private async Task<IBrowser> LaunchedAsync()
    {
        var executable = Find();
        if (executable is null && Environment.GetEnvironmentVariable("MF_REQUIRE_BROWSER") == "1")
            Assert.Fail($"MF_REQUIRE_BROWSER=1, but there is none of {string.Join(", ", Names)} on the PATH.");
        if (executable is null)
            Assert.Skip($"No browser: none of {string.Join(", ", Names)} is on the PATH, and MF_BROWSER names none.");
        await gate.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
        finally
        {
            gate.Release();
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MF_BROWSER") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var endings = OperatingSystem.IsWindows() ? ".exe" : "";
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + endings)))
            .FirstOrDefault(File.Exists);
    }
}
