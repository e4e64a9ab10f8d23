using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>
/// Every exercise of every chapter: not tried in the notebook as it is, wrong with a wrong number, right with the
/// folded solution that a reader finds below it, and right with other settings too.
/// </summary>
public sealed class ExerciseTests(NotebookRuns runs) : IDisposable
{
    private readonly TestFolder _folder = new();

    // Beside lib/, because the set-up cell finds the library from the notebook's folder.
    private readonly string _answered =
        Path.Combine(RunnerProcess.RepositoryRoot, "artifacts", $"answered-{Guid.NewGuid():N}.ipynb");

    public static TheoryData<string> Chapters() =>
        [.. Directory.GetFiles(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks"), "*.ipynb")
            .Select(path => Path.GetFileName(path)).Order()];

    public void Dispose()
    {
        _folder.Dispose();
        // Deleting fails where there is no artifacts folder yet.
        if (File.Exists(_answered))
            File.Delete(_answered);
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Untouched_exercises_are_not_tried_and_nothing_fails(string chapter)
    {
        var exercises = Exercise.ReadAll(Source(chapter));
        var notebook = await runs.ExecutedAsync(chapter);

        Assert.True(exercises.Count >= 3, $"{chapter} has {exercises.Count} exercises; a chapter has at least three.");
        Assert.All(exercises, exercise => Assert.Matches($"^◻ {exercise.Number} ", Shown(notebook, exercise.CellId)));
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public Task A_wrong_number_gets_a_hint_and_the_solution_is_right(string chapter) => SolveAsync(chapter);

    /// <summary>The right answer is computed from the reader's own objects.</summary>
    [Theory]
    [InlineData("00-start-here.ipynb", "latentDim=3", "steps=2000")]
    [InlineData("01-ratings-and-masking.ipynb", "seed=1", "steps=3000")]
    [InlineData("02-latent-factors.ipynb", "seed=2", "steps=3000")]
    [InlineData("03-regularization.ipynb", "splitSeed=2", "steps=3000")]
    [InlineData("04-training-progress.ipynb", "learningRate=0.002", "steps=5000")]
    [InlineData("05-reconstructed-matrix.ipynb", "latentDim=3", "lambda=0.01")]
    [InlineData("08-sparse-at-scale.ipynb", "sweeps=6", "latentDim=8")]
    public Task With_other_settings_the_solution_is_right_too(string chapter, params string[] settings) =>
        SolveAsync(chapter, [.. settings.SelectMany(setting => (string[])["--set", setting])]);

    private async Task SolveAsync(string chapter, params string[] settings)
    {
        var source = Source(chapter);
        var exercises = Exercise.ReadAll(source);
        Directory.CreateDirectory(Path.GetDirectoryName(_answered)!);
        var text = Exercise.AnswerAll(source, exercises).ToJsonString();
        await File.WriteAllTextAsync(_answered, text, TestContext.Current.CancellationToken);

        string[] patiently = ["--timeout", "500"]; // the machine may be busy with other tests
        var result = await RunnerProcess.RunAsync(["run", _answered, "--out", _folder.Out, .. patiently, .. settings]);

        Assert.True(result.ExitCode == 0, result.Errors);
        var notebook = _folder.Executed(Path.GetFileName(_answered));
        Assert.All(exercises, exercise =>
        {
            if (exercise.WrongCellId is { } id)
                Assert.Matches($"^✗ {exercise.Number} .* Hint: ", Shown(notebook, id));
            Assert.Matches($"^✓ {exercise.Number} ", Shown(notebook, exercise.CellId));
        });
    }

    private static string Shown(ExecutedNotebook notebook, string cell) =>
        Assert.Single(notebook.Shown(cell, "text/plain"));

    private static JsonObject Source(string chapter) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter)))!.AsObject();
}
