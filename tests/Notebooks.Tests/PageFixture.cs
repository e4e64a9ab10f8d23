namespace MfNotebooks.Tests.Notebooks;

/// <summary>Two chapters with one of everything that a page can hold, run once.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private readonly TestFolder folder = new();

    public string Chapter => Path.Combine(folder.Out, "00-first.html");

    public string Gallery => Path.Combine(folder.Out, "index.html");

    public async ValueTask InitializeAsync()
    {
        folder.Write("00-first.ipynb", new NotebookBuilder()
            .Markdown("title",
                "# First & foremost\n\nYou will learn how $A B^\\top$ puts a table together again. 15 minutes.")
            .Markdown("model", Model)
            .Code("setup", "#r \"nuget: CsvHelper, 34.0.0\"\n// a comment\n"
                + "var names = new List<string> { \"<script>alert(1)</script>\" };\nConsole.WriteLine(names[0]);")
            .Markdown("repeat", "## The model\n\nThe same heading again.\n\n### Details `x`\n\n"
                + "On to [the next chapter](01-second.ipynb#next) and [outside](https://example.org/a.ipynb).")
            .Code("wide", "string.Join(\" \", Enumerable.Range(0, 300))")
            .Code("html", "HTML(\"<div style='width: 1600px' class='wide-chart'>wide</div>\")")
            .Code("fails",
                "Console.Error.WriteLine(\"\\u001b[31mred\\u001b[0m\");\nthrow new Exception(\"<b>not bold</b>\");",
                "raises-exception"));
        folder.Write("01-second.ipynb", new NotebookBuilder().Markdown("title", "# Second\n\n## Next").Code("x", "1"));
        var result = await folder.RunAsync("notebooks/00-first.ipynb", "notebooks/01-second.ipynb");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private const string Model = """
        ## The model

        $$
        \mathcal L(A, B) = \frac{1}{|M|} \sum_{(u,i) \in M} \left( r_{ui} - \mathbf a_u \cdot \mathbf b_i \right)^2
        + \lambda \left( \lVert A \rVert + \lVert B \rVert \right)
        $$

        | PyTorch | C# | what is different between the two of them, said at some length to make the table wide |
        |---|---|---|
        | `A.norm(2)` | `A.norm()` | a very-long-word-without-any-break-so-the-table-has-to-be-wide-always |

        ```python
        for step in range(10_000):  # the script
            loss.backward()
        ```

        <details><summary>Solution</summary>

        With $k = 3$:

        ```csharp
        latentDim = 3;
        ```

        </details>
        """;
}
