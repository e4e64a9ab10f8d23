using System.Diagnostics;
using System.Globalization;
#pragma warning disable IDE0005 // The other project that compiles this file imports it everywhere.
using Xunit;
#pragma warning restore IDE0005

namespace MfNotebooks.Tests.HardTimes;

/// <summary>
/// A disk of a few kilobytes, or one that cannot be written to: a tmpfs, for which the tests must run as root on Linux.
/// </summary>
internal sealed class MountedDisk : IDisposable
{
    private MountedDisk(string path) => Path = path;

    internal string Path { get; }

    /// <summary>Mounts it over an empty folder; the test is skipped where that is not allowed.</summary>
    internal static MountedDisk Mount(string folder, int kilobytes, bool isReadOnly = false)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(),
            "A full or read-only disk is made by mounting a tmpfs, which is Linux.");
        Directory.CreateDirectory(folder);
        var options = string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k{(isReadOnly ? ",ro" : "")}");
        var problem = Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder);
        Assert.SkipWhen(problem is not null,
            $"A full or read-only disk is made by mounting a tmpfs, which is not allowed here: {problem}");
        return new MountedDisk(folder);
    }

    public void Dispose() => Run("umount", "--lazy", Path);

    /// <summary>Null when it went well, else what was said.</summary>
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
