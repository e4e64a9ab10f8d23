using MfNotebooks.Tests.Notebooks.LiveLab;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>
/// Makes the pictures of the README from the chapters' own pages:
/// <c>MF_PICTURES=environment/pictures dotnet test --project tests/Notebooks.Tests --filter-class
/// "*ReadmePictures"</c>.
/// </summary>
public sealed class ReadmePictures(NotebookRuns runs, Browser browser)
{
    [Theory]
    [InlineData("reconstruction", "00-start-here.ipynb", 1, false)]
    [InlineData("lambda-path", "03-regularization.ipynb", 1, false)]
    public async Task Picture(string name, string chapter, int chart, bool dark)
    {
        var path = PathOf(name);
        await using var opened = await browser.OpenPageAsync(await runs.PageAsync(chapter), dark);
        var box = opened.Page.Locator(".mf-chart").Nth(chart);
        await opened.Page.WaitForFunctionAsync(
            $"document.querySelectorAll('.mf-chart')[{chart}].dataset.drawn === 'true'");
        await opened.UnfoldAsync();
        if (await box.Locator("input[type=range]").CountAsync() > 0)
            await Sliders.DragAsync(opened.Page, box, 0.35f);

        await opened.Page.Mouse.MoveAsync(0, 0);
        await box.ScreenshotAsync(new() { Path = path });

        Assert.True(new FileInfo(path).Length > 5_000);
    }

    [Fact]
    public async Task The_lab()
    {
        var path = PathOf("lab");
        await using var lab = await OpenLab.WholeAsync(browser, "#lab?step=2600");

        await lab.Page.ScreenshotAsync(new() { Path = path });

        Assert.True(new FileInfo(path).Length > 5_000);
    }

    private static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("MF_PICTURES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder),
            "This makes the README's pictures and needs a folder for them: MF_PICTURES=environment/pictures.");
        return Path.Combine(RunnerProcess.RepositoryRoot, folder!, name + ".png");
    }
}
