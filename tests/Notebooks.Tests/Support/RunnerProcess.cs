using System.Diagnostics;
using System.Reflection;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>What a run of the runner's program ended with.</summary>
public sealed record RunnerResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the built program as a user does, in a process of its own.</summary>
public static class RunnerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>By its path: a test may give the runner a PATH with another program of that name.</summary>
    private static readonly string Dotnet = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "dotnet")).FirstOrDefault(File.Exists) ?? "dotnet";

    /// <summary>The root of this clone.</summary>
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static Task<RunnerResult> RunAsync(params string[] arguments) =>
        RunInAsync(RepositoryRoot, new Dictionary<string, string>(), arguments);

    /// <summary>Runs in a folder, with more environment variables.</summary>
    public static async Task<RunnerResult> RunInAsync(
        string workingDirectory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(workingDirectory, environment, arguments);
        return await FinishAsync(process);
    }

    /// <summary>Starts it and leaves it running; <see cref="FinishAsync"/> waits for its end.</summary>
    public static Process Start(
        string workingDirectory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // A test session under nohup ignores SIGINT and hands that on; the runner is to hear it as in a terminal.
        string[] listening = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        string[] command = [.. listening, Dotnet, Metadata("RunnerPath"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<RunnerResult> FinishAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new RunnerResult(process.ExitCode, await output, await errors);
    }

    internal static string Metadata(string key) => typeof(RunnerProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
