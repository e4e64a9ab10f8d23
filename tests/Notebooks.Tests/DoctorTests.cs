using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The doctor on machines that are made up: a folder of false programs is all of its PATH.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Kernels = """{"kernelspecs": {".net-csharp": {"resource_dir": "/x"}, "python3": {"resource_dir": "/y"}}}""";

    private static readonly string[] Ids =
        ["sdk", "memory", "disk", "library", "torch", "gpu", "data", "dotnetInteractive", "kernels", "community", "vscode", "browser"];

    private readonly TestFolder folder = new();
    private readonly Dictionary<string, string> environment;

    public DoctorTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The false programs are shell scripts.");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        environment = new Dictionary<string, string>
        {
            ["PATH"] = Directory.CreateDirectory(Path.Combine(folder.Path, "bin")).FullName,
            ["HOME"] = Directory.CreateDirectory(Path.Combine(folder.Path, "home")).FullName,
            // What was restored and downloaded stays where it is.
            ["XDG_DATA_HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            ["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages"),
            ["JUPYTER_PATH"] = Path.Combine(folder.Path, "jupyter"),
            ["DOTNET_ROLL_FORWARD"] = "",
            ["MF_DATA_DIR"] = "",
            ["MF_BROWSER"] = "",
        };
        Script("dotnet", "[ \"$1\" = --version ] && /bin/echo 10.0.401");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_machine_is_described_for_programs()
    {
        Program("dotnet-interactive", "1.0.712001+abc");
        Program("jupyter", Kernels);
        Program("nvidia-smi", "NVIDIA RTX 4000, 570.86");
        Program("code", "");
        Program("verso", "");
        Program("chromium", "");
        Directory.CreateDirectory(Path.Combine(environment["HOME"], ".vscode", "extensions", "ms-dotnettools.dotnet-interactive-vscode-1.0.6"));
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data", "ml-latest-small")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "ratings.csv"), "", TestContext.Current.CancellationToken);
        environment["MF_DATA_DIR"] = Path.GetDirectoryName(data)!;

        var result = await DoctorAsync("--json");
        var report = JsonNode.Parse(result.Output)!;

        Assert.Equal(0, result.ExitCode);
        Assert.True((bool?)report["ready"]);
        Assert.Equal(Ids, report["checks"]!.AsArray().Select(check => (string?)check!["id"]));
        Assert.All(Ids.Except(["gpu", "memory", "disk"]), id => Assert.Equal("ok", (string?)Check(report, id)["status"]));
        Assert.Equal("1.0.712001", (string?)Check(report, "dotnetInteractive")["facts"]!["version"]);
        Assert.Equal([".net-csharp", "python3"], Check(report, "kernels")["facts"]!["kernels"]!.AsArray().Select(kernel => (string?)kernel));
        Assert.Equal(data, (string?)Check(report, "data")["facts"]!["datasets"]![0]);
        Assert.Equal("Polyglot Notebooks", (string?)Check(report, "vscode")["facts"]!["extensions"]![0]);
        Assert.Equal("verso", (string?)Check(report, "community")["facts"]!["found"]![0]);
    }

    [Fact]
    public async Task What_torch_loaded_is_named_with_its_file_and_the_GPU_with_its_package()
    {
        Program("nvidia-smi", "NVIDIA RTX 4000, 570.86");

        var report = JsonNode.Parse((await DoctorAsync("--json")).Output)!;

        var torch = Check(report, "torch")["facts"]!;
        Assert.Equal("0.107.0", (string?)torch["torchSharp"]);
        Assert.Equal("2.10.0", (string?)torch["libtorch"]);
        if (OperatingSystem.IsLinux())
        {
            Assert.True(File.Exists((string?)torch["libtorchPath"]));
            Assert.True(File.Exists((string?)torch["bridgePath"]));
            Assert.Equal((bool?)torch["isPatchedCopy"], ((string?)torch["bridgePath"])!.Contains("MfNotebooks", StringComparison.Ordinal));
        }
        var gpu = Check(report, "gpu");
        Assert.Equal("optional", (string?)gpu["status"]);
        Assert.StartsWith("NVIDIA RTX 4000, 570.86; not used, the CPU package is loaded", (string?)gpu["finding"], StringComparison.Ordinal);
        Assert.Contains("-p:TorchBackend=cuda-linux", (string?)gpu["remedy"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", "– Engine      no dotnet-interactive", "→ dotnet tool install -g Microsoft.dotnet-interactive --version 1.0.712001")]
    [InlineData("1.0.617701+abc", "", "– Engine      dotnet-interactive 1.0.617701 hosts an older .NET", "or set DOTNET_ROLL_FORWARD=Major")]
    [InlineData("1.0.617701+abc", "Major", "✓ Engine      dotnet-interactive 1.0.617701, made for an older .NET and rolled forward", "")]
    public async Task An_engine_is_only_praised_when_it_can_load_the_library(string? version, string rollForward, string line, string remedy)
    {
        if (version is not null)
            Program("dotnet-interactive", version);
        environment["DOTNET_ROLL_FORWARD"] = rollForward;

        var result = await DoctorAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Notebooks run here.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_restored_as_a_local_tool_is_found()
    {
        Script("dotnet", "if [ \"$1\" = --version ]; then /bin/echo 10.0.401; else /bin/echo 1.0.712001; fi");

        var result = await DoctorAsync();

        Assert.Contains("✓ Engine      dotnet-interactive 1.0.712001, which hosts .NET 10", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_exit_code_1_and_says_what_to_do()
    {
        File.Delete(Path.Combine(environment["PATH"], "dotnet"));
        environment["MF_DATA_DIR"] = Path.Combine(folder.Path, "nowhere");
        Directory.CreateDirectory(Path.Combine(environment["JUPYTER_PATH"], "kernels", "no-kernel"));

        var result = await DoctorAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("(?m)^✗ .NET SDK    dotnet is not on the PATH.*\n.*→ install the .NET 10 SDK", result.Output);
        Assert.Matches("(?m)^✗ Data        MF_DATA_DIR is .*nowhere, and there is no such folder\n.*→ unpack", result.Output);
        Assert.DoesNotContain("no-kernel", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Mend the lines with ✗ first.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Jupyter_its_folders_are_read_and_a_broken_program_is_as_none()
    {
        await File.WriteAllTextAsync(Path.Combine(environment["PATH"], "jupyter"), "not executable", TestContext.Current.CancellationToken);
        var kernel = Directory.CreateDirectory(Path.Combine(environment["JUPYTER_PATH"], "kernels", ".net-csharp")).FullName;
        await File.WriteAllTextAsync(Path.Combine(kernel, "kernel.json"), "{}", TestContext.Current.CancellationToken);

        var result = await DoctorAsync();

        Assert.Contains("✓ Kernels     .net-csharp is known (by Jupyter's folders)", result.Output, StringComparison.Ordinal);
    }

    private Task<RunnerResult> DoctorAsync(params string[] options) =>
        RunnerProcess.RunInAsync(RunnerProcess.RepositoryRoot, environment, ["doctor", .. options]);

    private static JsonNode Check(JsonNode report, string id) => report["checks"]!.AsArray().Single(check => (string?)check!["id"] == id)!;

    private void Program(string name, string answer) => Script(name, $"/bin/echo '{answer}'");

    private void Script(string name, string line)
    {
        var path = Path.Combine(environment["PATH"], name);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
