using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// Alternating least squares at growing sizes, k = 32: seconds a sweep, the process's peak memory, and the held-out error
/// beside that of biases alone. Each size runs in a process of its own, so that each has a peak of its own.
/// </summary>
internal static class SparseTraining
{
    internal const string ChildVerb = "sparse-child";
    private const string MovieLensFolder = "MF_DATA_DIR";
    private const int Sweeps = 8;

    /// <summary>Users and items as MovieLens of that size has them; a tenth more ratings are made and held out.</summary>
    private static readonly Dictionary<string, (int Users, int Items, int Train)> Made = new()
    {
        ["1"] = (6_900, 4_000, 1_000_000),
        ["5"] = (34_500, 9_000, 5_000_000),
        ["20"] = (138_000, 27_000, 20_000_000),
    };

    private sealed record Result(string Ratings, int Users, int Items, int Train, double SecondsPerSweep, double EstimateGb, double RatingsGb, double PeakGb, double Rmse, double BiasRmse);

    internal static int Run()
    {
        var folder = Environment.GetEnvironmentVariable(MovieLensFolder);
        if (folder is null) Console.WriteLine($"ml-latest-small: skipped, because {MovieLensFolder} does not name its folder.\n");
        Console.WriteLine("| ratings trained on | users | items | s a sweep | µs a rating | held-out RMSE | of biases alone | ratings alone (GB) | training adds, estimated (GB) | process peak (GB) |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var size in (string[])[.. folder is null ? [] : (string[])["movielens"], .. Made.Keys])
        {
            if (Ask(size) is not { } r) return 1;
            Console.WriteLine($"| {r.Train:N0} {r.Ratings} | {r.Users:N0} | {r.Items:N0} | {r.SecondsPerSweep:F3} | {r.SecondsPerSweep / r.Train * 1e6:F3} | {r.Rmse:F4} | {r.BiasRmse:F4} | {r.RatingsGb:F2} | {r.EstimateGb:F2} | {r.PeakGb:F2} |");
        }
        Console.WriteLine($"\nk = 32, the median of {Sweeps} sweeps, {Environment.ProcessorCount} cores. \"Ratings alone\" is the process before the training.");
        return 0;
    }

    internal static int RunChild(string size)
    {
        var split = size == "movielens" ? Split.Random(MovieLens.Read(Environment.GetEnvironmentVariable(MovieLensFolder)!).Ratings, 0.1) : Make(Made[size]);
        var options = new AlternatingOptions { LatentDim = 32, Sweeps = Sweeps };
        GC.Collect();
        var before = Environment.WorkingSet;
        var clock = new SweepClock();
        var model = AlternatingLeastSquares.Fit(split.Train, options with { Progress = clock });
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var biases = RatingMetrics.Of(BiasModel.Fit(split.Train), split.Test).Rmse;
        Console.WriteLine(JsonSerializer.Serialize(new Result(size == "movielens" ? "of ml-latest-small" : "made up", split.Train.UserCount, split.Train.ItemCount, split.Train.Count,
            clock.Median, Gigabytes(AlternatingLeastSquares.EstimateMemory(split.Train, options).Bytes), Gigabytes(before), Gigabytes(peak), RatingMetrics.Of(model, split.Test).Rmse, biases)));
        return 0;
    }

    private static RatingsSplit Make((int Users, int Items, int Train) size) =>
        Split.Random(SyntheticRatings.Create(size.Users, size.Items, (int)(size.Train / 0.9), latentDim: 8, noise: 0.8).Table, 0.1);

    private static Result? Ask(string size)
    {
        var dll = Assembly.GetExecutingAssembly().Location;
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", dll, ChildVerb, size]) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? JsonSerializer.Deserialize<Result>(answer) : null;
    }

    private static double Gigabytes(long bytes) => bytes / 1e9;

    /// <summary>Takes the seconds of each sweep; the first one also meets code that is not compiled yet.</summary>
    private sealed class SweepClock : IProgress<TrainingEpoch>
    {
        private readonly List<double> _ends = [0];

        internal double Median => Benchmarks.Median.Of(_ends.Zip(_ends.Skip(1), (from, to) => to - from));

        public void Report(TrainingEpoch value) => _ends.Add(value.Seconds);
    }
}
