using System.Diagnostics;

namespace MfNotebooks.Runner.Doctor;

/// <summary>Finds programs and asks them things.</summary>
internal static class Programs
{
    /// <summary>The full path of the first of these programs that is on the PATH.</summary>
    public static string? FindOnPath(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return (from name in names
                from folder in folders
                from ending in endings
                let path = Path.Combine(folder, name + ending)
                where File.Exists(path)
                select path).FirstOrDefault();
    }

    /// <summary>What a program prints, or null when it is not there, fails or takes too long.</summary>
    public static async Task<string?> AskAsync(string program, params string[] arguments)
    {
        if (FindOnPath(program) is not { } path)
            return null;
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync();
            await errors;
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }
}
