using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>
/// The folded solutions with a reader's own settings: the right answer is computed from the reader's own objects.
/// With the chapter's settings, the tests of the published engine solve each exercise.
/// </summary>
[Trait("Length", "Long")]
public sealed class ExerciseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    // Beside lib/, because the set-up cell finds the library from the notebook's folder.
    private readonly string _solved =
        Path.Combine(RunnerProcess.RepositoryRoot, "artifacts", $"solved-{Guid.NewGuid():N}.ipynb");

    public void Dispose()
    {
        _folder.Dispose();
        // Deleting fails where there is no artifacts folder yet.
        if (File.Exists(_solved))
            File.Delete(_solved);
    }

    [Theory]
    [InlineData("00-start-here.ipynb", "latentDim=3", "steps=2000")]
    [InlineData("01-ratings-and-masking.ipynb", "seed=1", "steps=3000")]
    [InlineData("02-latent-factors.ipynb", "seed=2", "steps=3000")]
    [InlineData("03-regularization.ipynb", "splitSeed=2", "steps=3000")]
    [InlineData("04-training-progress.ipynb", "learningRate=0.002", "steps=5000")]
    [InlineData("05-reconstructed-matrix.ipynb", "latentDim=3", "steps=3000")]
    [InlineData("08-sparse-at-scale.ipynb", "sweeps=6", "latentDim=8")]
    public async Task With_other_settings_the_solution_is_right_too(string chapter, params string[] settings)
    {
        var source = Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter);
        var notebook = JsonNode.Parse(File.ReadAllText(source))!.AsObject();
        Directory.CreateDirectory(Path.GetDirectoryName(_solved)!);
        var text = Exercise.SolveAll(notebook).ToJsonString();
        await File.WriteAllTextAsync(_solved, text, TestContext.Current.CancellationToken);

        string[] patiently = ["--timeout", "500"]; // the machine may be busy with other tests
        var given = settings.SelectMany(setting => (string[])["--set", setting]);
        var result = await RunnerProcess.RunAsync(["run", _solved, "--out", _folder.Out, .. patiently, .. given]);

        Assert.True(result.ExitCode == 0, result.Errors);
        var executed = _folder.Executed(Path.GetFileName(_solved));
        Assert.All(Exercise.ReadAll(notebook), exercise => Assert.Matches($"^✓ {exercise.Number} ",
            Assert.Single(executed.Shown(exercise.CellId, "text/plain"))));
    }
}
