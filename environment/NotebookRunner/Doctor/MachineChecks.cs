using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The machine: SDK, memory, disk, browser.</summary>
internal static class MachineChecks
{
    private const double Gigabyte = 1L << 30;
    private const string SdkRemedy = "install the .NET 10 SDK from https://dot.net";

    public static async Task<Diagnosis> SdkAsync()
    {
        if (await Programs.AskAsync("dotnet", "--version") is not { } version)
            return new Diagnosis(Standing.Missing, "sdk", ".NET SDK", "dotnet is not on the PATH, or has no SDK for this folder's global.json", SdkRemedy);
        var facts = new JsonObject { ["version"] = version, ["runtime"] = RuntimeInformation.RuntimeIdentifier, ["processors"] = Environment.ProcessorCount };
        return int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= 10
            ? new Diagnosis(Standing.Good, "sdk", ".NET SDK", $"{version}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors", null, facts)
            : new Diagnosis(Standing.Missing, "sdk", ".NET SDK", $"{version} is too old", SdkRemedy, facts);
    }

    public static Diagnosis Memory()
    {
        GC.Collect(0); // the figures are those of the last collection
        var info = GC.GetGCMemoryInfo();
        var (total, free) = (info.TotalAvailableMemoryBytes, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
        var facts = new JsonObject { ["totalBytes"] = total, ["freeBytes"] = free };
        var finding = $"{Figure(free)} of {Figure(total)} GB free";
        return free / Gigabyte >= 2
            ? new Diagnosis(Standing.Good, "memory", "Memory", finding, null, facts)
            : new Diagnosis(Standing.Optional, "memory", "Memory", finding, "close other programs: the MovieLens chapters want 2 GB", facts);
    }

    /// <summary>The packages are what takes room: libtorch alone unpacks to about half a gigabyte.</summary>
    public static Diagnosis Disk()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var free = new DriveInfo(home.Length > 0 ? home : Path.GetTempPath()).AvailableFreeSpace;
        var facts = new JsonObject { ["freeBytes"] = free };
        return free / Gigabyte >= 3
            ? new Diagnosis(Standing.Good, "disk", "Disk", $"{Figure(free)} GB free", null, facts)
            : new Diagnosis(Standing.Optional, "disk", "Disk", $"{Figure(free)} GB free", "make room: a first restore of the packages wants 3 GB", facts);
    }

    public static Diagnosis Browser()
    {
        var browser = Environment.GetEnvironmentVariable("MF_BROWSER") is { Length: > 0 } named
            ? named
            : Programs.FindOnPath("chromium", "google-chrome", "chromium-browser", "chrome", "msedge");
        return browser is not null && File.Exists(browser)
            ? new Diagnosis(Standing.Good, "browser", "Browser", browser, null, new JsonObject { ["path"] = browser })
            : new Diagnosis(Standing.Optional, "browser", "Browser",
                $"{browser ?? "no chromium on the PATH"}: only the browser tests need one, the pages open anywhere", "install Chromium or Chrome, or set MF_BROWSER");
    }

    private static string Figure(long bytes) => (bytes / Gigabyte).ToString("0.0", CultureInfo.InvariantCulture);
}
