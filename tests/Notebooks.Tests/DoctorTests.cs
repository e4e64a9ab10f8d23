using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The doctor's program on machines that are made up: a folder of false programs is all of its PATH.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly string[] Ids =
    [
        "sdk", "memory", "disk", "library", "torch", "gpu", "data",
        "dotnetInteractive", "kernels", "community", "vscode", "browser",
    ];

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
            ["XDG_CONFIG_HOME"] = "",
            // What was restored and downloaded stays where it is.
            ["XDG_DATA_HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            ["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(home, ".nuget", "packages"),
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
        Script("dotnet", "case \"$1\" in --version) /bin/echo 10.0.401;; interactive) /bin/echo 1.0.712001+abc;; esac");
        Program("jupyter", Kernels("\"dotnet\", \"interactive\", \"jupyter\", \"{connection_file}\""));
        Program("nvidia-smi", "NVIDIA RTX 4000, 570.86");
        Program("code", "");
        Program("verso", "");
        Program("chromium", "");
        Directory.CreateDirectory(Path.Combine(
            environment["HOME"], ".vscode", "extensions", "ms-dotnettools.dotnet-interactive-vscode-1.0.6"));
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data", "ml-latest-small")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "ratings.csv"), "", TestContext.Current.CancellationToken);
        environment["MF_DATA_DIR"] = Path.GetDirectoryName(data)!;

        var result = await DoctorAsync(RunnerProcess.RepositoryRoot, "--json");
        var report = JsonNode.Parse(result.Output)!;

        Assert.Equal(0, result.ExitCode);
        Assert.True((bool?)report["ready"]);
        Assert.Equal(Ids, report["checks"]!.AsArray().Select(check => (string?)check!["id"]));
        var sure = Ids.Except(["gpu", "memory", "disk"]);
        Assert.All(sure, id => Assert.Equal("ok", (string?)Check(report, id)["status"]));
        Assert.Equal("1.0.712001", (string?)Check(report, "dotnetInteractive")["facts"]!["version"]);
        Assert.Equal("cpu", (string?)Check(report, "library")["facts"]!["backend"]);
        var kernels = Check(report, "kernels")["facts"]!["kernels"]!.AsArray();
        Assert.Equal([".net-csharp", "python3"], kernels.Select(kernel => (string?)kernel));
        Assert.Equal(data, (string?)Check(report, "data")["facts"]!["datasets"]![0]);
        Assert.Equal("Polyglot Notebooks", (string?)Check(report, "vscode")["facts"]!["extensions"]![0]);
        Assert.Equal("verso", (string?)Check(report, "community")["facts"]!["found"]![0]);
    }

    [Fact]
    public async Task What_torch_loaded_is_named_with_its_file_and_the_GPU_with_its_package()
    {
        Program("nvidia-smi", "NVIDIA RTX 4000, 570.86");

        var report = JsonNode.Parse((await DoctorAsync(RunnerProcess.RepositoryRoot, "--json")).Output)!;

        var torch = Check(report, "torch")["facts"]!;
        Assert.Equal("0.107.0", (string?)torch["torchSharp"]);
        Assert.Equal("2.10.0", (string?)torch["libtorch"]);
        if (OperatingSystem.IsLinux())
        {
            Assert.True(File.Exists((string?)torch["libtorchPath"]));
            var bridge = (string?)torch["bridgePath"];
            Assert.True(File.Exists(bridge));
            Assert.Equal((bool?)torch["isPatchedCopy"], bridge!.Contains("MfNotebooks", StringComparison.Ordinal));
        }
        var gpu = Check(report, "gpu");
        Assert.Equal("optional", (string?)gpu["status"]);
        Assert.StartsWith("NVIDIA RTX 4000, 570.86; not used, the CPU package is loaded", (string?)gpu["finding"],
            StringComparison.Ordinal);
        Assert.Contains("-p:TorchBackend=cuda-linux", (string?)gpu["remedy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_SDK_and_a_build_is_needed()
    {
        var result = await DoctorAsync(RunnerProcess.RepositoryRoot);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("– Engine      no dotnet-interactive", result.Output, StringComparison.Ordinal);
        Assert.Contains("→ dotnet tool install -g Microsoft.dotnet-interactive --version 1.0.712001", result.Output,
            StringComparison.Ordinal);
        Assert.EndsWith("Notebooks run here.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "– ", " hosts an older .NET", "or set DOTNET_ROLL_FORWARD=Major")]
    [InlineData("Major", "✓ ", ", made for an older .NET and rolled forward", "")]
    public async Task An_engine_is_only_praised_when_it_can_load_the_library(
        string rollForward, string mark, string finding, string remedy)
    {
        Program("dotnet-interactive", "1.0.617701+abc");
        environment["DOTNET_ROLL_FORWARD"] = rollForward;

        var result = await DoctorAsync(Clone());

        var line = $"{mark}Engine      dotnet-interactive 1.0.617701{finding}";
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_exit_code_1_and_says_what_to_do()
    {
        File.Delete(Path.Combine(environment["PATH"], "dotnet"));
        environment["MF_DATA_DIR"] = Path.Combine(folder.Path, "nowhere");
        Directory.CreateDirectory(Path.Combine(environment["JUPYTER_PATH"], "kernels", "no-kernel"));

        var result = await DoctorAsync(Clone());

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("(?m)^✗ .NET SDK    dotnet is not on the PATH.*\n.*→ install the .NET 10 SDK", result.Output);
        Assert.Matches("(?m)^✗ Library     .*MfNotebooks.dll is missing\n.*→ dotnet build$", result.Output);
        Assert.Matches("(?m)^✗ Data        MF_DATA_DIR is .*nowhere, and there is no.*\n.*→ unpack", result.Output);
        Assert.DoesNotContain("no-kernel", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Mend the lines with ✗ first.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Jupyter_its_folders_are_read_and_a_broken_program_is_as_none()
    {
        await File.WriteAllTextAsync(
            Path.Combine(environment["PATH"], "jupyter"), "not executable", TestContext.Current.CancellationToken);
        var kernel = Path.Combine(environment["JUPYTER_PATH"], "kernels", ".net-csharp");
        Directory.CreateDirectory(kernel);
        await File.WriteAllTextAsync(Path.Combine(kernel, "kernel.json"), "{}", TestContext.Current.CancellationToken);

        var result = await DoctorAsync(Clone());

        Assert.Contains(
            "✓ Kernels     .net-csharp is known (by Jupyter's folders)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_whose_command_does_not_work_is_found_before_Jupyter_says_that_it_died()
    {
        Program("jupyter", Kernels("\"dotnet\", \"interactive\", \"jupyter\", \"{connection_file}\""));

        var result = await DoctorAsync(Clone());

        Assert.Matches(
            "(?m)^✗ Kernels     .net-csharp is known .*but its command does not work here: dotnet interactive\n"
            + @".*→ dotnet tool install -g .*, and .*\.dotnet/tools on the PATH$", result.Output);
    }

    [Fact]
    public async Task Fix_says_what_it_moved_and_then_all_is_well()
    {
        var storage = Directory.CreateDirectory(Path.Combine(environment["HOME"], ".config", "Code", "User",
            "globalStorage", "ms-dotnettools.dotnet-interactive-vscode")).FullName;
        var manifest = Path.Combine(storage, "dotnet-tools.json");
        await File.WriteAllTextAsync(manifest, "{}", TestContext.Current.CancellationToken);
        var clone = Clone();

        var before = await DoctorAsync(clone);
        var after = await DoctorAsync(clone, "--fix");
        var again = await DoctorAsync(clone, "--fix");

        Assert.Matches("(?m)^✗ VS Code     from its second start on", before.Output);
        Assert.Contains("doctor --fix", before.Output, StringComparison.Ordinal);
        var moved = Path.Combine(storage, ".config", "dotnet-tools.json");
        Assert.StartsWith($"moved {manifest} to {moved}; start VS Code again", after.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(moved));
        Assert.DoesNotContain("✗ VS Code", after.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing to move.", again.Output, StringComparison.Ordinal);
    }

    /// <summary>A clone with nothing in it: the library is not built, and there is no notebook.</summary>
    private string Clone()
    {
        File.WriteAllText(Path.Combine(folder.Path, "MfNotebooks.sln"), "");
        return folder.Path;
    }

    private Task<RunnerResult> DoctorAsync(string clone, params string[] options) =>
        RunnerProcess.RunInAsync(clone, environment, ["doctor", .. options]);

    private static JsonNode Check(JsonNode report, string id) =>
        report["checks"]!.AsArray().Single(check => (string?)check!["id"] == id)!;

    private static string Kernels(string command) =>
        "{\"kernelspecs\": {\".net-csharp\": {\"spec\": {\"argv\": [" + command + "]}}, \"python3\": {\"spec\": {}}}}";

    private void Program(string name, string answer) => Script(name, $"/bin/echo '{answer}'");

    private void Script(string name, string line)
    {
        var path = Path.Combine(environment["PATH"], name);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
