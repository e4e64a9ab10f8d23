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
    public async Task Chapter_5_one_factor_is_the_level_and_cosines_of_raw_factors_mislead()
    {
        var notebook = await runs.ExecutedAsync("05-reconstructed-matrix.ipynb");

        var level = notebook.Printed("level").Trim().Split('\n').Select(line => Numbers(line[19..])).ToArray();
        Assert.All(level, row => Assert.Equal(2, row[1], 0.3));
        Assert.Equal(0.271, Line(notebook, "nonnegative-chart", "RMSE")[0]);
        var june = Line(notebook, "caveat", "Star Harbour and Paris in June");
        Assert.Equal([0.56, -0.95], june);
        var romances = new[] { "Rose Letters", "Paris in June", "Two Tickets" }
            .Select(film => Line(notebook, "caveat", $"Star Harbour and {film}")).ToArray();
        Assert.Equal((0.17, 0.56), (romances.Min(pair => pair[0]), romances.Max(pair => pair[0])));
        Assert.All(romances, pair => Assert.InRange(pair[1], -1, -0.95));
        Assert.All(new[] { "Nova Drift", "Iron Orbit" }, film =>
            Assert.All(Line(notebook, "caveat", $"Star Harbour and {film}"), both => Assert.InRange(both, 0.99, 1)));
        Assert.All(notebook.Printed("residuals").Trim().Split('\n').Select(Numbers), row =>
            Assert.InRange((5 - row[0] - 0.5) * row[2], 0.24, 0.3));
    }

    [Fact]
    public async Task Chapter_6_the_planted_number_is_found_with_biases_alone()
    {
        var notebook = await runs.ExecutedAsync("06-latent-dimensions.ipynb");
        double[] Best(string name) => Numbers(notebook.Printed("planted-best").Split('\n')
            .Single(line => line.Contains(name, StringComparison.Ordinal)));
        var (raw, mean, biased) = (Best("raw stars"), Best("with μ  "), Best("b_u and b_i"));

        Assert.Equal([3, 4], raw[..2]);
        Assert.Equal([3, 5], mean[..2]);
        Assert.Equal([3, 3], biased[..2]);
        Assert.True(biased[2] < raw[2] && raw[2] < mean[2]);
    }

    [Fact]
    public async Task Chapter_6_the_mean_comes_before_the_penalty_and_both_before_k()
    {
        var notebook = await runs.ExecutedAsync("06-latent-dimensions.ipynb");
        double[] HeldOut(string name) => Line(notebook, "compare", name)[1..];
        var guess = Line(notebook, "sweep", "the constant guess")[0];

        Assert.All(HeldOut("raw stars, λ = 0.2").Concat(HeldOut("raw stars, λ = 0.5")), error =>
            Assert.True(error > guess));
        Assert.All(HeldOut("with μ, λ = 0.2"), error => Assert.True(error < guess));
        Assert.Equal(HeldOut("with μ, λ = 0.2").Min(), HeldOut("with μ, λ = 0.2")[0]);
        var valley = HeldOut("with μ, λ = 0.001");
        Assert.Equal((valley.Min(), 1.74), (valley[2], valley[2]));
        Assert.True(valley[2] > guess, "hardly any penalty: no better than the guess at its best");
        Assert.Contains("lowest at k = 4: RMSE 2.398, against 4.113 at k = 1", notebook.Chart("sweep"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chapter_8_a_plateau_is_no_bottom_and_three_of_ten_starts_end_elsewhere()
    {
        var notebook = await runs.ExecutedAsync("08-sparse-at-scale.ipynb");

        Assert.Equal(40.895, Line(notebook, "alternate-run", "after   5")[1], 0.01);
        Assert.Equal(26.5, Line(notebook, "alternate-run", "after   6")[1], 0.1);
        var ends = notebook.Printed("starts").Trim().Split('\n').Select(line => Numbers(line)[3]).ToArray();
        Assert.Equal(7, ends.Count(end => Math.Abs(end - 7.21) < 0.02));
        Assert.Equal([36.18, 30.83, 36.18], [ends[1], ends[2], ends[5]]);
    }

    private static double[] Line(ExecutedNotebook notebook, string cell, string start) =>
        Numbers(notebook.Printed(cell).Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal)));

    private static double[] Numbers(string line) =>
        [.. Number().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
}
