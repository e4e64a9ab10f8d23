using System.Diagnostics;
using System.Text.Json;
using static TorchSharp.torch;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// The library and PyTorch's own script take turns at the same training, so that both meet the machine in the same
/// moods. What is compared is the median over the rounds; a first round warms up and is not counted.
/// </summary>
internal static class SideBySide
{
    private const int Models = 64;
    private static readonly TrainingOptions Settings = new();

    internal static int Run(int rounds)
    {
        if (FindPython() is not { } python)
        {
            Console.WriteLine("Side by side with PyTorch: skipped, because no python3 here can import torch. On "
                + "Debian: apt-get install python3-torch.");
            return 0;
        }
        TorchBackend.Load();
        set_num_threads(1);
        using var films = SampleRatings.Films;
        using var script = Start(python, Path.Combine(AppContext.BaseDirectory, "pytorch_script.py"));
        script.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            ratings = Rows(films), seed = Settings.Seed, latent_dim = Settings.LatentDim, steps = Settings.Steps,
            learning_rate = Settings.LearningRate, weight = Settings.Lambda,
        }));
        var contestants = new (string Name, Func<(double Seconds, double Loss)> Train)[]
        {
            ($"PyTorch {Answer(script).GetProperty("version").GetString()}", () => Ask(script)),
            ("MfNotebooks, autograd", () => Clock(() => TrainingBenchmarks.Train(films, Gradient.Autograd))),
            ("MfNotebooks, closed form", () => Clock(() => TrainingBenchmarks.Train(films, Gradient.ClosedForm))),
            ($"MfNotebooks, a sweep of {Models} models", () => Clock(() => TrainingBenchmarks.SweepOf(films, Models))),
        };
        foreach (var contestant in contestants) contestant.Train();
        var results = Enumerable.Range(0, rounds).Select(_ => contestants.Select(c => c.Train()).ToArray()).ToArray();
        script.StandardInput.Close();
        Print([.. contestants.Select(c => c.Name)], results);
        return 0;
    }

    private static void Print(string[] names, (double Seconds, double Loss)[][] rounds)
    {
        Console.WriteLine();
        Console.WriteLine($"| {Settings.Steps:N0} steps, {rounds.Length} alternating rounds | Median (s) | Fastest "
            + $"(s) | Slowest (s) "
            + "| PyTorch takes | Last loss |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        for (var i = 0; i < names.Length; i++)
        {
            var seconds = rounds.Select(round => round[i].Seconds).ToArray();
            var ratio = Median.Of(rounds.Select(round => round[0].Seconds / round[i].Seconds));
            Console.WriteLine($"| {names[i]} | {Median.Of(seconds):F4} | {seconds.Min():F4} | {seconds.Max():F4} "
                + $"| {ratio:F2}× | {rounds[0][i].Loss:F6} |");
        }
        Console.WriteLine();
        Console.WriteLine("\"PyTorch takes\" is the median over the rounds of PyTorch's time divided by the row's "
            + "time in the same "
            + $"round. All run on one thread, but the sweep on {Environment.ProcessorCount} cores; its loss is that "
            + $"of its first model.");
    }

    private static (double Seconds, double Loss) Clock(Func<double> train)
    {
        var clock = Stopwatch.StartNew();
        var loss = train();
        return (clock.Elapsed.TotalSeconds, loss);
    }

    private static (double Seconds, double Loss) Ask(Process script)
    {
        script.StandardInput.WriteLine("train");
        var answer = Answer(script);
        return (answer.GetProperty("seconds").GetDouble(), answer.GetProperty("loss").GetDouble());
    }

    private static JsonElement Answer(Process script) => JsonElement.Parse(script.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("The PyTorch script ended early; what it said stands above."));

    private static float[][] Rows(RatingsMatrix ratings) =>
        [.. Enumerable.Range(0, ratings.UserCount).Select(u => Row(ratings, u))];

    private static float[] Row(RatingsMatrix ratings, int user) =>
        [.. Enumerable.Range(0, ratings.ItemCount).Select(item => ratings[user, item] ?? 0)];

    private static Process Start(string python, string script) => Process.Start(
        new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>
    /// The first Python that has PyTorch: the one on the path may be a virtual environment without it.
    /// </summary>
    private static string? FindPython() => Array.Find(["python3", "/usr/bin/python3"], HasTorch);

    private static bool HasTorch(string python)
    {
        try
        {
            var start = new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
