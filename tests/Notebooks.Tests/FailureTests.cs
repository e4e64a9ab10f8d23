using System.Diagnostics;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>Whatever goes wrong has a message that names the notebook and the cell, and the right exit code.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("throw", "var x = 1;\nthrow new InvalidOperationException(\"the reason\");",
        "line 2: System.InvalidOperationException: the reason")]
    [InlineData("magic", "var x = 1;\n#!fsharp", ", line 2: #!fsharp")]
    [InlineData("exit", "Console.WriteLine(\"bye\"); Environment.Exit(0);",
        "the engine's process ended with exit code 0")]
    [InlineData("overflow", "int F(int n) => F(n + 1) + 1;\nF(0)", "Stack overflow")]
    public async Task A_failing_cell_ends_the_run(string id, string code, string message)
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Markdown("title", "# A").Code("first", "1")
            .Code(id, code).Code("after", "\"not run\""));
        var result = await folder.RunAsync(path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"a.ipynb, cell 3 (id {id})", result.Errors, StringComparison.Ordinal);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        var executed = folder.Executed("a.ipynb");
        NbFormat.AssertValid(executed.Json);
        Assert.Single(executed.Errors(id));
        Assert.Empty(executed.Outputs("after"));
        Assert.Null(executed.Cell("after")["execution_count"]);
        Assert.Contains("stopped at an error", File.ReadAllText(Path.Combine(folder.Out, "index.html")),
            StringComparison.Ordinal);
    }

    /// <summary>Each in a cell that may fail, so that one run shows them all.</summary>
    [Fact]
    public async Task What_is_wrong_with_a_cell_is_told()
    {
        (string Id, string Code, string Message)[] cells =
        [
            ("syntax", "var x = ;", "(1,9): error CS1525"),
            ("import", "#!import \"a.ipynb\"", "#!import"),
            ("import-comment", "#!import ../workbook.csx // the way in", "nothing behind it"),
            ("load", "#load \"a.csx\"", "#load"),
            ("feed", "#i \"nuget: https://example.org\"", "#i"),
            ("typo", "#foo", "#foo"),
            ("floating", "#r \"nuget: Plotly.NET\"", "exact version"),
            ("unknown-package", "#r \"nuget: MfNotebooks.No.Such.Package, 1.0.0\"", "MfNotebooks.No.Such.Package"),
            ("missing-dll", "#r \"../nowhere/a.dll\"", "CS0006"),
            ("imported-syntax", "#!import syntax.csx", "(1,9): error CS1525"),
            ("imported-throw", "#!import throw.csx", "System.Exception: from the script"),
            ("imported-nothing", "#!import nowhere.csx", "Could not find file"),
        ];
        folder.WriteText("syntax.csx", "int a = ;");
        folder.WriteText("throw.csx", "throw new Exception(\"from the script\");");
        var notebook = new NotebookBuilder();
        foreach (var cell in cells) notebook.Code(cell.Id, cell.Code, "raises-exception");

        var result = await folder.RunAsync(folder.Write("a.ipynb", notebook.Code("after", "1")));

        Assert.True(result.ExitCode == 0, result.Errors);
        var executed = folder.Executed("a.ipynb");
        Assert.All(cells, cell => Assert.Contains(cell.Message, Assert.Single(executed.Errors(cell.Id)),
            StringComparison.Ordinal));
        Assert.Equal("1", Assert.Single(executed.Shown("after", "text/plain")));
    }

    /// <summary>Refused before the engine's process has come to the pipe.</summary>
    [Fact]
    public async Task A_first_cell_that_is_refused_ends_the_run_as_any_other()
    {
        var result = await folder.RunAsync(folder.Write("a.ipynb",
            new NotebookBuilder().Code("first", "#r \"nuget: Plotly.NET, 6.0.0\" // charts")));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.ipynb, cell 1 (id first)", result.Errors, StringComparison.Ordinal);
        Assert.Contains("text stands behind the reference", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_cell_is_stopped_and_its_process_with_it()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("pid", "Console.WriteLine(Environment.ProcessId);").Code("loop", "while (true) { }"));
        // Long enough for the first cell on a busy machine.
        var result = await folder.RunAsync(path, "--timeout", "10");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.ipynb, cell 2 (id loop): the cell had not ended after 10 s", result.Errors,
            StringComparison.Ordinal);
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
        Assert.Contains("2.ipynb, cell 1 (id x), line 1: System.Exception: two", result.Errors,
            StringComparison.Ordinal);
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
        Assert.Contains("CsvHelper version 33.0.1 cannot be added because version 34.0.0 was added previously.",
            result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_error_of_torch_is_told_in_a_line_and_an_abort_with_its_remedy()
    {
        const string tensors = "var (a, b) = (torch.ones(2, 3), torch.ones(2, 3));";
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("import", LibraryCells.Import)
            .Code("start", "Workbook.Start()")
            .Code("tensors", tensors).Code("caught", "a.mm(b)", "raises-exception").Code("abort", "a.matmul(b)"));

        var result = await folder.RunAsync(path);

        Assert.Equal(1, result.ExitCode);
        var caught = Assert.Single(folder.Executed("a.ipynb").Errors("caught"));
        Assert.EndsWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", caught, StringComparison.Ordinal);
        Assert.Contains("a.ipynb, cell 5 (id abort): the engine's process ended with exit code 134: torch ended it",
            result.Errors, StringComparison.Ordinal);
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", result.Errors,
            StringComparison.Ordinal);
        Assert.Contains("write a.mm(b)", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_output_is_cut_with_a_line_that_says_so_and_the_run_goes_on()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("print", "for (var i = 0; i < 30_000; i++) Console.WriteLine(new string('x', 99));")
                .Code("sign", "Console.Write(new string('x', 999_999) + \"😀😀\");")
                .Code("even", "record Note(string Text);\n"
                    + "var signs = string.Concat(Enumerable.Repeat(\"😀\", 2_000));\nnew Note(signs)")
                .Code("odd", "new Note(\"x\" + signs)")
                .Code("show", "new string('x', 40_000_000)").Code("after", "1"));

        var result = await folder.RunAsync(path);

        Assert.True(result.ExitCode == 0, result.Errors);
        var executed = folder.Executed("a.ipynb");
        Assert.EndsWith("x\n(Cut here: a cell may print 1,000,000 characters; the rest is left out.)\n",
            executed.Printed("print"), StringComparison.Ordinal);
        Assert.InRange(executed.Printed("print").Length, 1_000_000, 1_000_100);
        Assert.StartsWith("(Left out: with it this cell would show more than 32 million characters",
            Assert.Single(executed.Shown("show", "text/plain")), StringComparison.Ordinal);
        Assert.Equal("1", Assert.Single(executed.Shown("after", "text/plain")));
        // No cut goes through a sign of two characters: its half would be read as �.
        Assert.Equal(new string('x', 999_999)
            + "\n(Cut here: a cell may print 1,000,000 characters; the rest is left out.)\n", executed.Printed("sign"));
        Assert.All(["even", "odd"], cell =>
            Assert.EndsWith("😀…", Assert.Single(executed.Shown(cell, "text/plain")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Control_characters_of_a_cell_do_not_reach_the_terminal()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("x", "throw new Exception(\"\\u001b[2Jgone\\u0007\");"));
        var result = await folder.RunAsync(path);
        Assert.Contains("System.Exception: ·[2Jgone·", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"name\": \".net-csharp\"", "\"name\": \"python3\"", "it is written for the kernel python3")]
    [InlineData("\"kernelName\": \"csharp\"", "\"kernelName\": \"fsharp\"", "cell 2 (id x) is written in fsharp")]
    [InlineData("\"kernelName\": \"csharp\"", "\"kernelName\": \"markdown\"", "cell 2 (id x) is written in markdown")]
    public async Task Another_language_is_refused_before_anything_runs(string good, string bad, string message)
    {
        var text = new NotebookBuilder().Markdown("t", "# T").Code("x", "7 / 2").ToText()
            .Replace("\"C#\"", "\"python\"", StringComparison.Ordinal);
        var path = folder.WriteText("a.ipynb", text.Replace(good, bad, StringComparison.Ordinal));
        var result = await folder.RunAsync(path);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"✗ {path}: {message} — run it", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Made_up_data_is_told()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("data", "Console.WriteLine(\"Note: These ratings are made up: no network\");"));
        var result = await folder.RunAsync(path);
        Assert.Contains("! a.ipynb ran on made-up ratings", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_cannot_be_started_leaves_no_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes have no files there.");
        var before = Pipes();
        Assert.ThrowsAny<Exception>(() => KernelProcess.Start(Path.Combine(folder.Path, "nowhere")));
        // Pipes of runners that work beside this test go, too.
        var made = Pipes().Except(before).ToArray();
        Assert.True(SpinWait.SpinUntil(() => !made.Any(File.Exists), TimeSpan.FromMinutes(5)));

        static string[] Pipes() => Directory.GetFiles(Path.GetTempPath(), "CoreFxPipe_MfNotebooks-*");
    }

    [Fact]
    public async Task A_home_folder_that_cannot_be_written_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The home folder is not taken from HOME there.");
        var home = Path.Combine(folder.Path, "home");
        Directory.CreateDirectory(home);
        // A file in its place stops the package manager as a read-only folder does, for root too.
        await File.WriteAllTextAsync(Path.Combine(home, ".packagemanagement"), "",
            TestContext.Current.CancellationToken);
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("x", "#r \"nuget: CsvHelper, 34.0.0\""));

        var result = await RunnerProcess.RunInAsync(folder.Path, new Dictionary<string, string> { ["HOME"] = home },
            "run", path, "--out", folder.Out);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("make it writable, or set HOME to a folder that is.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_kernel_leaves_no_folder_of_the_package_manager()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("x", "#r \"nuget: CsvHelper, 34.0.0\"\nConsole.WriteLine(Environment.ProcessId);"));
        var result = await folder.RunAsync(path);
        Assert.True(result.ExitCode == 0, result.Errors);
        var projects = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".packagemanagement", "nuget", "Projects");
        Assert.Empty(Directory.GetDirectories(projects, folder.Executed("a.ipynb").Printed("x").Trim() + "--*"));
    }

    [Fact]
    public void A_long_cell_is_not_passed_over_in_silence()
    {
        var notebook = Notebook.Parse("a.ipynb", new NotebookBuilder().Code("long", "1").ToText());
        using var output = new StringWriter();
        using var progress = new PlainProgress(TextWriter.Synchronized(output),
            longestSilence: TimeSpan.FromMilliseconds(20));
        progress.Started(notebook);
        progress.Doing(notebook, "cell 1 (long)");
        Assert.True(SpinWait.SpinUntil(() =>
            output.ToString().Contains("  … cell 1 (long), ", StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-KILL", 137)]
    public async Task When_the_runner_is_stopped_nothing_stays_behind(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("loop", "var pipe = Environment.GetCommandLineArgs()[^1];\n"
                + "System.IO.File.WriteAllText(\"new\", $\"{Environment.ProcessId} {pipe}\");\n"
                + "System.IO.File.Move(\"new\", \"pid\");\nwhile (true) { }"));
        using var runner = RunnerProcess.Start(folder.Path, new Dictionary<string, string>(), "run", path, "--out",
            folder.Out);
        var pidFile = Path.Combine(folder.Notebooks, "pid");
        await WaitUntilAsync(() => File.Exists(pidFile));
        using var kill = Process.Start("kill",
            [signal, runner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var result = await RunnerProcess.FinishAsync(runner);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(Directory.GetFiles(folder.Out));
        var (pid, pipe) = (await File.ReadAllTextAsync(pidFile, TestContext.Current.CancellationToken)).Split(' ')
            is [var first, var second] ? (first, second) : ("", "");
        AssertGone(int.Parse(pid, null));
        string[] left = [$"CoreFxPipe_{pipe}", $"clr-debug-pipe-{pid}-*", $"dotnet-diagnostic-{pid}-*"];
        Assert.All(left, files => Assert.Empty(Directory.GetFileSystemEntries(Path.GetTempPath(), files)));
    }

    private static void AssertGone(int processId) =>
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(processId), TimeSpan.FromMinutes(2)),
            $"process {processId} is still there");

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
            Assert.True(tries < 3_000, "waited five minutes in vain");
            await Task.Delay(100);
        }
    }
}
