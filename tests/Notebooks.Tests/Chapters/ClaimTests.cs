using System.Globalization;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What the prose of a chapter claims, checked on the chapter's own outputs.</summary>
public sealed partial class ClaimTests(NotebookRuns runs)
{
    [GeneratedRegex(@"-?\d+(\.\d+)?(E-?\d+)?")]
    private static partial Regex Number();

    [Fact]
    public async Task Chapter_1_without_the_mask_missing_cells_are_pulled_to_zero()
    {
        var notebook = await runs.ExecutedAsync("01-ratings-and-masking.ipynb");
        var (masked, unmasked) = (Line(notebook, "measure", "with the mask"), Line(notebook, "measure", "without the mask"));

        Assert.Equal(2.92, masked[1], 0.3);
        Assert.True(unmasked[1] < masked[1] - 1, $"empty cells: {unmasked[1]} without the mask, {masked[1]} with it");
        Assert.Equal(0, Line(notebook, "freedom", "without the mask")[0], 0.05);
        Assert.True(Line(notebook, "best-constant", "best without")[0] < Line(notebook, "best-constant", "best with")[0] - 0.9);
    }

    [Fact]
    public async Task Chapter_2_the_gradient_by_hand_is_torchs_and_turning_the_map_changes_nothing()
    {
        var notebook = await runs.ExecutedAsync("02-latent-factors.ipynb");

        Assert.All(Line(notebook, "gradient-by-torch", "largest difference"), difference => Assert.True(difference < 1e-6));
        Assert.Equal(Line(notebook, "gradient-by-hand", "Ana"), Line(notebook, "gradient-by-torch", "Ana"));
        Assert.True(Line(notebook, "rotate", "largest change")[0] < 1e-5);
    }

    [Fact]
    public async Task Chapter_3_the_held_out_error_has_its_minimum_inside_the_path()
    {
        var notebook = await runs.ExecutedAsync("03-regularization.ipynb");
        var path = notebook.Printed("path-numbers").Split('\n').Where(line => line.StartsWith('λ')).Select(Numbers).ToArray();

        var best = path.MinBy(row => row[2])!;
        Assert.InRange(best[0], path[1][0], path[^2][0]);
        Assert.Equal(best[0], Line(notebook, "path-numbers", "best")[0]);
        Assert.Equal(path.Select(row => row[1]).Order(), path.Select(row => row[1]));
        var guess = Line(notebook, "baseline", "guessing")[1];
        Assert.True(path[0][2] > guess && best[2] < guess, $"without a penalty {path[0][2]}, constant guess {guess}, best {best[2]}");
    }

    [Fact]
    public async Task Chapter_3_both_penalties_give_one_model_at_matching_lambdas()
    {
        var notebook = await runs.ExecutedAsync("03-regularization.ipynb");
        var (norm, squared) = (Line(notebook, "same-model", "norm"), Line(notebook, "same-model", "squared"));

        Assert.True(Line(notebook, "overfit", "typical")[0] < 0.01);
        Assert.Equal(norm[0], 2 * squared[0] * norm[1], 0.02);
        Assert.All(norm[1..].Zip(squared[1..]), pair => Assert.Equal(pair.First, pair.Second, 0.03));
    }

    [Fact]
    public async Task Chapter_4_stopping_early_predicts_better_and_a_wild_rate_is_named()
    {
        var notebook = await runs.ExecutedAsync("04-training-progress.ipynb");

        Assert.Equal(0.0842, Line(notebook, "train", "from")[1]);
        Assert.True(Line(notebook, "patience", "without")[1] - Line(notebook, "patience", "stopped")[2] > 4);
        Assert.Contains("The usual cause is a learning rate that is too high (here 3)", notebook.Printed("diverge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chapter_4_the_progress_is_updated_in_place()
    {
        var notebook = await runs.ExecutedAsync("04-training-progress.ipynb");

        Assert.StartsWith("step 10,000 of 10,000  loss 0.0842", Assert.Single(notebook.Shown("train", "text/plain")), StringComparison.Ordinal);
    }

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
