using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using static TorchSharp.torch;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// The script's training and sweeps of it, on the running example: 6 users, 6 films, k = 2, 10,000 steps.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class TrainingBenchmarks
{
    private readonly RatingsMatrix _films = SampleRatings.Films;

    /// <summary>Everything on one thread: the matrices are small, and PyTorch's script gets no more.</summary>
    public TrainingBenchmarks() => set_num_threads(1);

    /// <summary>Runs them; the log and the reports go beside the program, the console gets the table.</summary>
    internal static int Run()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithWarmupCount(2).WithIterationCount(11))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
        var summary = BenchmarkRunner.Run<TrainingBenchmarks>(config);
        MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        if (!summary.Reports.IsEmpty && summary.Reports.All(report => report.Success)) return 0;
        Console.Error.WriteLine($"Not every benchmark ran. The log says why: {summary.LogFilePath}");
        return 1;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("10,000 steps")]
    public double Autograd() => Train(_films, Gradient.Autograd);

    [Benchmark, BenchmarkCategory("10,000 steps")]
    public double ClosedForm() => Train(_films, Gradient.ClosedForm);

    [Benchmark(Baseline = true), BenchmarkCategory("sweep")]
    public double SweepOf1() => SweepOf(_films, 1);

    [Benchmark, BenchmarkCategory("sweep")]
    public double SweepOf64() => SweepOf(_films, 64);

    internal static double Train(RatingsMatrix ratings, Gradient gradient)
    {
        using var result = Trainer.Fit(ratings, new TrainingOptions { Gradient = gradient, Device = CPU });
        return result.History.Last!.Loss;
    }

    internal static double SweepOf(RatingsMatrix ratings, int models)
    {
        using var sweep = Sweep.Fit(ratings, new SweepOptions { Seeds = [.. Enumerable.Range(0, models)] });
        return sweep.Runs[0].Loss;
    }
}
