using System.Text.Json.Nodes;
using MfNotebooks.Runner.Notebooks;

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
    [InlineData("--threshold 4,5: it is not a number", "evaluate", ".", "--threshold", "4,5")]
    [InlineData("--threshold NaN: it is not a number", "evaluate", ".", "--threshold", "NaN")]
    public async Task Bad_usage_is_exit_code_2(string message, params string[] arguments)
    {
        var result = await RunnerProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latentDims=1", "a.ipynb has: latentDim (int), learningRate (double), lambda (float), seed (long), "
        + "verbose (bool), title (string), ratingsFile (string)")]
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
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("parameters", Parameters, "parameters")
            .Code("show", show));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "my ratings.csv"), "",
            TestContext.Current.CancellationToken);
        var other = folder.Write("b.ipynb", new NotebookBuilder().Code("parameters", "int latentDim = 2;", "parameters")
            .Code("show", "latentDim"));
        var result = await folder.RunAsync(path, other, "--set", "latentDim=7", "--set", "learningRate=2.5e-2", "--set",
            "lambda=0.5",
            "--set", "seed=9876543210", "--set", "verbose=true", "--set", "title=a \"b\"\\n = {c}", "--set",
                "ratingsFile=my ratings.csv");
        Assert.True(result.ExitCode == 0, result.Errors);
        var expected = $"7 0.025 0.5 9876543210 True a \"b\"\\n = {{c}} {Path.Combine(folder.Path, "my ratings.csv")}";
        Assert.Equal(expected, Assert.Single(folder.Executed("a.ipynb").Shown("show", "text/plain")));
        Assert.Equal("7", Assert.Single(folder.Executed("b.ipynb").Shown("show", "text/plain")));
        Assert.StartsWith("latentDim = 7;", (string?)folder.Executed("b.ipynb")
            .CellTagged("injected-parameters")["source"]![0], StringComparison.Ordinal);
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

    [Theory]
    [InlineData("notebooks/")]
    [InlineData("./notebooks")]
    [InlineData("x/../notebooks//")]
    [InlineData("link")]
    [InlineData("link/")]
    public async Task No_spelling_of_the_notebooks_own_folder_is_taken(string spelling)
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("x", "1"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), folder.Notebooks);
        var before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var result = await RunnerProcess.RunInAsync(folder.Path, new Dictionary<string, string>(), "run",
            "notebooks/a.ipynb", "--out", spelling);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a.ipynb lies there and would be overwritten", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_notebook_that_no_run_has_written_is_not_replaced()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Markdown("t", "# Mine").Code("x", "1"));
        var other = Path.Combine(Directory.CreateDirectory(folder.Out).FullName, "a.ipynb");
        await File.WriteAllTextAsync(other, new NotebookBuilder().Markdown("t", "# Yours")
            .ToText(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.ChangeExtension(other, ".html"), "<title>Yours</title>",
            TestContext.Current.CancellationToken);
        var result = await folder.RunAsync(path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("another a.ipynb lies there, which no run has written", result.Errors,
            StringComparison.Ordinal);
        Assert.Contains("# Yours", await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_stands_for_its_notebooks_and_no_notebooks_are_told()
    {
        folder.Write("b.ipynb", new NotebookBuilder().Code("x", "1"));
        folder.Write("a.ipynb", new NotebookBuilder().Code("x", "1"));
        var result = await folder.RunAsync("notebooks");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(["a.ipynb", "b.ipynb"], Directory.GetFiles(folder.Out, "*.ipynb").Select(Path.GetFileName)
            .Order());
        var empty = await folder.RunAsync(folder.Path);
        Assert.Equal(2, empty.ExitCode);
        Assert.Contains($"There are no notebooks (.ipynb) in {folder.Path}", empty.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_ran_no_pages_are_promised()
    {
        var result = await folder.RunAsync(folder.WriteText("passwd", "root:x:0:0"));
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("The pages", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_set_changes_the_cell_of_the_first()
    {
        var notebook = Notebook.Parse("a.ipynb", new NotebookBuilder().Code("p", "int k = 2, steps = 5;", "parameters")
            .Code("x", "k").ToText());
        new ParameterAssignments(["k=3", "steps=1_000"]).Inject([notebook]);
        new ParameterAssignments(["k=4"]).Inject([notebook]);
        Assert.Equal(3, notebook.Cells.Count);
        Assert.Equal("steps = 1000;\nk = 4;", notebook.Cells[1].Source);
        NbFormat.AssertValid(notebook.Json);
    }

    [Fact]
    public void Before_nbformat_4_5_cells_get_no_id()
    {
        var json = JsonNode.Parse(new NotebookBuilder().Code("p", "int k = 2;", "parameters").ToText())!;
        json["nbformat_minor"] = 4;
        json["cells"]![0]!.AsObject().Remove("id");
        var notebook = Notebook.Parse("a.ipynb", json.ToJsonString());
        new ParameterAssignments(["k=3"]).Inject([notebook]);
        Assert.False(notebook.Cells[1].Json.ContainsKey("id"));
    }

    [Theory]
    [InlineData("int k = 2;", "k=1_000", "k = 1000;")]
    [InlineData("var k = 1e-3;", "k=1_0.5", "k = 10.5d;")]
    [InlineData("int? k = null;", "k=null", "k = null;")]
    [InlineData("int? k = 3;", "k=4", "k = 4;")]
    public void Values_are_written_as_in_CSharp(string parameters, string assignment, string injected)
    {
        var notebook = Notebook.Parse("a.ipynb", new NotebookBuilder().Code("p", parameters, "parameters").ToText());
        new ParameterAssignments([assignment]).Inject([notebook]);
        Assert.Equal(injected, notebook.Cells[1].Source);
    }

    [Theory]
    [InlineData("const int k = 2;", "k=3", "it is a const in a.ipynb")]
    [InlineData("var k = new[] { 1, 2 };", "k=3", "no number, text or true/false")]
    [InlineData("int k = 2;", "k=null", "“null” cannot be read")]
    [InlineData("int k = 2;", "k=_1", "“_1” cannot be read")]
    [InlineData("string dataFile = \"\";", "dataFile=no/such.csv", "there is no file ")]
    [InlineData("string dataFile = \"\";", "dataFile=.", "is a folder; name a file in it")]
    public void What_cannot_be_set_is_told(string parameters, string assignment, string message)
    {
        var notebook = Notebook.Parse("a.ipynb", new NotebookBuilder().Code("p", parameters, "parameters").ToText());
        var error = Assert.Throws<UsageException>(() => new ParameterAssignments([assignment]).Inject([notebook]));
        Assert.StartsWith($"--set {assignment}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_terminal_cell_prints_is_repeated_at_the_end()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Markdown("t", "# A\n\n## 3. The table")
            .Code("matrix", "Console.WriteLine(\"4.9 1.2\\n1.0 5.0\");", "terminal"));
        var result = await folder.RunAsync(path);
        Assert.Contains("\na, 3. The table:\n4.9 1.2\n1.0 5.0\n", result.Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine(folder.Out, "index.html"), result.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
