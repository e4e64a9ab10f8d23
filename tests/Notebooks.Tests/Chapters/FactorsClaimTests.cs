namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of chapter 2, latent factors, claims, checked on the chapter's own outputs.</summary>
public sealed class FactorsClaimTests(NotebookRuns runs)
{
    private Task<ExecutedNotebook> ChapterAsync() => runs.ExecutedAsync("02-latent-factors.ipynb");

    [Fact]
    public async Task The_gradient_by_hand_is_torchs_and_that_of_one_number_is_a_nudges()
    {
        var notebook = await ChapterAsync();

        Assert.All(notebook.Line("gradient-by-torch", "largest difference"), difference =>
            Assert.True(difference < 1e-6));
        Assert.Equal(notebook.Line("gradient-by-hand", "Ana"), notebook.Line("gradient-by-torch", "Ana"));
        Assert.Equal([-12], notebook.Line("one-number", "slope by the formula"));
        Assert.Equal([-12], notebook.Line("one-number", "slope by a nudge"));
        Assert.Contains("Ana and Star Harbour: -1.64, but Ana gave 5", notebook.Printed("dot"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_bowl_a_tenth_arrives_and_a_little_over_a_quarter_climbs_out()
    {
        var notebook = await ChapterAsync();
        var ends = notebook.Lines("bowl", "size").ToDictionary(line => line[0], line => Math.Abs(line[^1] - 2));

        Assert.Equal(0, ends[0.1], 0.005);
        Assert.True(ends[0.1] < ends[0.05] && ends[0.05] < ends[0.24]);
        Assert.True(ends[0.26] > Math.Abs(0.5 - 2), "size 0.26 ends farther away than it began");
    }

    [Fact]
    public async Task Of_Anas_walks_only_the_middle_one_reaches_the_bottom()
    {
        var chart = (await ChapterAsync()).Chart("anas-bowl-chart");

        Assert.Contains("12 steps of size 0.5: from (1.54, -0.29) to (-2.955, 2.002)", chart, StringComparison.Ordinal);
        Assert.Contains("12 steps of size 0.05: from (1.54, -0.29) to (-1.186, 0.8905)", chart,
            StringComparison.Ordinal);
        Assert.Contains("12 steps of size 0.8: from (1.54, -0.29) to (-2.667, 2.379)", chart, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_1_is_the_best_of_the_four_sizes()
    {
        var notebook = await ChapterAsync();
        var after = notebook.Lines("one-step", "after one step").ToDictionary(line => line[0], line => line[1]);

        Assert.Equal(1, after.MinBy(step => step.Value).Key);
        Assert.Equal(7.6, after[1], 0.05);
        Assert.Equal(844, after[10], 1.0);
    }

    [Fact]
    public async Task One_column_is_the_level_and_one_the_contrast()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([1, 1.5, 4.5, 2.83], notebook.Line("columns", "column 1"));
        Assert.Equal([2, -3.9, 3.1, 0.08], notebook.Line("columns", "column 2"));
    }

    [Fact]
    public async Task Thirteen_numbers_on_the_mean_do_nearly_what_twenty_four_do()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([12, 1.54, 17, 24], notebook.Line("level", "raw, one"));
        Assert.Equal([13, 0.39, 0, 24], notebook.Line("level", "μ and one"));
        Assert.Equal([24, 0.27, 0, 24], notebook.Line("level", "raw, two"));
    }

    [Fact]
    public async Task Turning_and_stretching_the_map_changes_no_prediction()
    {
        var notebook = await ChapterAsync();

        Assert.True(notebook.Line("rotate", "largest change")[0] < 1e-5);
        Assert.True(notebook.Line("stretch", "largest change")[0] < 1e-5);
        Assert.Equal([0.56, 0.15], notebook.Line("stretch", "cosine"));
        var lengths = notebook.Line("stretch", "‖A‖");
        Assert.True(lengths[0] < lengths[1], "the penalty prefers the map that was learned");
    }

    [Fact]
    public async Task The_cosine_says_alike_and_the_correlation_says_opposite()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([0.56, -0.95], notebook.Line("cosine", "Star Harbour"));
        Assert.Equal([0.04, 0.58], notebook.Line("cosine", "all nine pairs"));
        Assert.Equal([-0.98, -0.95], notebook.Line("cosine", "                correlation"));
    }
}
