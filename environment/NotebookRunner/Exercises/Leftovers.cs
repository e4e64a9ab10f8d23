using System.Diagnostics;

namespace MfNotebooks.Runner.Exercises;

/// <summary>
/// Ends the programs that a notebook started and left behind. Ending the host's process tree misses those whose
/// parent has gone; they are known by a variable that they inherited. Linux only: other systems do not show it.
/// </summary>
internal static class Leftovers
{
    /// <summary>The environment variable that marks a run's processes.</summary>
    public const string Variable = "MF_EXERCISES_RUN";

    private const int Rounds = 10;

    public static void End(string mark)
    {
        // Again, because a program may start another one while it is being ended.
        for (var round = 0; round < Rounds && EndAll(mark) > 0; round++)
            Thread.Sleep(50);
    }

    private static int EndAll(string mark)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var ended = 0;
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (!Carries(process.Id, mark))
                    continue;
                process.Kill();
                ended++;
            }
        }
        return ended;
    }

    private static bool Carries(int processId, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/environ").Contains($"{Variable}={mark}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Another user's, or gone.
        }
    }
}
