using System.Globalization;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of a chapter claims, checked on the chapter's own outputs.</summary>
public sealed partial class ClaimTests(NotebookRuns runs)
{
    [GeneratedRegex(@"-?\d+(\.\d+)?(E-?\d+)?")]
    private static partial Regex Number();

    [Fact]
    public async Task Chapter_5_space_people_get_space_films()
    {
        var notebook = await runs.ExecutedAsync("05-reconstructed-matrix.ipynb");
        var lists = notebook.Printed("top-n");

        Assert.Contains("Ana    Iron Orbit (4.6)", lists, StringComparison.Ordinal);
        Assert.Contains("Dev    Two Tickets (6.6)", lists, StringComparison.Ordinal);
        Assert.Matches(@"Star Harbour\s+is most like (Nova Drift|Iron Orbit)", notebook.Printed("similar"));
        Assert.Matches(@"Rose Letters\s+is most like (Two Tickets|Paris in June)", notebook.Printed("similar"));
    }

    [Fact]
    public async Task Chapter_6_the_planted_rank_is_recovered()
    {
        var numbers = Line(await runs.ExecutedAsync("06-latent-dimensions.ipynb"), "planted-best", "planted");

        Assert.Equal(3, numbers[0]);
        Assert.Equal(numbers[0], numbers[1]);
    }

    private static double[] Line(ExecutedNotebook notebook, string cell, string start) =>
        Numbers(notebook.Printed(cell).Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal)));

    private static double[] Numbers(string line) =>
        [.. Number().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
}
