using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// Alternating least squares at growing sizes, k = 32: seconds a sweep, the process's peak memory, and the held-out
/// error beside that of biases alone; then other k at 1 million. Each line runs in a process of its own, so that each
/// has a peak of its own. With a folder in which another commit's benchmarks were built, both take turns.
/// </summary>
internal static class SparseTraining
{
    internal const string ChildVerb = "sparse-child";
    private const string MovieLensFolder = "MF_DATA_DIR";
    private const int Sweeps = 8, Turns = 3;
    private static readonly int[] LatentDims = [8, 20, 32, 64, 128];

    /// <summary>
    /// Users and items as MovieLens of that size has them; a tenth more ratings are made and held out.
    /// </summary>
    private static readonly Dictionary<string, (int Users, int Items, int Train)> Made = new()
    {
        ["1"] = (6_900, 4_000, 1_000_000),
        ["5"] = (34_500, 9_000, 5_000_000),
        ["20"] = (138_000, 27_000, 20_000_000),
    };

    private sealed record Result(
        string Ratings, int Users, int Items, int Train, double SecondsPerSweep, double EstimateGb, double RatingsGb,
            double PeakGb, double Rmse, double BiasRmse);

    /// <param name="other">A folder with <c>Benchmarks.dll</c> of another commit; null for none.</param>
    /// <param name="only">The one size to measure, or "k" for the comparison of k; null for everything.</param>
    internal static int Run(string? other = null, string? only = null)
    {
        var folder = Environment.GetEnvironmentVariable(MovieLensFolder);
        if (folder is null) Console.WriteLine(
            $"ml-latest-small: skipped, because {MovieLensFolder} does not name its folder.\n");
        Console.WriteLine("| ratings trained on | users | items | s a sweep | of the other commit's | held-out RMSE "
            + "| of biases alone | peak told beforehand (GB) | peak (GB) |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var size in (string[])[.. folder is null ? [] : (string[])["movielens"], .. Made.Keys])
        {
            if (only is not null && only != size) continue;
            var (own, ratios) = (new List<Result>(), new List<double>());
            for (var turn = 0; turn < (other is null ? 1 : Turns); turn++)
            {
                own.Add(Ask(Assembly.GetExecutingAssembly().Location, size, 32));
                if (other is not null) ratios.Add(
                    own[^1].SecondsPerSweep / Ask(Path.Combine(other, "Benchmarks.dll"), size, 32).SecondsPerSweep);
            }
            var r = own[0];
            Console.WriteLine($"| {r.Train:N0} {r.Ratings} | {r.Users:N0} | {r.Items:N0} | "
                + $"{Median.Of(own.Select(o => o.SecondsPerSweep)):F3} | "
                + $"{(other is null ? "–" : $"{Median.Of(ratios):P0}")} | {r.Rmse:F4} | {r.BiasRmse:F4} | "
                + $"{r.EstimateGb:F2} | {r.PeakGb:F2} |");
        }
        Console.WriteLine($"\nk = 32, the median of {Sweeps} sweeps, {Environment.ProcessorCount} cores.");
        if (only is null or "k") CompareLatentDims();
        return 0;
    }

    private static void CompareLatentDims()
    {
        Console.WriteLine("\n| k, 1 million | s a sweep | GFLOP/s | of k = 32's |\n|--:|--:|--:|--:|");
        var turns = Enumerable.Range(0, Turns).Select(_ => LatentDims.Select(Rate).ToArray()).ToArray();
        foreach (var (n, k) in LatentDims.Index())
        {
            var rates = turns.Select(turn => turn[n]).ToArray();
            var relative = turns.Select(turn => turn[n].Flops / turn[Array.IndexOf(LatentDims, 32)].Flops);
            Console.WriteLine($"| {k} | {Median.Of(rates.Select(r => r.Seconds)):F3} | "
                + $"{Median.Of(rates.Select(r => r.Flops)) / 1e9:F1} | {Median.Of(relative):P0} |");
        }

        static (double Seconds, double Flops) Rate(int k)
        {
            var r = Ask(Assembly.GetExecutingAssembly().Location, "1", k);
            // Half of each product of k + 1 columns, on both sides, and a Cholesky decomposition a row.
            var flops = 2.0 * r.Train * (k + 1) * (k + 2) + (r.Users + r.Items) * Math.Pow(k + 1, 3) / 3;
            return (r.SecondsPerSweep, flops / r.SecondsPerSweep);
        }
    }

    internal static int RunChild(string size, string latentDim)
    {
        var split = size == "movielens"
            ? Split.Random(MovieLens.Read(Environment.GetEnvironmentVariable(MovieLensFolder)!).Ratings, 0.1)
            : Make(Made[size]);
        var options = new AlternatingOptions
        {
            LatentDim = int.Parse(latentDim, CultureInfo.InvariantCulture),
            Sweeps = Sweeps
        };
        ForgetPeak();
        var before = Environment.WorkingSet;
        var estimate = AlternatingLeastSquares.EstimateMemory(split.Train, options);
        var clock = new SweepClock();
        var model = AlternatingLeastSquares.Fit(split.Train, options with { Progress = clock });
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var biases = RatingMetrics.Of(BiasModel.Fit(split.Train), split.Test).Rmse;
        Console.WriteLine(JsonSerializer.Serialize(
            new Result(size == "movielens" ? "of ml-latest-small"
            : "made up", split.Train.UserCount, split.Train.ItemCount, split.Train.Count,
            clock.Median, Gigabytes(estimate.PeakBytes), Gigabytes(before), Gigabytes(peak),
                RatingMetrics.Of(model, split.Test).Rmse, biases)));
        return 0;
    }

    /// <summary>Making ratings up takes more memory than training on them; Linux can begin to count anew.</summary>
    private static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static RatingsSplit Make((int Users, int Items, int Train) size) =>
        Split.Random(SyntheticRatings.Create(size.Users, size.Items, (int)(size.Train / 0.9), latentDim: 8,
            noise: 0.8).Table, 0.1);

    /// <summary>Another commit knows k = 32 alone, and no word for it.</summary>
    private static Result Ask(string dll, string size, int latentDim)
    {
        string[] arguments = ["exec", dll, ChildVerb, size, .. latentDim == 32 ? []
            : (string[])[latentDim.ToString(CultureInfo.InvariantCulture)]];
        using var child = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? JsonSerializer.Deserialize<Result>(answer)!
            : throw new InvalidOperationException($"{dll} {size} failed; what it said stands above.");
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
