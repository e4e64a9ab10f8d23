using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MfNotebooks.Tests.Engines;

/// <summary>
/// The published engine, <c>Microsoft.dotnet-interactive</c>, in a folder of the tests' own, always started by its
/// path: no tool manifest names it, and none can answer in its place.
/// </summary>
public static class EngineTool
{
    private const string Version = "1.0.712001";

    private static readonly string Folder =
        Path.Combine(RunnerProcess.RepositoryRoot, "artifacts", "engines", "dotnet-interactive-" + Version);

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>
    /// How to start the tool; installed first where it is not yet. Without a feed the test is skipped, or fails where
    /// <c>MF_REQUIRE_BROWSER=1</c> says that nothing may be missing.
    /// </summary>
    public static async Task<ProcessStartInfo> StartInfoAsync(params string[] arguments)
    {
        await Installed.Value;
        var start = new ProcessStartInfo(Executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        // The tool's own starter looks for .NET where installers put it; these tests run on the right one already.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "../../.."));
        return start;
    }

    /// <summary>Skips the test, or fails it where everything has to be there (in CI).</summary>
    public static void Missing(string what)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MF_REQUIRE_BROWSER") == "1", what);
        Assert.Fail($"MF_REQUIRE_BROWSER=1, but: {what}");
    }

    private static string Executable =>
        Path.Combine(Folder, OperatingSystem.IsWindows() ? "dotnet-interactive.exe" : "dotnet-interactive");

    private static async Task InstallAsync()
    {
        if (File.Exists(Executable))
            return;
        var unfinished = $"{Folder}.{Environment.ProcessId}";
        string[] install =
            ["tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path", unfinished];
        var start = new ProcessStartInfo("dotnet", install)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var result = await RunnerProcess.FinishAsync(Process.Start(start)!);
        if (result.ExitCode == 0)
            Directory.Move(unfinished, Folder);
        else
            Missing($"the engine cannot be installed: {result.Output}{result.Errors}");
    }
}
