namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of chapter 1, ratings and masking, claims, checked on the chapter's own outputs.</summary>
public sealed class RatingsClaimTests(NotebookRuns runs)
{
    private Task<ExecutedNotebook> ChapterAsync() => runs.ExecutedAsync("01-ratings-and-masking.ipynb");

    [Fact]
    public async Task Without_the_mask_missing_cells_are_pulled_to_zero()
    {
        var notebook = await ChapterAsync();
        var (masked, unmasked) = (notebook.Line("measure", "with the mask"),
            notebook.Line("measure", "without the mask"));

        Assert.Equal(2.92, masked[1], 0.3);
        Assert.True(unmasked[1] < masked[1] - 1, $"empty cells: {unmasked[1]} without the mask, {masked[1]} with it");
        Assert.Equal(0.8, masked[0] - unmasked[0], 0.05);
        Assert.Equal(0, notebook.Line("freedom", "without the mask")[0], 0.05);
    }

    [Fact]
    public async Task The_mean_is_the_best_constant_and_has_a_name()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([2.92], notebook.Line("best-constant", "best with the mask"));
        Assert.True(notebook.Line("best-constant", "best without")[0] < 2.92 - 0.9);
        var guesses = notebook.Line("constant-guess", "guess 3");
        Assert.InRange(guesses[2] / guesses[1], 1.7, 2);
    }

    [Fact]
    public async Task Low_rank_with_holes_becomes_the_masked_model()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([0, 1.342], notebook.Line("lowrank", "holes filled with 0"));
        Assert.Equal([0.647], notebook.Line("lowrank", "holes filled with μ"));
        Assert.Equal([[0, 0.647], [1, 0.400], [10, 0.275], [100, 0.271]], notebook.Lines("refill", "refilled"));
        Assert.Equal([0.271], notebook.Line("refill", "the masked model"));
        Assert.True(notebook.Line("same-table", "largest")[0] < 0.01);
    }
}
