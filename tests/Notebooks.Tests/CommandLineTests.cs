namespace MfNotebooks.Tests.Notebooks;

/// <summary>Bad usage is told before anything runs, with exit code 2; parameters arrive as they were written.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Parameters = """
        int latentDim = 2;           // how many tastes
        var learningRate = 1e-3;
        float lambda = 0.001f;
        long seed = 0L;
        bool verbose = false;
        string title = "none", ratingsFile = "";
        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Unrecognized", "frobnicate")]
    [InlineData("--frobnicate: there is no such option", "run", "--frobnicate")]
    [InlineData("nowhere.ipynb: there is no such file", "run", "nowhere.ipynb")]
    [InlineData("--timeout soon: write a number of seconds", "run", "--timeout", "soon")]
    [InlineData("--timeout -1: write a number of seconds", "run", "--timeout", "-1")]
    [InlineData("nowhere.ipynb: there is no such file", "check", "nowhere.ipynb")]
    [InlineData("nowhere: there is no such folder", "evaluate", "nowhere")]
    public async Task Bad_usage_is_exit_code_2(string message, params string[] arguments)
    {
        var result = await RunnerProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latentDims=1", "a.ipynb has: latentDim (int), learningRate (double), lambda (float), seed (long), verbose (bool), title (string), ratingsFile (string)")]
    [InlineData("latentDim=1.5", "latentDim has the type int in a.ipynb, and “1.5”")]
    [InlineData("learningRate=0,5", "learningRate has the type double in a.ipynb, and “0,5”")]
    [InlineData("learningRate=NaN", "“NaN”")]
    [InlineData("verbose=maybe", "verbose has the type bool")]
    [InlineData("latentDim", "write it as --set name=value")]
    public async Task A_parameter_that_does_not_fit_is_told_before_anything_runs(string assignment, string message)
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("parameters", Parameters, "parameters"));
        var result = await folder.RunAsync(path, "--set", assignment);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Out));
    }

    [Fact]
    public async Task Parameters_are_set_where_they_exist_and_paths_are_the_callers()
    {
        const string show = "$\"{latentDim} {learningRate} {lambda} {seed} {verbose} {title} {ratingsFile}\"";
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("parameters", Parameters, "parameters").Code("show", show));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "my ratings.csv"), "", TestContext.Current.CancellationToken);
        var other = folder.Write("b.ipynb", new NotebookBuilder().Code("parameters", "int latentDim = 2;", "parameters").Code("show", "latentDim"));
        var result = await folder.RunAsync(path, other, "--set", "latentDim=7", "--set", "learningRate=2.5e-2", "--set", "lambda=0.5",
            "--set", "seed=9876543210", "--set", "verbose=true", "--set", "title=a \"b\"\\n = {c}", "--set", "ratingsFile=my ratings.csv");
        Assert.True(result.ExitCode == 0, result.Errors);
        var expected = $"7 0.025 0.5 9876543210 True a \"b\"\\n = {{c}} {Path.Combine(folder.Path, "my ratings.csv")}";
        Assert.Equal(expected, Assert.Single(folder.Executed("a.ipynb").Shown("show", "text/plain")));
        Assert.Equal("7", Assert.Single(folder.Executed("b.ipynb").Shown("show", "text/plain")));
        Assert.StartsWith("latentDim = 7;", (string?)folder.Executed("b.ipynb").CellTagged("injected-parameters")["source"]![0], StringComparison.Ordinal);
        NbFormat.AssertValid(folder.Executed("a.ipynb").Json);
    }

    [Fact]
    public async Task Notebooks_are_never_overwritten()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("x", "1"));
        var before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var result = await RunnerProcess.RunAsync("run", path, "--out", folder.Notebooks);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("would be overwritten", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_terminal_cell_prints_is_repeated_at_the_end()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("matrix", "Console.WriteLine(\"4.9 1.2\\n1.0 5.0\");", "terminal"));
        var result = await folder.RunAsync(path);
        Assert.Contains("\n4.9 1.2\n1.0 5.0\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine(folder.Out, "index.html"), result.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
