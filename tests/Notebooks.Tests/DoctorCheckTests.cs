using MfNotebooks.Runner.Doctor;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The doctor's checks one by one, on homes and clones that are made up.</summary>
public sealed class DoctorCheckTests : IDisposable
{
    private const string Interactive =
        "\"microsoft.dotnet-interactive\": {\"version\": \"0.0.1\", \"commands\": [\"dotnet-interactive\"]}";

    private const string Ef = "\"dotnet-ef\": {\"version\": \"10.0.0\", \"commands\": [\"dotnet-ef\"]}";
    private const string Engine = "{\"version\": 1, \"isRoot\": false, \"tools\": {" + Interactive + "}}";
    private const string Others = "{\"version\": 1, \"isRoot\": true, \"tools\": {" + Ef + "}}";
    private const string Both = "{\"version\": 1, \"isRoot\": true, \"tools\": {" + Ef + ", " + Interactive + "}}";
    private const string Storage = "User/globalStorage/ms-dotnettools.dotnet-interactive-vscode";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("config", "Code", "config")]
    [InlineData("config", "Code - Insiders", "config")]
    [InlineData("config", "VSCodium", "config")]
    [InlineData("config", "Code - OSS", "config")]
    [InlineData("home", ".vscode-server/data", "config")]
    [InlineData("home", ".vscode-remote/data", "config")]
    [InlineData("home", ".local/share/code-server", "config")]
    [InlineData("data", "code-server", "config")]
    [InlineData("home", ".var/app/com.visualstudio.code/config/Code", "config")]
    [InlineData("home", "Library/Application Support/Code", "home/Library/Application Support")]
    [InlineData("home", "AppData/Roaming/Code", "home/AppData/Roaming")]
    public void A_manifest_where_the_extension_does_not_look_is_moved(string root, string edition, string config)
    {
        var user = new UserFolders(At("home"), At(config), At("data"));
        var storage = At($"{root}/{edition}/{Storage}");
        Write($"{root}/{edition}/{Storage}/dotnet-tools.json", Engine);
        var checks = new FrontEndChecks(At("clone/notebooks"), user);

        var found = checks.VisualStudioCode();
        var mended = checks.Mend();

        Assert.Equal(Standing.Missing, found.Standing);
        Assert.Contains(storage, found.Finding, StringComparison.Ordinal);
        Assert.Contains("doctor --fix", found.Remedy, StringComparison.Ordinal);
        var from = Path.Combine(storage, "dotnet-tools.json");
        var to = Path.Combine(storage, ".config", "dotnet-tools.json");
        Assert.Equal([$"moved {from} to {to}; start VS Code again"], mended);
        Assert.False(File.Exists(from));
        Assert.Equal(Engine, File.ReadAllText(to));
        Assert.NotEqual(Standing.Missing, checks.VisualStudioCode().Standing);
        Assert.Empty(checks.Mend());
    }

    [Fact]
    public void A_manifest_where_the_extension_looks_is_left_alone()
    {
        Write($"config/Code/{Storage}/.config/dotnet-tools.json", Engine);
        Write($"config/Code/{Storage}/dotnet-tools.json", Others);
        var checks = Checks();

        Assert.NotEqual(Standing.Missing, checks.VisualStudioCode().Standing);
        Assert.Empty(checks.Mend());
        Assert.Equal(Others, File.ReadAllText(At($"config/Code/{Storage}/dotnet-tools.json")));
    }

    [Theory]
    [InlineData("clone/.config/dotnet-tools.json")]
    [InlineData("clone/dotnet-tools.json")]
    [InlineData("clone/notebooks/dotnet-tools.json")]
    public async Task A_manifest_in_the_clone_that_captures_the_engine_is_found_and_put_away(string place)
    {
        Write(place, Engine);
        var checks = Checks();

        var found = await checks.EngineAsync();
        var mended = checks.Mend();

        Assert.Equal(Standing.Missing, found.Standing);
        Assert.StartsWith($"{At(place)} captures `dotnet interactive`", found.Finding, StringComparison.Ordinal);
        Assert.Contains("doctor --fix", found.Remedy, StringComparison.Ordinal);
        Assert.Equal([$"moved {At(place)} to {At(place)}.off"], mended);
        Assert.NotEqual(Standing.Missing, (await checks.EngineAsync()).Standing);
    }

    [Theory]
    [InlineData(".config/dotnet-tools.json", Engine)]
    [InlineData("dotnet-tools.json", Engine)]
    [InlineData("clone/dotnet-tools.json", Both)]
    public async Task A_manifest_of_others_is_explained_and_not_touched(string place, string text)
    {
        Write(place, text);
        var checks = Checks();

        var found = await checks.EngineAsync();

        Assert.Equal(Standing.Missing, found.Standing);
        Assert.Contains(At(place), found.Finding, StringComparison.Ordinal);
        Assert.Contains("take microsoft.dotnet-interactive out of it", found.Remedy, StringComparison.Ordinal);
        Assert.Contains("dotnet tool restore", found.Remedy, StringComparison.Ordinal);
        Assert.Empty(checks.Mend());
        Assert.True(File.Exists(At(place)));
    }

    [Fact]
    public async Task A_manifest_beyond_a_root_or_without_the_engine_captures_nobody()
    {
        Write("dotnet-tools.json", Engine);
        Write("clone/.config/dotnet-tools.json", Others);
        var checks = Checks();

        Assert.NotEqual(Standing.Missing, (await checks.EngineAsync()).Standing);
        Assert.Empty(checks.Mend());
    }

    [Fact]
    public void This_repository_captures_nobody()
    {
        foreach (var name in new[] { ".config/dotnet-tools.json", "dotnet-tools.json", "notebooks/dotnet-tools.json" })
            Assert.False(File.Exists(Path.Combine(RunnerProcess.RepositoryRoot, name)), name);
    }

    [Fact]
    public void The_engine_that_is_praised_is_the_one_that_is_installed()
    {
        var install = $"Microsoft.dotnet-interactive --version {FrontEndChecks.Net10Engine}";
        foreach (var file in new[] { "environment/Dockerfile", "environment/README.md" })
        {
            var text = File.ReadAllText(Path.Combine(RunnerProcess.RepositoryRoot, file));
            Assert.Contains(install, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_library_that_is_built_for_here_is_well()
    {
        Build("cpu");

        var found = new RunnerChecks(new Repository(At("clone"))).Library();

        Assert.Equal((Standing.Good, "built for cpu, and up to date"), (found.Standing, found.Finding));
    }

    [Theory]
    [InlineData("nothing", "MfNotebooks.dll is missing")]
    [InlineData("sources", "older than Torch")]
    [InlineData("style sheet", "older than Lab")]
    [InlineData("no script", "workbook.csx is missing: every notebook begins with it")]
    [InlineData("moved", "this folder was moved or copied")]
    [InlineData("no library", "loads no library")]
    [InlineData("backend", "which does not run on this system")]
    public void What_is_wrong_with_the_build_is_said_and_mended_by_building(string fault, string finding)
    {
        Build(fault == "backend" ? OperatingSystem.IsWindows() ? "cuda-linux" : "cuda-windows" : "cpu");
        var bin = At("clone/lib/MfNotebooks/bin");
        switch (fault)
        {
            case "nothing":
                Directory.Delete(bin, recursive: true);
                break;
            case "sources":
                File.SetLastWriteTimeUtc(At("clone/lib/MfNotebooks/Torch/Devices.cs"), DateTime.UtcNow.AddHours(1));
                break;
            case "style sheet":
                Write("clone/lib/MfNotebooks/Lab/lab.css", "");
                File.SetLastWriteTimeUtc(At("clone/lib/MfNotebooks/Lab/lab.css"), DateTime.UtcNow.AddHours(1));
                break;
            case "no script":
                File.Delete(Path.Combine(bin, "workbook.csx"));
                break;
            case "moved":
                Directory.Move(At("clone"), At("elsewhere"));
                Directory.CreateDirectory(At("elsewhere"));
                break;
            case "no library":
                File.WriteAllText(Path.Combine(bin, "workbook.csx"), "using MfNotebooks;\n");
                break;
        }

        var found = new RunnerChecks(new Repository(At(fault == "moved" ? "elsewhere" : "clone"))).Library();

        Assert.Equal((Standing.Missing, "dotnet build"), (found.Standing, found.Remedy));
        Assert.Contains(finding, found.Finding, StringComparison.Ordinal);
    }

    private FrontEndChecks Checks()
    {
        Directory.CreateDirectory(At("clone/notebooks"));
        return new(At("clone/notebooks"), new UserFolders(At("home"), At("config"), At("data")));
    }

    /// <summary>A clone as <c>dotnet build</c> leaves it, for a backend.</summary>
    private void Build(string backend)
    {
        Write("clone/lib/MfNotebooks/Torch/Devices.cs", "");
        Write("clone/lib/MfNotebooks/obj/made.cs", "");
        Write("clone/lib/MfNotebooks/bin/MfNotebooks.dll", "");
        File.SetLastWriteTimeUtc(At("clone/lib/MfNotebooks/obj/made.cs"), DateTime.UtcNow.AddHours(2));
        Write("clone/lib/MfNotebooks/bin/workbook.csx", $"""
            #r "nuget: TorchSharp-{backend}, 0.107.0"
            #r "nuget: Plotly.NET, 6.0.0"
            #r "{At("clone/lib/MfNotebooks/bin/MfNotebooks.dll")}"
            using MfNotebooks;

            """);
    }

    private string At(string path) => Path.Combine([folder.Path, .. path.Split('/')]);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
