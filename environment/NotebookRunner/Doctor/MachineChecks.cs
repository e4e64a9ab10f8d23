using System.Globalization;
using System.Runtime.InteropServices;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The machine: SDK, memory, disk, browser.</summary>
internal static class MachineChecks
{
    private const double Gigabyte = 1L << 30;

    public static async Task<Diagnosis> SdkAsync() => await Programs.AskAsync("dotnet", "--version") switch
    {
        null => new Diagnosis(Standing.Missing, ".NET SDK", "dotnet is not on the PATH; install the .NET 10 SDK from https://dot.net"),
        var version when int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= 10 =>
            new Diagnosis(Standing.Good, ".NET SDK", $"{version}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors"),
        var version => new Diagnosis(Standing.Missing, ".NET SDK", $"{version} is too old; install the .NET 10 SDK from https://dot.net"),
    };

    public static Diagnosis Memory()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gigabyte;
        return memory >= 2
            ? new Diagnosis(Standing.Good, "Memory", $"{Figure(memory)} GB")
            : new Diagnosis(Standing.Optional, "Memory", $"{Figure(memory)} GB; the MovieLens chapters want 2 GB");
    }

    /// <summary>The packages are what takes room: libtorch alone unpacks to about half a gigabyte.</summary>
    public static Diagnosis Disk()
    {
        var drive = new DriveInfo(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        var free = drive.AvailableFreeSpace / Gigabyte;
        return free >= 3
            ? new Diagnosis(Standing.Good, "Disk", $"{Figure(free)} GB free")
            : new Diagnosis(Standing.Optional, "Disk", $"{Figure(free)} GB free; a first restore of the packages wants 3 GB");
    }

    public static Diagnosis Browser() =>
        Programs.FindOnPath("chromium", "google-chrome", "chromium-browser", "chrome", "msedge") is { } browser
            ? new Diagnosis(Standing.Good, "Browser", browser)
            : new Diagnosis(Standing.Optional, "Browser", "no chromium on the PATH; the pages open in any browser, and only the browser tests are skipped");

    private static string Figure(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
