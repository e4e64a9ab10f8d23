using System.Text.Json.Nodes;
using MfNotebooks.Runner.Pages;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>Pages of notebooks that were not run here: their names, their links, pictures and files.</summary>
public sealed class PageLinkTests(Browser browser) : IDisposable
{
    /// <summary>One red point.</summary>
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private const string Fits = "box => box.scrollWidth <= box.clientWidth";
    private const string Lines = "box => box.clientHeight / parseFloat(getComputedStyle(box).lineHeight)";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_notebook_takes_the_place_of_the_gallery_or_the_lab()
    {
        string[] names = ["index", "index_", "Index", "lab", "indexes"];
        const string links = "[to](index.ipynb#x) and [fro](lab.ipynb)";
        var notes = Pages([.. names.Select(name => Notebook(name, $"# Title of {name}\n\n{links}"))]);

        Assert.Empty(notes);
        Assert.Equal(["Index_.html", "index.html", "index_.html", "index__.html", "indexes.html", "lab.html",
            "lab_.html"],
            Directory.GetFiles(folder.Out, "*.html").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "index.html"));
        Assert.Equal(names.Length, await opened.Page.Locator(".card").CountAsync());
        await opened.Page.GetByText("Title of index", new() { Exact = true }).ClickAsync();
        Assert.Equal("Title of index", await opened.Page.Locator("h1").TextContentAsync());
        Assert.Equal("index_.html#x", await AddressAsync(opened, "to"));
        Assert.Equal("lab_.html", await AddressAsync(opened, "fro"));
        // A later run of another chapter still knows them.
        Pages(Notebook("zzz", "# Last"));
        var gallery = await File.ReadAllTextAsync(Path.Combine(folder.Out, "index.html"), Cancel);
        Assert.Contains("Title of index", gallery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachments_pictures_and_files_are_on_the_page_wherever_it_goes()
    {
        var picture = Path.Combine(folder.Notebooks, "a pic.png");
        await File.WriteAllBytesAsync(picture, Convert.FromBase64String(Png), Cancel);
        Directory.CreateDirectory(Path.Combine(folder.Notebooks, "img"));
        await File.WriteAllTextAsync(Path.Combine(folder.Notebooks, "img", "p.svg"),
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='4'/></svg>", Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder.Notebooks, "it's data.csv"), "user,item,rating\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "above.txt"), "above", Cancel);
        var path = Notebook("links", """
            # Links

            ![attached](attachment:p%201.png) <img alt="raw" src='attachment:p 1.png' width=20>
            ![pic](a%20pic.png) ![sub](./img/x/../p.svg)

            [data](it's%20data.csv#L2), [above](../above.txt), [web](https://example.org/a.png), [here](#links),
            <a href="img/p.svg">svg</a>, `<img src="code.png">`
            """);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path, Cancel))!;
        json["cells"]![0]!["attachments"] = new JsonObject { ["p 1.png"] = new JsonObject { ["image/png"] = Png } };
        await File.WriteAllTextAsync(path, json.ToJsonString(), Cancel);

        var notes = Pages(path);
        // The page goes to another machine, with what lies beside it.
        Directory.Delete(folder.Notebooks, recursive: true);
        File.Delete(Path.Combine(folder.Path, "above.txt"));
        Pages();

        Assert.Empty(notes);
        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "links.html"));
        foreach (var name in new[] { "attached", "raw", "pic", "sub" })
        {
            var image = opened.Page.GetByAltText(name, new() { Exact = true });
            Assert.StartsWith("data:image/", await image.GetAttributeAsync("src"), StringComparison.Ordinal);
            Assert.True(await image.EvaluateAsync<int>("image => image.naturalWidth") > 0, name);
        }
        Assert.Equal("files/links/it%27s%20data.csv#L2", await AddressAsync(opened, "data"));
        Assert.Equal("files/links/up/above.txt", await AddressAsync(opened, "above"));
        Assert.Equal("files/links/img/p.svg", await AddressAsync(opened, "svg"));
        Assert.Equal("https://example.org/a.png", await AddressAsync(opened, "web"));
        Assert.Equal("#links", await AddressAsync(opened, "here"));
        await opened.Page.GetByText("above", new() { Exact = true }).ClickAsync();
        Assert.Equal("above", await opened.Page.Locator("body").TextContentAsync());
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public void What_cannot_be_on_the_page_is_said()
    {
        Directory.CreateDirectory(Path.Combine(folder.Notebooks, "data"));
        var notes = Pages(Notebook("links", """
            # Links

            ![a](gone.png), ![b](attachment:gone.png), [c](data/), [d](../../../../../etc/hostname), [e](other.ipynb),
            [f](gone.png)
            """));

        Assert.Equal(
        [
            "links.ipynb, cell 1, gone.png: there is no such file. The page lacks it.",
            "links.ipynb, cell 1, attachment:gone.png: the cell has no such attachment. The page lacks it.",
            "links.ipynb, cell 1, data/: it is a folder. The page lacks it.",
        ], notes.Where(note => !note.Contains("hostname", StringComparison.Ordinal)));
        if (File.Exists("/etc/hostname"))
            Assert.Contains(notes, note => note.Contains("hostname: it lies outside", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(folder.Out, "files")));
    }

    [Fact]
    public async Task A_run_without_MovieLens_says_so_on_its_page_and_in_the_gallery()
    {
        const string note =
            "These ratings are made up: https://example.org/a-long-address/without-a-break-in-it.zip <fails>";
        var path = Notebook("07-exam", "# The exam\n\nThis chapter takes MovieLens, a hundred thousand real ratings.",
            Stream($"3 ratings\nNote: {note}\n"));

        Pages(path);

        await using var page = await browser.OpenPageAsync(Path.Combine(folder.Out, "07-exam.html"), width: 390);
        var notice = page.Page.Locator("article > .notice:first-child");
        Assert.Contains("does not show MovieLens", await notice.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains(note, await notice.TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await notice.EvaluateAsync<bool>(Fits));
        await using var gallery = await browser.OpenPageAsync(Path.Combine(folder.Out, "index.html"));
        Assert.True(await gallery.Page.Locator(".card").EvaluateAsync<bool>(Fits));
        var card = await gallery.Page.Locator(".card").TextContentAsync();
        Assert.Contains("ran to the end, on made-up ratings", card, StringComparison.Ordinal);
        Assert.Contains(note, card, StringComparison.Ordinal);
        Assert.DoesNotContain("takes MovieLens", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_long_sentence_wraps_and_a_table_keeps_its_columns(int width)
    {
        var sentence = string.Join(' ', Enumerable.Repeat("sentence", 60));
        var row = string.Join("  ", Enumerable.Repeat("0.1234", 60));
        Pages(Notebook("text", "# Text", Stream($"{row}\nNote: {sentence}.\n{row}\nend\n")));

        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "text.html"), width: width);
        var box = opened.Page.Locator(".output-stdout");

        Assert.Equal($"{row}\nNote: {sentence}.\n{row}\nend\n", await box.TextContentAsync());
        Assert.True(await box.EvaluateAsync<bool>("box => box.scrollWidth > box.clientWidth * 2"));
        Assert.True(await box.Locator(".sentence").EvaluateAsync<bool>(
            "line => line.scrollWidth <= line.parentElement.clientWidth"));
        // 60 words of 9 letters in lines of the box, three rows more, and not one empty line between them.
        var lines = await box.EvaluateAsync<double>(Lines);
        var wrapped = await box.Locator(".sentence").EvaluateAsync<double>(Lines);
        Assert.Equal(wrapped + 3, lines, 1.2);
        Assert.Equal(0, await opened.HorizontalOverflowAsync());
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_list_behind_a_name_wraps_under_its_beginning_and_a_short_sentence_on_a_phone(int width)
    {
        const string note = "a hidden film with 4 stars or more is rated 55 times on average";
        var list = string.Join(" · ", Enumerable.Repeat("Groundhog Day (1993)", 9));
        Pages(Notebook("text", "# Text", Stream($"EASE    {list}\nSVD     0.1  0.2  0.3\n{note}\n")));

        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "text.html"), width: width);
        var box = opened.Page.Locator(".output-stdout");

        Assert.Equal($"EASE    {list}\nSVD     0.1  0.2  0.3\n{note}\n", await box.TextContentAsync());
        Assert.True(await box.EvaluateAsync<bool>("box => box.scrollWidth <= box.clientWidth"));
        // Where the first line's list begins, each further line of it does.
        var lefts = await box.Locator(".sentence").First.EvaluateAsync<double[]>("""
            line => {
              const text = line.firstChild, range = document.createRange();
              const at = n => {
                range.setStart(text, n);
                range.setEnd(text, n + 1);
                return range.getBoundingClientRect();
              };
              const boxes = [...text.data].map((_, n) => at(n)).filter(r => r.width > 1);
              const rows = Object.values(Object.groupBy(boxes, r => Math.round(r.top)));
              return [at(8).left, ...rows.slice(1).map(row => row[0].left)];
            }
            """);
        Assert.True(lefts.Length > 2);
        Assert.All(lefts, left => Assert.Equal(lefts[0], left, 1.0));
        Assert.Equal(width == 390, await box.Locator(".sentence").Last.EvaluateAsync<double>(Lines) > 1.5);
    }

    [Fact]
    public async Task Endless_text_is_cut_with_a_word_and_pictures_of_outputs_are_shown()
    {
        Pages(Notebook("out", "# Outputs", Stream(new string('x', 3_000_000)), new JsonObject
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { ["image/png"] = Png[..40] + "\n" + Png[40..], ["text/plain"] = "a <plot>" },
        }));

        Assert.True(new FileInfo(Path.Combine(folder.Out, "out.html")).Length < 400_000);
        await using var opened = await browser.OpenPageAsync(Path.Combine(folder.Out, "out.html"));
        Assert.EndsWith("… and 2,800,000 more characters, which are in the executed notebook\n",
            await opened.Page.Locator(".output-stdout").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await opened.Page.GetByAltText("a <plot>").EvaluateAsync<int>("image => image.naturalWidth"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task The_command_tells_what_the_page_lacks()
    {
        folder.Write("a.ipynb", new NotebookBuilder().Markdown("t", "# A\n\n![a](gone.png)").Code("x", "1 + 1"));

        var result = await folder.RunAsync("notebooks/a.ipynb");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("– a.ipynb, cell 1, gone.png: there is no such file", result.Errors, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<string?> AddressAsync(OpenedPage opened, string text) =>
        opened.Page.GetByText(text, new() { Exact = true }).GetAttributeAsync("href");

    private static JsonObject Stream(string text) =>
        new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text };

    /// <summary>Writes an executed notebook of a text and a cell with outputs.</summary>
    private string Notebook(string name, string markdown, params JsonObject[] outputs)
    {
        var json = JsonNode.Parse(new NotebookBuilder().Markdown("text", markdown).Code("cell", "1").ToText())!;
        json["cells"]![1]!["execution_count"] = 1;
        json["cells"]![1]!["outputs"] = new JsonArray([.. outputs]);
        return folder.WriteText(name + ".ipynb", json.ToJsonString());
    }

    /// <summary>Makes pages as after a run of these notebooks.</summary>
    private IReadOnlyList<string> Pages(params string[] notebooks)
    {
        Directory.CreateDirectory(folder.Out);
        foreach (var path in notebooks)
            File.Copy(path, Path.Combine(folder.Out, Path.GetFileName(path)), overwrite: true);
        return WorkbookPages.Write(folder.Out, [.. notebooks.Select(Runner.Notebooks.Notebook.Load)]);
    }
}
