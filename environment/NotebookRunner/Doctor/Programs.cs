using System.ComponentModel;
using System.Diagnostics;

namespace MfNotebooks.Runner.Doctor;

/// <summary>Finds programs and asks them things.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The full path of the first of these programs that is on the PATH or among the user's .NET tools.</summary>
    public static string? FindOnPath(params string[] names)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return (from name in names
                from folder in Folders()
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
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return await AnswerAsync(process);
        }
        catch (Win32Exception)
        {
            return null; // a file of that name that is no program
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

    private static IEnumerable<string> Folders() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools"));
}
