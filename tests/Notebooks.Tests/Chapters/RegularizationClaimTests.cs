namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of chapter 3, regularization, claims, checked on the chapter's own outputs.</summary>
public sealed class RegularizationClaimTests(NotebookRuns runs)
{
    private Task<ExecutedNotebook> ChapterAsync() => runs.ExecutedAsync("03-regularization.ipynb");

    [Fact]
    public async Task The_held_out_error_has_its_minimum_inside_the_path()
    {
        var notebook = await ChapterAsync();
        var path = notebook.Lines("path-numbers", "λ");

        var best = path.MinBy(row => row[2])!;
        Assert.InRange(best[0], path[1][0], path[^2][0]);
        Assert.Equal(best[0], notebook.Line("path-numbers", "best")[0]);
        Assert.Equal(path.Select(row => row[1]).Order(), path.Select(row => row[1]));
        var guess = notebook.Line("baseline", "guessing")[1];
        Assert.True(path[0][2] > 2 * guess
            && best[2] < guess, $"without a penalty {path[0][2]}, constant guess {guess}, best {best[2]}");
        Assert.Contains("the constant guess", notebook.Shown("sweep", "text/html")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_third_factor_repeats_the_ratings_and_invents_the_rest()
    {
        var notebook = await ChapterAsync();

        Assert.True(notebook.Line("overfit", "typical")[0] < 0.005);
        Assert.Contains("in 12 cells: -2.6 to 7.2.", notebook.Chart("overfit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_twenty_four_exams_the_mean_with_factors_wins_and_raw_factors_do_not()
    {
        var notebook = await ChapterAsync();

        Assert.Equal(24, notebook.Line("exams", "24")[0]);
        Assert.Equal([1.65], notebook.Line("exam-results", "μ alone"));
        Assert.Equal([1, 2.58, 0.5], notebook.Line("exam-results", "raw, 1"));
        Assert.Equal([2, 2.06, 0.5], notebook.Line("exam-results", "raw, 2"));
        Assert.Equal([3, 1.57, 0.2], notebook.Line("exam-results", "raw, 3"));
        Assert.Equal([1, 0.92, 0.2], notebook.Line("exam-results", "μ and 1"));
        Assert.Equal([2, 0.98, 0.2], notebook.Line("exam-results", "μ and 2"));
        Assert.Equal([3, 0.99, 0.2], notebook.Line("exam-results", "μ and 3"));
    }

    [Fact]
    public async Task The_test_exams_take_back_what_the_validation_exams_promised()
    {
        var notebook = await ChapterAsync();

        Assert.Equal([1, 0.2, 0.83, 1.00], notebook.Line("test", "μ and 1"));
        Assert.Equal([3, 0.2, 1.43, 1.70], notebook.Line("test", "raw, 3"));
        Assert.Equal([1.60, 1.70], notebook.Line("test", "μ alone")[^2..]);
    }

    [Fact]
    public async Task The_penalty_pulls_the_raw_model_to_zero_and_the_other_one_to_the_mean()
    {
        var last = (await ChapterAsync()).Line("towards", "λ =   2");

        Assert.Equal([0, 0, 2.92, 2.92], last[1..].Select(number => Math.Abs(number)));
    }

    [Fact]
    public async Task Both_penalties_give_one_model_at_matching_lambdas()
    {
        var notebook = await ChapterAsync();
        var (norm, squared) = (notebook.Line("same-model", "norm"), notebook.Line("same-model", "squared, λ = 0.02"));

        Assert.Equal(norm[0], 2 * squared[0] * norm[1], 0.02);
        Assert.All(norm[1..].Zip(squared[1..]), pair => Assert.Equal(pair.First, pair.Second, 0.005));
        Assert.True(notebook.Line("same-model", "squared, λ = 0.2 ")[3] > squared[3] + 0.5,
            "0.2 is far too much for the square");
    }
}
