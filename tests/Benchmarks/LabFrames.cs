using System.Globalization;
using Microsoft.Playwright;

namespace MfNotebooks.Benchmarks;

/// <summary>How smoothly the live lab moves while it trains: frames a second in a browser without a GPU.</summary>
internal static class LabFrames
{
    private const int Seconds = 5;

    internal static int Run()
    {
        var folder = Directory.CreateTempSubdirectory("mfnotebooks-lab-");
        try
        {
            using var films = SampleRatings.Films;
            using var large = Large();
            MeasureAsync(folder.FullName, "6 × 6, k = 6", films).GetAwaiter().GetResult();
            MeasureAsync(folder.FullName, "20 × 20, k = 6", large).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static RatingsMatrix Large()
    {
        var random = new Random(0);
        var values = new float[20, 20];
        for (var cell = 0; cell < values.Length; cell++) values[cell / 20, cell % 20] = random.Next(1, 6);
        return RatingsMatrix.From(values);
    }

    private static async Task MeasureAsync(string folder, string name, RatingsMatrix ratings)
    {
        var path = Path.Combine(folder, "lab.html");
        var html = Lab.Show(ratings, new LabOptions { LatentDim = 6, Steps = 100_000 }).ToHtml();
        await File.WriteAllTextAsync(path,
            $"<!doctype html><meta charset=\"utf-8\"><body style=\"background:#fff\">{html}");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("MF_BROWSER") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
        foreach (var stepsAFrame in (string[])["1", "10", "100"])
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            await page.GetByLabel(stepsAFrame, new() { Exact = true }).CheckAsync(new() { Force = true });
            await page.Locator(".player .primary").ClickAsync();
            var frames = await page.EvaluateAsync<int>($$"""
                () => new Promise(done => {
                  let frames = 0;
                  const began = performance.now();
                  (function next() {
                    if (performance.now() - began > {{Seconds * 1000}}) return done(frames);
                    frames++;
                    requestAnimationFrame(next);
                  })();
                })
                """);
            var steps = await page.Locator(".player dd").First.TextContentAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}, {stepsAFrame,3} steps a frame: {(double)frames / Seconds:F0} frames a second; ")
                + FormattableString.Invariant($"step {steps} after {Seconds} s"));
            await page.CloseAsync();
        }
    }
}
