using System.Globalization;
using System.Text.Json;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Chapter 0 claims to be the PyTorch script: it must print PyTorch's numbers.</summary>
public sealed class StartHereTests(NotebookRuns runs)
{
    private const string Name = "00-start-here.ipynb";

    [Fact]
    public async Task Training_prints_the_losses_that_PyTorch_prints()
    {
        var printed = Losses((await runs.ExecutedAsync(Name)).Printed("train"));

        var recorded = Golden().GetProperty("loss").EnumerateObject()
            .ToDictionary(l => int.Parse(l.Name, CultureInfo.InvariantCulture), l => l.Value.GetDouble());
        Assert.Equal(recorded.Keys.Order(), printed.Keys.Order());
        Assert.All(recorded, loss => Assert.Equal(loss.Value, printed[loss.Key], loss.Value * 1e-4));
        Assert.Equal(0.0842, Math.Round(printed[10_000], 4));
    }

    [Fact]
    public async Task The_first_loss_is_about_12_and_the_penalty_hardly_counts()
    {
        var terms = (await runs.ExecutedAsync(Name)).Line("first-loss", "data term");

        Assert.Equal(12.315, terms[2], 0.001);
        Assert.Equal(terms[2], terms[0] + terms[1], 0.0015);
        Assert.True(terms[1] < 0.01);
    }

    [Fact]
    public async Task The_reconstructed_matrix_is_PyTorchs()
    {
        var lines = (await runs.ExecutedAsync(Name)).Printed("matrix").Trim().Split('\n');

        var rows = Golden().GetProperty("reconstruction").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(cell => cell.GetDouble()).ToArray()).ToArray();
        Assert.Equal(7, lines.Length);
        for (var user = 0; user < rows.Length; user++)
        {
            var cells = lines[user + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(rows[user].Length, cells.Length);
            Assert.All(rows[user].Zip(cells), pair => Assert.Equal(pair.First, pair.Second, 0.015));
        }
    }

    [Fact]
    public async Task The_library_ends_where_the_loop_by_hand_ends()
    {
        var words = (await runs.ExecutedAsync(Name)).Printed("library-compare").Split(' ', ',');

        Assert.Equal(words[Array.IndexOf(words, "by") - 1], words[Array.LastIndexOf(words, "by") - 1]);
    }

    [Fact]
    public async Task Each_trap_shows_what_the_text_says()
    {
        var notebook = await runs.ExecutedAsync(Name);

        Assert.Contains("A.norm(2) fails: Dimension out of range", notebook.Printed("trap-norm"),
            StringComparison.Ordinal);
        Assert.Contains("with a scope:    0 more", notebook.Printed("trap-dispose"), StringComparison.Ordinal);
        Assert.DoesNotContain("without a scope: 0 more", notebook.Printed("trap-dispose"), StringComparison.Ordinal);
        Assert.Equal("t is usable: False. p is usable: True.", notebook.Printed("trap-parameter").Trim());
        Assert.StartsWith("mm fails: mat1 and mat2 shapes cannot be multiplied", notebook.Printed("trap-matmul"),
            StringComparison.Ordinal);
    }

    private static Dictionary<int, double> Losses(string printed) => printed.Trim().Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => int.Parse(words[1], CultureInfo.InvariantCulture), words =>
            double.Parse(words[3], CultureInfo.InvariantCulture));

    /// <summary>PyTorch's own run with the chapter's parameters: seed 0, k = 2.</summary>
    private static JsonElement Golden()
    {
        using var stream = typeof(StartHereTests).Assembly.GetManifestResourceStream("pytorch_runs.json")!;
        return JsonDocument.Parse(stream).RootElement.GetProperty("runs")[0];
    }
}
