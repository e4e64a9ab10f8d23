using System.Globalization;

namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>Long sessions, in the runner's host: a process of their own, whose memory nobody else uses.</summary>
[Trait("Length", "Long")]
public sealed class LoadTests : IDisposable
{
    private const string Memory = """
        using System.Diagnostics;
        double Megabytes()
        {
            for (var i = 0; i < 3; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); }
            return Process.GetCurrentProcess().WorkingSet64 / 1e6;
        }
        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_hundred_trainings_leave_the_memory_as_it_was()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("setup", LibraryCells.Setup)
            .Code("memory", Memory).Code("trainings", Trainings));

        var result = await folder.RunAsync(path);

        Assert.True(result.ExitCode == 0, result.Errors);
        var (before, after, tensors) = Numbers(folder.Executed("a.ipynb").Printed("trainings")) is [var a, var b, var c]
            ? (a, b, c) : default;
        Assert.Equal(0, tensors);
        Assert.True(after - before < 40, $"{before} MB before 200 trainings, {after} MB after");
    }

    /// <summary>
    /// Twenty to warm up and two hundred more: the memory before and after those, and what is alive then that was not
    /// before.
    /// </summary>
    private const string Trainings = """
        var films = SampleRatings.Films;
        var made = SyntheticRatings.Create(60, 50, 600).Table;
        void Train()
        {
            foreach (var gradient in Enum.GetValues<Gradient>())
            {
                using var alone = Trainer.Fit(films,
                    new() { Steps = 10, ReportEvery = 5, SnapshotEvery = 5, Gradient = gradient });
            }
            using var swept = Sweep.Fit(films, new() { LatentDims = [1, 2, 3], Steps = 5 });
            MinibatchTrainer.Fit(made, new() { Epochs = 1 });
            VariationalLeastSquares.Fit(made, new() { LatentDim = 5, Rounds = 1 });
        }
        for (var i = 0; i < 20; i++) Train();
        var (before, tensors) = (Megabytes(), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var i = 0; i < 200; i++) Train();
        Console.WriteLine(
            $"{before:F1} {Megabytes():F1} {DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors}");
        """;

    /// <summary>
    /// The chapter's way from the ratings to the trained model, by hand and by the library, with a chart.
    /// </summary>
    private static readonly string[] Rerun = ["parameters", "ratings", "device", "factors", "train", "library"];

    [Fact]
    public async Task A_chapter_run_twenty_times_in_one_session_stays_flat()
    {
        var chapter = ExecutedNotebook.Load(
            Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", "00-start-here.ipynb"));
        var cells = Rerun.Select(id =>
            string.Concat(chapter.Cell(id)["source"]!.AsArray().Select(line => (string?)line))).ToArray();
        var notebook = new NotebookBuilder().Code("setup", LibraryCells.Setup).Code("memory", Memory);
        for (var round = 1; round <= 20; round++)
        {
            for (var i = 0; i < cells.Length; i++)
                notebook.Code(FormattableString.Invariant($"r{round}-{i}"), cells[i]
                    .Replace("int steps = 10_000;", "int steps = 100;", StringComparison.Ordinal));
            notebook.Code(FormattableString.Invariant($"r{round}-memory"), "Console.WriteLine($\"{Megabytes():F1}\");");
        }

        var result = await folder.RunAsync(folder.Write("a.ipynb", notebook));

        Assert.True(result.ExitCode == 0, result.Errors);
        var executed = folder.Executed("a.ipynb");
        var megabytes = Enumerable.Range(1, 20)
            .Select(round => Numbers(executed.Printed(FormattableString.Invariant($"r{round}-memory")))[0]).ToArray();
        // A script's engine keeps the compiled code and the variables of every cell that ever ran: half a megabyte a
        // cell.
        var perRound = (megabytes[^1] - megabytes[4]) / 15;
        Assert.True(perRound < 12, $"{perRound:F1} MB a round: {string.Join(" ", megabytes)}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" ", megabytes));
    }

    private static double[] Numbers(string printed) =>
        [.. printed.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
