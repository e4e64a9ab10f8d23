namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>The command line of <c>--check-exercises</c>, and a chapter of the workbook itself.</summary>
public sealed class CheckExercisesCommandTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nowhere: there is no such folder", "nowhere")]
    [InlineData("out: there are no notebooks (.ipynb) in this folder", "out")]
    [InlineData("--check-exercises goes with --out and --timeout only", "out", "--keep-going")]
    [InlineData("--check-exercises goes with --out and --timeout only", "out", "--set", "seed=1")]
    [InlineData("--check-exercises goes with --out and --timeout only", "out", "notebooks/a.ipynb")]
    public async Task Bad_usage_is_exit_code_2(string message, params string[] arguments)
    {
        Directory.CreateDirectory(folder.Out);
        var result = await folder.RunAsync(["--check-exercises", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Length", "Long")]
    public async Task The_solutions_of_a_chapter_are_solved()
    {
        const string chapter = "01-ratings-and-masking.ipynb";
        var source = System.Text.Json.Nodes.JsonNode.Parse(
            File.ReadAllText(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter)))!.AsObject();
        var solved = Exercise.SolveAll(source);
        // One exercise twice, as a student may leave it: a wrong answer, and the right one below.
        var number = Exercise.ReadAll(source).First(exercise => exercise.WrongCode is not null);
        var cells = solved["cells"]!.AsArray();
        var place = cells.ToList().FindIndex(cell => (string?)cell!["id"] == number.CellId);
        var wrong = cells[place]!.DeepClone();
        (wrong["id"], wrong["source"]) = ("wrong", number.WrongCode);
        cells.Insert(place, wrong);
        folder.WriteText("eva-" + chapter, solved.ToJsonString());

        var result = await RunnerProcess.RunAsync("run", "--check-exercises", folder.Notebooks, "--out", folder.Out);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Matches(@"(?m)^ *eva +✓ +✓ +✓ +✓ +4/4", result.Output);
    }
}
