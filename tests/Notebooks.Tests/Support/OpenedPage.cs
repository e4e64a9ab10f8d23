using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>A page in the browser, with what it complained of and what it asked the network for.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly Uri address;

    private OpenedPage(IBrowserContext context, IPage page, Uri address)
    {
        this.context = context;
        this.address = address;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add($"console {message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => complaints.Add($"uncaught: {error}");
        page.Dialog += async (_, dialog) =>
        {
            complaints.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>
    /// Console errors and warnings, uncaught exceptions, dialogs and network requests: none is wanted.
    /// </summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> HorizontalOverflowAsync() =>
        Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Shows what waits for a guess, on a page that has such.</summary>
    public async Task UnfoldAsync()
    {
        if (await Page.Locator("#unfold").CountAsync() > 0)
            await Page.EvaluateAsync("document.getElementById('unfold').click()");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    internal static async Task<OpenedPage> OpenAsync(IBrowserContext context, Uri address)
    {
        var opened = new OpenedPage(context, await context.NewPageAsync(), address);
        await context.RouteAsync("**/*", opened.AllowThisMachineAsync);
        await opened.Page.GotoAsync(address.AbsoluteUri);
        return opened;
    }

    private Task AllowThisMachineAsync(IRoute route)
    {
        var asked = new Uri(route.Request.Url);
        if (asked.Scheme is "file" or "data" or "blob" || (!address.IsFile && asked.IsLoopback))
            return route.ContinueAsync();
        complaints.Add($"network request: {route.Request.Url}");
        return route.AbortAsync();
    }
}
