using System.Diagnostics;
using System.Globalization;
using System.Text;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Tests.HardTimes;

namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>
/// The runner on full and read-only disks, killed, and beside itself: nothing half-written is read as good, and nothing
/// written is lost.
/// </summary>
public sealed class RunnerFaultTests : IDisposable
{
    private static readonly NotebookBuilder Small = new NotebookBuilder().Markdown("t", "# Small").Code("x", "1");

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task On_a_full_disk_the_run_ends_with_1_and_what_was_there_stays()
    {
        using var disk = MountedDisk.Mount(folder.Out, kilobytes: 256);
        var small = folder.Write("a.ipynb", Small);
        Assert.Equal(0, (await folder.RunAsync(small)).ExitCode);
        var before = Contents(folder.Out);
        var large = folder.Write("b.ipynb", new NotebookBuilder().Code("x", "new string('x', 400_000)"));

        var result = await folder.RunAsync(large);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{Path.Combine(folder.Out, "b.ipynb")} cannot be written: the disk is full. Make room and "
            + "try again; what stood there before is untouched. Another folder is chosen with --out.", result.Errors,
                StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder.Out));
    }

    [Fact]
    public async Task A_page_that_does_not_fit_leaves_the_others_and_no_half_of_itself()
    {
        using var disk = MountedDisk.Mount(folder.Out, kilobytes: 368);
        Assert.Equal(0, (await folder.RunAsync(folder.Write("a.ipynb", Small))).ExitCode);
        var page = await File.ReadAllTextAsync(Path.Combine(folder.Out, "a.html"),
            TestContext.Current.CancellationToken);

        var result = await folder.RunAsync(
            folder.Write("b.ipynb", new NotebookBuilder().Code("x", "new string('x', 110_000)")));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("b.html cannot be written: the disk is full", result.Errors, StringComparison.Ordinal);
        Assert.Equal("# Small", (string?)folder.Executed("a.ipynb").Cell("t")["source"]);
        Assert.Contains("</html>", page, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(folder.Out, "*.html"), file =>
            Assert.EndsWith("</html>\n", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(folder.Out, "*.tmp"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        using var disk = MountedDisk.Mount(folder.Out, kilobytes: 64, isReadOnly: true);
        var path = folder.Write("a.ipynb", Small);

        var result = await folder.RunAsync(path);
        var onFile = await RunnerProcess.RunAsync("run", path, "--out", path + "/out");

        Assert.Equal((2, 2), (result.ExitCode, onFile.ExitCode));
        Assert.StartsWith($"--out {folder.Out}: the folder cannot be written (", result.Errors,
            StringComparison.Ordinal);
        Assert.DoesNotContain("▸", result.Output, StringComparison.Ordinal);
        Assert.Contains("the folder cannot be made", onFile.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors + onFile.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("a-name-that-is-too-long-for-the-path-of-a-socket-a-name-that-is-too-long-for-the-path-of-a-socket")]
    public async Task A_folder_of_temporary_files_that_cannot_be_used_is_told(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes have no files there.");
        var temporary = Path.Combine(folder.Path, name);
        if (name != "nowhere") Directory.CreateDirectory(temporary);

        var result = await RunnerProcess.RunInAsync(folder.Path, new Dictionary<string, string>
        {
            ["TMPDIR"] = temporary,
        }, "run", folder.Write("a.ipynb", Small), "--out", folder.Out);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"The folder of temporary files, {temporary}/, cannot be used (", result.Errors,
            StringComparison.Ordinal);
        Assert.Contains("Set TMPDIR to one that is there", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_the_second_notebook_the_first_is_whole_and_the_next_run_works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        await StopAtTheSecondAsync(runner => runner.Kill());

        Assert.Equal([Path.Combine(folder.Out, "a.ipynb")], Directory.GetFiles(folder.Out));
        Assert.Equal("1", Assert.Single(folder.Executed("a.ipynb").Shown("x", "text/plain")));
        var result = await folder.RunAsync(folder.Write("a.ipynb", Small), folder.Write("b.ipynb", Small));
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(["a.html", "a.ipynb", "b.html", "b.ipynb", "index.html", "lab.html"],
            Directory.GetFiles(folder.Out).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Stopped_with_Ctrl_C_at_the_second_notebook_the_first_has_its_page()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var result = await StopAtTheSecondAsync(runner =>
            Process.Start("kill", ["-INT", $"{runner.Id}"]).WaitForExit());

        Assert.Equal(130, result.ExitCode);
        Assert.Contains($"The pages: {Path.Combine(folder.Out, "index.html")}", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("Stopped.", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["a.html", "a.ipynb", "index.html", "lab.html"],
            Directory.GetFiles(folder.Out).Select(Path.GetFileName).Order());
    }

    private async Task<RunnerResult> StopAtTheSecondAsync(Action<Process> stop)
    {
        var endless = folder.Write("b.ipynb", new NotebookBuilder().Code("loop",
            "System.IO.File.WriteAllText(\"there\", \"\");\n"
            + "while (true) { Console.WriteLine(new string('x', 1_000)); System.Threading.Thread.Sleep(1); }"));
        using var runner = RunnerProcess.Start(folder.Path, new Dictionary<string, string>(), "run",
            folder.Write("a.ipynb", Small), endless, "--out", folder.Out);
        Assert.True(SpinWait.SpinUntil(() =>
            File.Exists(Path.Combine(folder.Notebooks, "there")), TimeSpan.FromMinutes(1)));
        stop(runner);
        return await RunnerProcess.FinishAsync(runner);
    }

    [Fact]
    public async Task Two_runners_share_a_folder_and_the_engines_cache()
    {
        var (a, b, both) = (folder.Write("a.ipynb", UsesPackage), folder.Write("b.ipynb", UsesPackage),
            folder.Write("c.ipynb", Small));

        var results = await Task.WhenAll(folder.RunAsync(a, both), folder.RunAsync(b, both));

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Errors));
        var gallery = await File.ReadAllTextAsync(Path.Combine(folder.Out, "index.html"),
            TestContext.Current.CancellationToken);
        foreach (var name in (string[])["a", "b", "c"])
        {
            Assert.Contains($"href=\"{name}.html\"", gallery, StringComparison.Ordinal);
            Assert.EndsWith("</html>\n",
                await File.ReadAllTextAsync(Path.Combine(folder.Out, name + ".html"),
                TestContext.Current.CancellationToken), StringComparison.Ordinal);
            NbFormat.AssertValid(folder.Executed(name + ".ipynb").Json);
        }
        Assert.Empty(Directory.GetFiles(folder.Out, "*.tmp"));
    }

    [Fact]
    public async Task An_earlier_chapter_that_got_damaged_is_left_out_of_the_gallery_and_told()
    {
        Assert.Equal(0, (await folder.RunAsync(folder.Write("a.ipynb", Small))).ExitCode);
        await File.WriteAllTextAsync(Path.Combine(folder.Out, "a.ipynb"), "{ \"cells\": [",
            TestContext.Current.CancellationToken);

        var result = await folder.RunAsync(folder.Write("b.ipynb", Small));

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"not in the gallery: {Path.Combine(folder.Out, "a.ipynb")}: not valid JSON", result.Errors,
            StringComparison.Ordinal);
        Assert.DoesNotContain("a.html",
            await File.ReadAllTextAsync(Path.Combine(folder.Out, "index.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_message_of_an_engine_that_was_killed_is_the_end_and_no_crash()
    {
        using var pipe = new MemoryStream(
            Encoding.UTF8.GetBytes("{\"$type\":\"succeeded\"}\n{\"$type\":\"stream\",\"Name\":\"std"));
        using var connection = new JsonLines(pipe);

        Assert.IsType<CellSucceeded>(
            await connection.ReceiveAsync<KernelMessage>(TestContext.Current.CancellationToken));
        Assert.Null(await connection.ReceiveAsync<KernelMessage>(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_cell_that_prints_very_much_is_kept_up_with()
    {
        var notebook = Notebook.Parse("a.ipynb", Small.ToText());
        var (cell, before) = (notebook.CodeCells.Single(), GC.GetAllocatedBytesForCurrentThread());

        for (var line = 0; line < 100_000; line++) Outputs.AddStream(cell, "stdout",
            line.ToString(CultureInfo.InvariantCulture) + (line % 2 == 0 ? " and " : "\n"));

        // Writing the whole text again for every line would take a terabyte.
        var megabytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
        Assert.True(megabytes < 200, $"{megabytes} MB");
        Assert.StartsWith("0 and 1\n2 and 3\n", cell.PrintedText, StringComparison.Ordinal);
        Assert.Equal(50_000, cell.Outputs.Single()!["text"]!.AsArray().Count);
    }

    private static NotebookBuilder UsesPackage =>
        new NotebookBuilder().Markdown("t", "# Package")
        .Code("x", "#r \"nuget: CsvHelper, 34.0.0\"\ntypeof(CsvHelper.CsvReader).Name");

    private static string[] Contents(string path) =>
        [.. Directory.GetFiles(path).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.ReadAllText(file).GetHashCode(StringComparison.Ordinal)}")];
}
