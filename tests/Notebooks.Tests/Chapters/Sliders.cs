using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Moves a chart's slider as a hand with a mouse does.</summary>
internal static class Sliders
{
    /// <summary>Drags the knob, which stands at the left end, to a place on the rail.</summary>
    /// <param name="page">The page.</param>
    /// <param name="chart">The chart with the slider.</param>
    /// <param name="share">Where to: 0 is the left end, 1 the right end.</param>
    public static async Task DragAsync(IPage page, ILocator chart, float share)
    {
        await chart.ScrollIntoViewIfNeededAsync();
        var rail = (await chart.Locator("input[type=range]").BoundingBoxAsync())!;
        var height = rail.Y + rail.Height / 2;
        await page.Mouse.MoveAsync(rail.X + 8, height);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(rail.X + 8 + (rail.Width - 16) * share, height, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        // The chart follows within the frame that comes next.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
}
