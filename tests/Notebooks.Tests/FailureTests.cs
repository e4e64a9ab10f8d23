using System.Diagnostics;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>Whatever goes wrong has a message that names the notebook and the cell, and the right exit code.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("throw", "var x = 1;\nthrow new InvalidOperationException(\"the reason\");", "line 2: System.InvalidOperationException: the reason")]
    [InlineData("syntax", "var x = ;", "line 1: (1,9): error CS1525")]
    [InlineData("magic", "var x = 1;\n#!fsharp", "line 2: line 2: #!fsharp")]
    [InlineData("import", "#!import \"a.ipynb\"", "#!import")]
    [InlineData("load", "#load \"a.csx\"", "#load")]
    [InlineData("feed", "#i \"nuget: https://example.org\"", "#i")]
    [InlineData("typo", "#foo", "#foo")]
    [InlineData("exit", "Console.WriteLine(\"bye\"); Environment.Exit(0);", "the engine's process ended with exit code 0")]
    [InlineData("overflow", "int F(int n) => F(n + 1) + 1;\nF(0)", "Stack overflow")]
    [InlineData("floating", "#r \"nuget: Plotly.NET\"", "exact version")]
    [InlineData("unknown-package", "#r \"nuget: MfNotebooks.No.Such.Package, 1.0.0\"", "MfNotebooks.No.Such.Package")]
    [InlineData("missing-dll", "#r \"../nowhere/a.dll\"", "CS0006")]
    public async Task A_failing_cell_ends_the_run(string id, string code, string message)
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Markdown("title", "# A").Code("first", "1").Code(id, code).Code("after", "\"not run\""));
        var result = await folder.RunAsync(path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"a.ipynb, cell 3 (id {id})", result.Errors, StringComparison.Ordinal);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        var executed = folder.Executed("a.ipynb");
        NbFormat.AssertValid(executed.Json);
        Assert.Single(executed.Errors(id));
        Assert.Empty(executed.Outputs("after"));
        Assert.Null(executed.Cell("after")["execution_count"]);
        Assert.Contains("stopped at an error", File.ReadAllText(Path.Combine(folder.Out, "index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_cell_is_stopped_and_its_process_with_it()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("pid", "Console.WriteLine(Environment.ProcessId);").Code("loop", "while (true) { }"));
        // Long enough for the first cell on a busy machine.
        var result = await folder.RunAsync(path, "--timeout", "10");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.ipynb, cell 2 (id loop): the cell had not ended after 10 s", result.Errors, StringComparison.Ordinal);
        AssertGone(int.Parse(folder.Executed("a.ipynb").Printed("pid"), null));
    }

    [Fact]
    public async Task Without_keep_going_the_first_failure_is_the_last_notebook()
    {
        var failing = folder.Write("a.ipynb", new NotebookBuilder().Code("x", "throw new Exception();"));
        var fine = folder.Write("b.ipynb", new NotebookBuilder().Code("x", "1"));
        var result = await folder.RunAsync(failing, fine);
        Assert.Equal(1, result.ExitCode);
        Assert.False(File.Exists(Path.Combine(folder.Out, "b.ipynb")));
    }

    [Fact]
    public async Task With_keep_going_the_others_run_and_each_problem_is_told()
    {
        var broken = folder.WriteText("0.ipynb", "{ \"cells\": [ }");
        var alien = folder.WriteText("1.ipynb", "{ \"nbformat\": 3, \"worksheets\": [] }");
        var failing = folder.Write("2.ipynb", new NotebookBuilder().Code("x", "throw new Exception(\"two\");"));
        var fine = folder.Write("3.ipynb", new NotebookBuilder().Markdown("t", "# Three").Code("x", "1"));
        var result = await folder.RunAsync(broken, alien, failing, fine, "--keep-going");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("0.ipynb: not valid JSON at line 1, column 14", result.Errors, StringComparison.Ordinal);
        Assert.Contains("1.ipynb: not a notebook: nbformat is 3", result.Errors, StringComparison.Ordinal);
        Assert.Contains("2.ipynb, cell 1 (id x), line 1: System.Exception: two", result.Errors, StringComparison.Ordinal);
        Assert.Equal("1", Assert.Single(folder.Executed("3.ipynb").Shown("x", "text/plain")));
        Assert.True(File.Exists(Path.Combine(folder.Out, "3.html")));
    }

    [Fact]
    public async Task A_second_version_of_a_package_is_refused()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("first", "#r \"nuget: CsvHelper, 34.0.0\"\n#r \"nuget: CsvHelper, 34.0.0\"")
            .Code("second", "#r \"nuget: CsvHelper, 33.0.1\""));
        var result = await folder.RunAsync(path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CsvHelper version 33.0.1 cannot be added because version 34.0.0 was added previously.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-KILL", 137)]
    public async Task When_the_runner_is_stopped_nothing_stays_behind(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("loop", "System.IO.File.WriteAllText(\"pid\", Environment.ProcessId.ToString());\nwhile (true) { }"));
        using var runner = RunnerProcess.Start(folder.Path, new Dictionary<string, string>(), "run", path, "--out", folder.Out);
        var pidFile = Path.Combine(folder.Notebooks, "pid");
        await WaitUntilAsync(() => File.Exists(pidFile) && File.ReadAllText(pidFile).Length > 0);
        using var kill = Process.Start("kill", [signal, runner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var result = await RunnerProcess.FinishAsync(runner);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(Directory.GetFiles(folder.Out));
        AssertGone(int.Parse(await File.ReadAllTextAsync(pidFile, TestContext.Current.CancellationToken), null));
    }

    private static void AssertGone(int processId) =>
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(processId), TimeSpan.FromSeconds(10)), $"process {processId} is still there");

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 600, "waited a minute in vain");
            await Task.Delay(100);
        }
    }
}
