using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Xunit;

namespace MfNotebooks.Tests.Torch;

/// <summary>
/// What the build would reference, asked of MSBuild: the CUDA packages are too large to restore for a test.
/// </summary>
public class BackendSwitchTests
{
    private static readonly string Project =
        typeof(BackendSwitchTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "LibraryProject").Value!;

    [Fact]
    public void By_default_the_build_takes_this_systems_CPU_package_only()
    {
        var packages = Packages();

        var native = Assert.Single(packages, p => p.Name.StartsWith("libtorch-", StringComparison.Ordinal)
            || p.Name.StartsWith("TorchSharp-", StringComparison.Ordinal));
        Assert.StartsWith("libtorch-cpu-", native.Name, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Equal(("libtorch-cpu-linux-x64", "native"), native);
    }

    [Theory]
    [InlineData("cuda-linux")]
    [InlineData("cuda-windows")]
    public void The_switch_takes_the_CUDA_package_instead(string backend)
    {
        var packages = Packages($"-p:TorchBackend={backend}");

        Assert.Contains(packages, p => p.Name == $"TorchSharp-{backend}");
        Assert.DoesNotContain(packages, p => p.Name.StartsWith("libtorch-cpu", StringComparison.Ordinal));
    }

    [Fact]
    public void A_switch_that_is_not_known_stops_the_build_with_what_it_can_be()
    {
        var (exitCode, output) = MsBuild("-t:CollectPackageReferences", "-p:TorchBackend=rocm");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("TorchBackend is 'rocm'; it can be cpu, cuda-linux or cuda-windows", output,
            StringComparison.Ordinal);
    }

    private static (string Name, string Excluded)[] Packages(params string[] arguments)
    {
        var (exitCode, output) = MsBuild(["-getItem:PackageReference", .. arguments]);
        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray().Select(item =>
            (item.GetProperty("Identity").GetString()!, item.TryGetProperty("ExcludeAssets", out var excluded)
                ? excluded.GetString()! : ""))];
    }

    private static (int ExitCode, string Output) MsBuild(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            ["msbuild", Project, "-nologo", .. arguments])
        { RedirectStandardOutput = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
