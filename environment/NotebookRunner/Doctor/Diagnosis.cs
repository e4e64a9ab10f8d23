using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>How a thing that was looked at stands.</summary>
internal enum Standing
{
    Good,

    /// <summary>It is not there, or does not work, and has to be mended first.</summary>
    Missing,

    /// <summary>Nice to have, and not needed for running notebooks.</summary>
    Optional,
}

/// <summary>A thing to look at, and the three things that can be said of it.</summary>
/// <param name="Id">Its name in the JSON report; it stays as it is.</param>
/// <param name="Subject">Its name for readers.</param>
internal sealed record Check(string Id, string Subject)
{
    public Diagnosis Good(string finding, object? facts = null) => new(this, Standing.Good, finding, null, facts);

    public Diagnosis Missing(string finding, string remedy, object? facts = null) =>
        new(this, Standing.Missing, finding, remedy, facts);

    public Diagnosis Optional(string finding, string? remedy = null, object? facts = null) =>
        new(this, Standing.Optional, finding, remedy, facts);
}

/// <summary>What the doctor found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Remedy">What to do, where there is something to do.</param>
/// <param name="Facts">Its parts for programs: an object whose members the JSON report takes over.</param>
internal sealed record Diagnosis(Check Check, Standing Standing, string Finding, string? Remedy, object? Facts)
{
    private const int TextColumn = 14;

    public override string ToString()
    {
        var mark = Standing switch { Standing.Good => '✓', Standing.Missing => '✗', _ => '–' };
        var text = Remedy is null ? Finding : $"{Finding}\n→ {Remedy}";
        var indented = text.ReplaceLineEndings("\n" + new string(' ', TextColumn));
        return $"{mark} {Check.Subject,-(TextColumn - 3)} {indented}";
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Check.Id,
        ["status"] = Standing switch { Standing.Good => "ok", Standing.Missing => "missing", _ => "optional" },
        ["finding"] = Finding,
        ["remedy"] = Remedy,
        ["facts"] = JsonSerializer.SerializeToNode(Facts, JsonSerializerOptions.Web) ?? new JsonObject(),
    };
}

/// <summary>Finds programs and asks them things.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Against the greeting at the SDK's first start, and against asking the network.</summary>
    private static readonly string[] Quiet =
        ["DOTNET_NOLOGO", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"];

    /// <summary>Where <c>dotnet tool install -g</c> puts tools; it need not be on the PATH.</summary>
    public static string ToolsFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");

    /// <summary>The full path of the first of these programs on the PATH or among the user's .NET tools.</summary>
    public static string? FindOnPath(params string[] names)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(ToolsFolder);
        return (from name in names
                from folder in folders
                from ending in endings
                let path = Path.Combine(folder, name + ending)
                where File.Exists(path)
                select path).FirstOrDefault();
    }

    /// <summary>What a program prints in a folder, or null when it is not there, fails or takes too long.</summary>
    public static async Task<string?> AskAsync(string folder, string program, params string[] arguments)
    {
        if ((Path.IsPathRooted(program) ? program : FindOnPath(program)) is not { } path)
            return null;
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Quiet)
            start.Environment[name] = "1";
        try
        {
            using var process = Process.Start(start)!;
            return await AnswerAsync(process);
        }
        catch (Win32Exception) // a file of that name that is no program, or no such folder
        {
            return null;
        }
    }

    private static async Task<string?> AnswerAsync(Process process)
    {
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await errors.WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }
}
