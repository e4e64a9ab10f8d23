using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Moves a chart's slider as a hand with a mouse does.</summary>
internal static class Sliders
{
    /// <summary>Drags the grip to a place on the rail.</summary>
    /// <param name="page">The page.</param>
    /// <param name="chart">The chart with the slider.</param>
    /// <param name="share">Where to: 0 is the left end, 1 the right end.</param>
    public static async Task DragAsync(IPage page, ILocator chart, float share)
    {
        await chart.ScrollIntoViewIfNeededAsync();
        var grip = (await chart.Locator(".slider-grip-rect").First.BoundingBoxAsync())!;
        var rail = (await chart.Locator(".slider-rail-rect").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(grip.X + grip.Width / 2, grip.Y + grip.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(rail.X + rail.Width * share, grip.Y + grip.Height / 2, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.WaitForTimeoutAsync(500);
    }
}
