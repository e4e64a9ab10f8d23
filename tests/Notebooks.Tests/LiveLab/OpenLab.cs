using System.Globalization;
using System.Text.Json.Nodes;
using MfNotebooks.Runner.Pages;
using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.LiveLab;

/// <summary>A page with one lab or more, as a reader handles it.</summary>
internal sealed class OpenLab : IAsyncDisposable
{
    /// <summary>The sample in an address, six of its ratings hidden.</summary>
    internal const string SixHidden = "r=5_4__1h__1_4__5_1_1___5h_4__2_1_1_1__5_4___2h_1_4h__5_3__3h__3_4h";

    private readonly TestFolder _folder = new();
    private OpenedPage? _opened;

    internal IPage Page => _opened!.Page;

    internal IReadOnlyList<string> Complaints => _opened!.Complaints;

    /// <summary>The sample, as the lab's own page has it.</summary>
    internal static JsonObject Sample => JsonNode.Parse(Asset.Read("lab.json"))!.AsObject();

    /// <summary>The lab's own page, perhaps at an address.</summary>
    internal static Task<OpenLab> WholeAsync(Browser browser, string hash = "", bool dark = false, int width = 1280) =>
        OpenAsync(browser, LabPage.ToHtml(), hash, dark, width);

    /// <summary>A page of labs with other data, of the ids lab-0, lab-1, …</summary>
    internal static Task<OpenLab> WithAsync(Browser browser, JsonObject[] data, int width = 1280) =>
        OpenAsync(browser, Around(string.Join('\n', data.Select((one, n) => LabHtml.Render(
            FormattableString.Invariant($"lab-{n}"), one.ToJsonString(), "")))), "", false, width);

    /// <summary>A chapter's page with its lab, unfolded.</summary>
    internal static async Task<OpenLab> ChapterAsync(Browser browser, string page)
    {
        var lab = new OpenLab { _opened = await browser.OpenPageAsync(page) };
        await lab._opened.UnfoldAsync();
        await lab.SettledAsync();
        return lab;
    }

    /// <summary>A chapter's lab by itself: the charts beside it would be painted anew with each press.</summary>
    internal static async Task<OpenLab> OfChapterAsync(Browser browser, string page)
    {
        const string end = "</script>";
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var from = html.IndexOf("<div data-mf-lab", StringComparison.Ordinal);
        var to = html.IndexOf(end, from, StringComparison.Ordinal) + end.Length;
        return await OpenAsync(browser, Around(html[from..to]), "", false, 1280);
    }

    /// <summary>Does what nobody would, so many times, and returns what no reader may see after it.</summary>
    internal static async Task<string[]> FuzzAsync(IPage page, int seed, int actions, string host)
    {
        var fuzz = await File.ReadAllTextAsync(Path.Combine(RunnerProcess.RepositoryRoot, "tests", "Notebooks.Tests",
            "LiveLab", "fuzz.js"), TestContext.Current.CancellationToken);
        return await page.EvaluateAsync<string[]>(fuzz, new object[] { seed, actions, host });
    }

    private static string Around(string labs) => PageShell.Around($"<main>{labs}</main>", "labs", "Skip");

    private static async Task<OpenLab> OpenAsync(Browser browser, string html, string hash, bool dark, int width)
    {
        var lab = new OpenLab();
        Directory.CreateDirectory(lab._folder.Out);
        var path = Path.Combine(lab._folder.Out, "lab.html");
        await File.WriteAllTextAsync(path, html);
        lab._opened = await browser.OpenAsync(new Uri(new Uri(path).AbsoluteUri + hash), dark, width);
        await lab.SettledAsync();
        return lab;
    }

    public async ValueTask DisposeAsync()
    {
        if (_opened is not null) await _opened.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One lab of the page.</summary>
    internal ILocator Lab(int n = 0) => Page.Locator(".mf-lab").Nth(n);

    internal ILocator Cell(string grid, int user, int item, int lab = 0) =>
        Lab(lab).Locator($"section[aria-label={grid}] [data-cell='{user},{item}']");

    internal ILocator Button(string name, int lab = 0) =>
        Lab(lab).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The button that plays, whatever stands on it.</summary>
    internal ILocator Play => Lab().Locator(".player .primary");

    /// <summary>Step, Loss, Error or Hidden.</summary>
    internal async Task<string> FactAsync(string name, int lab = 0) => (await Lab(lab)
        .Locator($".player dl > div:has(dt:text-is('{name}')) dd").TextContentAsync())!;

    internal async Task<int> StepAsync(int lab = 0) =>
        int.Parse(await FactAsync("Step", lab), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    internal async Task<string> SentenceAsync(int lab = 0) =>
        (await Lab(lab).Locator(".status").TextContentAsync())!;

    internal Task SlideAsync(string name, int place) => Lab().GetByLabel(name, new() { Exact = true }).FillAsync(
        place.ToString(CultureInfo.InvariantCulture));

    internal async Task ChooseAsync(string group, string option)
    {
        await Lab().GetByRole(AriaRole.Group, new() { Name = group, Exact = true })
            .GetByRole(AriaRole.Radio, new() { Name = option, Exact = true }).CheckAsync();
        await SettledAsync();
    }

    /// <summary>Waits until nothing moves: no training, and the sentence of the pause is said.</summary>
    internal async Task SettledAsync()
    {
        const string twoFrames = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";
        // What a press begins is on the screen with the next frame.
        await Page.EvaluateAsync(twoFrames);
        await Page.WaitForFunctionAsync("""
            () => [...document.querySelectorAll('.mf-lab')].every(host => host.shadowRoot
              && host.shadowRoot.querySelector('.player .primary').textContent.startsWith('▶')
              && !/^(Training|$)/.test(host.shadowRoot.querySelector('.status').textContent))
            """);
        await Page.EvaluateAsync(twoFrames);
    }

    /// <summary>The address, which the lab writes 250 ms after a change: a timer set later fires later.</summary>
    internal Task<string> AddressAsync() =>
        Page.EvaluateAsync<string>("() => new Promise(done => setTimeout(() => done(location.hash), 250))");

    /// <summary>All numbers of a grid as they stand there.</summary>
    internal Task<string[]> GridAsync(string grid) => Lab()
        .Locator($"section[aria-label={grid}] [data-cell]").EvaluateAllAsync<string[]>(
            "cells => cells.map(cell => cell.textContent)");

    internal Task MoveAsync(bool reduced) =>
        Page.EmulateMediaAsync(new() { ReducedMotion = reduced ? ReducedMotion.Reduce : ReducedMotion.NoPreference });
}
