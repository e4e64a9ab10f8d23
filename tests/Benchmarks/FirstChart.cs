using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MfNotebooks.Benchmarks;

/// <summary>How long a reader waits: the runner started on the first chapter, cut off after its first chart.</summary>
internal static class FirstChart
{
    internal static int Run(int rounds)
    {
        var repository = Repository();
        var folder = Directory.CreateTempSubdirectory("mfnotebooks-first-chart-");
        try
        {
            var notebook = WriteNotebook(repository, folder.FullName);
            RunOnce(repository, notebook);
            var seconds = Enumerable.Range(0, rounds).Select(_ => RunOnce(repository, notebook)).ToArray();
            Console.WriteLine($"From `dotnet run` (built) to the page with the first chart: median "
                + $"{Median.Of(seconds):F2} s, fastest {seconds.Min():F2} s, slowest {seconds.Max():F2} s of "
                + $"{rounds} rounds.");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double RunOnce(string repository, string notebook)
    {
        var pages = Path.Combine(Path.GetDirectoryName(notebook)!, "pages");
        var runner = Path.Combine(repository, "environment", "NotebookRunner");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo("dotnet",
            ["run", "--no-build", "--project", runner, "--", "run", notebook, "--out", pages])
            {
                RedirectStandardOutput = true
            })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = clock.Elapsed.TotalSeconds;
        var page = Path.Combine(pages, Path.ChangeExtension(Path.GetFileName(notebook), ".html"));
        return process.ExitCode == 0 && File.ReadAllText(page).Contains("class=\"mf-chart\"", StringComparison.Ordinal)
            ? seconds
            : throw new InvalidOperationException(
                "The runner showed no chart. Build the solution first: dotnet build.");
    }

    /// <summary>
    /// The set-up cell names the library relative to the notebook's folder, so the copy gets a lib folder beside it.
    /// </summary>
    private static string WriteNotebook(string repository, string folder)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder, "lib"), Path.Combine(repository, "lib"));
        var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(repository, "notebooks", "00-start-here.ipynb")))!;
        var cells = notebook["cells"]!.AsArray();
        var firstChart = cells.Index()
            .First(cell => cell.Item!["cell_type"]!.GetValue<string>() == "code"
            && string.Concat(cell.Item["source"]!.AsArray()).StartsWith("Charts.", StringComparison.Ordinal)).Index;
        while (cells.Count > firstChart + 1) cells.RemoveAt(firstChart + 1);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "notebooks")).FullName,
            "00-first-chart.ipynb");
        File.WriteAllText(path, notebook.ToJsonString());
        return path;
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MfNotebooks.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("This benchmark runs from a clone of the repository.");
    }
}
