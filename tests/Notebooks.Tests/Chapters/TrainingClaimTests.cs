namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of chapter 4, training progress, claims, checked on the chapter's own outputs.</summary>
public sealed class TrainingClaimTests(NotebookRuns runs)
{
    private Task<ExecutedNotebook> ChapterAsync() => runs.ExecutedAsync("04-training-progress.ipynb");

    [Fact]
    public async Task Stopping_early_predicts_better_and_a_wild_rate_is_named()
    {
        var notebook = await ChapterAsync();

        Assert.Equal(0.0842, notebook.Line("train", "from")[1]);
        Assert.True(notebook.Line("patience", "without")[1] - notebook.Line("patience", "stopped")[2] > 4);
        Assert.Equal([850, 2.51], notebook.Line("patience", "stopped")[1..]);
        Assert.Contains("The usual cause is a learning rate that is too high (here 3)", notebook.Printed("diverge"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_progress_is_updated_in_place() => Assert.StartsWith("step 10,000 of 10,000  loss 0.0842",
        Assert.Single((await ChapterAsync()).Shown("train", "text/plain")), StringComparison.Ordinal);

    [Fact]
    public async Task The_gradient_becomes_a_thousand_times_shorter()
    {
        var notebook = await ChapterAsync();

        var (start, arrived) = (notebook.Line("gradient-norm", "step      1"),
            notebook.Line("gradient-norm", "step   6000"));
        Assert.InRange(start[2] / arrived[2], 1_000, 1_500);
    }

    [Fact]
    public async Task Rows_arrive_one_after_the_other_and_Elif_is_first()
    {
        var notebook = await ChapterAsync();

        (string Name, int Step)[] said =
            [("Ana", 2_600), ("Ben", 2_900), ("Chloe", 3_700), ("Dev", 3_700), ("Elif", 2_400), ("Farid", 3_100)];
        Assert.All(said, row => Assert.Equal([row.Step], notebook.Line("arrivals", row.Name)));
    }

    [Fact]
    public async Task Plain_descent_is_called_what_it_is()
    {
        var notebook = await ChapterAsync();

        var race = notebook.Chart("optimizers");
        Assert.Contains("plain descent, rate 0.001: 1.4708", race, StringComparison.Ordinal);
        Assert.DoesNotContain("Sgd", race, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_rating_at_a_time_comes_near_and_circles_round()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([0.02, 50, 0.275], notebook.Line("funk-run", "η = 0.02,  50"));
        Assert.Equal([0.02, 150, 0.274], notebook.Line("funk-run", "η = 0.02, 150"));
        Assert.True(notebook.Line("funk-run", "η = 0.1")[2] > 0.5);
    }

    [Fact]
    public async Task Twelve_of_forty_starts_are_caught_and_waiting_does_not_free_them()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([0.084, 28, 40], notebook.Line("seeds", "the lowest"));
        var above = notebook.Line("seeds", "the others");
        Assert.Equal(12, above.Length);
        Assert.True(above.Min() > 7 * 0.084, "seven times the loss, or worse");
        Assert.Equal([10_000, 0.619, 0.0155, 0.78], notebook.Line("stuck", "step  10,000"));
        Assert.Equal([0.559, 0.72], new[] { 1, 3 }.Select(place => notebook.Line("stuck", "step 100,000")[place]));
        Assert.Contains("in 12 cells: -345.8 to 116.3.", notebook.Chart("stuck-chart"), StringComparison.Ordinal);
        Assert.Equal([4, 12, 0], notebook.Lines("room", "k =").Select(line => line[1]));
    }
}
