using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The folders of a user in which programs keep what they know. .NET finds them on each system.</summary>
/// <param name="Home">The user's own folder.</param>
/// <param name="Config"><c>~/.config</c>, <c>~/Library/Application Support</c> or <c>%APPDATA%</c>.</param>
/// <param name="Data"><c>~/.local/share</c>, <c>~/Library/Application Support</c> or <c>%LOCALAPPDATA%</c>.</param>
internal sealed record UserFolders(string Home, string Config, string Data)
{
    public static UserFolders Mine() => new(
        Folder(Environment.SpecialFolder.UserProfile),
        Folder(Environment.SpecialFolder.ApplicationData),
        Folder(Environment.SpecialFolder.LocalApplicationData));

    private static string Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}

/// <summary>The engines and editors in which readers open notebooks. The runner itself needs none of them.</summary>
/// <param name="notebooks">The folder of the notebooks, in which front ends start engines.</param>
/// <param name="user">Where this user's programs keep what they know.</param>
internal sealed class FrontEndChecks(string notebooks, UserFolders user)
{
    /// <summary>The last dotnet-interactive, and the only one that is known to host .NET 10.</summary>
    public static readonly Version Net10Engine = new(1, 0, 712001);

    private const string Tool = "microsoft.dotnet-interactive", Manifest = "dotnet-tools.json";
    private const string CSharpKernel = ".net-csharp", Polyglot = "ms-dotnettools.dotnet-interactive-vscode";

    private static readonly string[] Community = ["clrkernel", "verso"];

    private static readonly (string Prefix, string Name)[] Extensions =
    [
        (Polyglot + "-", "Polyglot Notebooks"),
        ("ms-toolsai.jupyter-2", "Jupyter"),
        ("datafication.verso-notebook-", "Verso"),
    ];

    private static readonly (string Extensions, string Settings)[] Desktops =
    [
        (".vscode", "Code"), (".vscode-insiders", "Code - Insiders"),
        (".vscode-oss", "VSCodium"), (".vscode-oss", "Code - OSS"),
    ];

    /// <summary>Of remote folders, containers and Codespaces.</summary>
    private static readonly string[] Servers =
        [".vscode-server", ".vscode-server-insiders", ".vscode-remote", ".vscodium-server"];

    private static readonly Check Engine = new("dotnetInteractive", "Engine"), Kernels = new("kernels", "Kernels");
    private static readonly Check Editor = new("vscode", "VS Code"), Others = new("community", "Community");

    private static string Install => $"dotnet tool install -g Microsoft.dotnet-interactive --version {Net10Engine}";

    /// <summary>Mends what is only a matter of moving a file to where it belongs, and says what it moved.</summary>
    public IReadOnlyList<string> Mend()
    {
        var done = new List<string>();
        foreach (var storage in TrappedStorages().ToArray())
        {
            var move = Move(Path.Combine(storage, Manifest), Path.Combine(storage, ".config", Manifest));
            done.Add($"{move}; start VS Code again");
        }
        if (CapturingManifest() is { } manifest && IsOurs(manifest))
            done.Add(Move(manifest, manifest + ".off"));
        return done;
    }

    /// <summary>The engine that <c>dotnet interactive</c> starts in the notebooks' folder.</summary>
    public async Task<Diagnosis> EngineAsync()
    {
        if (CapturingManifest() is { } manifest)
            return await CapturedAsync(manifest);
        if (await AskAsync("dotnet-interactive", "--version") is not { } answer)
            return Engine.Optional("no dotnet-interactive; VS Code's Polyglot Notebooks brings its own", Install);
        var text = VersionIn(answer);
        var facts = new { version = text };
        if (!Version.TryParse(text, out var version) || version >= Net10Engine)
            return Engine.Good($"dotnet-interactive {text}, which hosts .NET 10", facts);
        return Environment.GetEnvironmentVariable("DOTNET_ROLL_FORWARD") is "Major" or "LatestMajor"
            ? Engine.Good(
                $"dotnet-interactive {text}, made for an older .NET and rolled forward (DOTNET_ROLL_FORWARD)", facts)
            : Engine.Optional($"dotnet-interactive {text} hosts an older .NET, which cannot load the library",
                $"dotnet tool update -g Microsoft.dotnet-interactive --version {Net10Engine}, "
                + "or set DOTNET_ROLL_FORWARD=Major", facts);
    }

    /// <summary>A manifest of tools in this folder or above decides what <c>dotnet interactive</c> means.</summary>
    private async Task<Diagnosis> CapturedAsync(string manifest)
    {
        var version = await AskAsync("dotnet", "interactive", "--version") is { } answer ? VersionIn(answer) : null;
        var facts = new { version, manifest };
        if (version is not null)
            return Engine.Good($"dotnet-interactive {version}, by {manifest}", facts);
        var away = IsOurs(manifest) ? "doctor --fix puts it out of the way" : $"take {Tool} out of it";
        return Engine.Missing(
            $"{manifest} captures `dotnet interactive`, and is not restored: Jupyter's kernel dies at its start",
            $"{away}; or, in {Path.GetDirectoryName(manifest)}: dotnet tool restore", facts);
    }

    /// <summary>The kernels that Jupyter knows, and whether the C# one's command works where notebooks lie.</summary>
    public async Task<Diagnosis> KernelsAsync()
    {
        var (kernels, source) = await KernelSpecsAsync();
        var names = kernels.Keys.Order(StringComparer.Ordinal).ToArray();
        if (!kernels.TryGetValue(CSharpKernel, out var command))
        {
            var others = names.Length == 0 ? "no kernel is" : "others are: " + string.Join(", ", names);
            return Kernels.Optional($"{CSharpKernel} is not known ({source}); {others}",
                "for Jupyter or VS Code's Jupyter: dotnet interactive jupyter install",
                new { kernels = names, source });
        }
        var facts = new { kernels = names, source, command = string.Join(' ', command) };
        // What stands before the word jupyter starts the engine: "dotnet interactive", or the tool by its path.
        var starter = command.TakeWhile(word => word != "jupyter").ToArray();
        if (starter.Length == 0 || starter.Length == command.Length)
            return Kernels.Good($"{CSharpKernel} is known ({source})", facts);
        var start = string.Join(' ', starter);
        if (await AskAsync(starter[0], [.. starter[1..], "--version"]) is { } answer)
            return Kernels.Good($"{CSharpKernel} is known ({source}); {start} is {VersionIn(answer)}", facts);
        var remedy = CapturingManifest() is null
            ? $"{Install}, and {Programs.ToolsFolder} on the PATH"
            : "see Engine, above";
        return Kernels.Missing(
            $"{CSharpKernel} is known ({source}), but its command does not work here: {start}", remedy, facts);
    }

    public static Diagnosis CommunityEngines()
    {
        var found = Community.Where(name => Programs.FindOnPath(name) is not null).ToArray();
        return found.Length > 0
            ? Others.Good(string.Join(", ", found), new { found })
            : Others.Optional("neither clrkernel nor verso; none is needed", null, new { found });
    }

    /// <summary>VS Code: its extensions for notebooks, and whether Polyglot Notebooks will find its kernel.</summary>
    public Diagnosis VisualStudioCode()
    {
        var program = Programs.FindOnPath("code", "codium", "code-insiders", "code-server");
        var (extensions, trapped) = (InstalledExtensions(), TrappedStorages().ToArray());
        var facts = new { path = program, extensions, withoutKernel = trapped };
        if (trapped.Length > 0)
        {
            var folders = string.Join("\nand in ", trapped);
            return Editor.Missing(
                "from its second start on Polyglot Notebooks has no kernel: it looks for .config/dotnet-tools.json,\n"
                + $"and the SDK (10.0.102 and later) wrote dotnet-tools.json, in {folders}",
                "doctor --fix moves it to where it is looked for; then start VS Code again", facts);
        }
        if (extensions.Length > 0)
            return Editor.Good($"{program ?? "not on the PATH"}, with {string.Join(", ", extensions)}", facts);
        return program is null
            ? Editor.Optional("no code on the PATH and no extensions of it", null, facts)
            : Editor.Optional($"{program}, without an extension for notebooks in C#",
                $"code --install-extension {Polyglot}", facts);
    }

    /// <summary>Where the editions of VS Code keep their extensions, and where the extensions keep theirs.</summary>
    private IEnumerable<(string Extensions, string Settings)> Editions()
    {
        foreach (var (name, settings) in Desktops)
            yield return (Path.Combine(user.Home, name), Path.Combine(user.Config, settings));
        foreach (var name in Servers)
            yield return (Path.Combine(user.Home, name), Path.Combine(user.Home, name, "data"));
        foreach (var data in (string[])[user.Data, Path.Combine(user.Home, ".local", "share")])
            yield return (Path.Combine(data, "code-server"), Path.Combine(data, "code-server"));
        var flatpak = Path.Combine(user.Home, ".var", "app", "com.visualstudio.code");
        yield return (Path.Combine(flatpak, "data", "vscode"), Path.Combine(flatpak, "config", "Code"));
    }

    private string[] InstalledExtensions()
    {
        var folders = Editions().Select(edition => Path.Combine(edition.Extensions, "extensions")).Distinct()
            .Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Select(folder => Path.GetFileName(folder)).ToArray();
        return [.. Extensions
            .Where(known => folders.Any(name => name.StartsWith(known.Prefix, StringComparison.OrdinalIgnoreCase)))
            .Select(known => known.Name)];
    }

    /// <summary>Polyglot Notebooks' folders with the manifest where it does not look (dotnet/sdk #53103).</summary>
    private IEnumerable<string> TrappedStorages() => Editions()
        .Select(edition => Path.Combine(edition.Settings, "User", "globalStorage", Polyglot)).Distinct()
        .Where(storage => File.Exists(Path.Combine(storage, Manifest)))
        .Where(storage => !File.Exists(Path.Combine(storage, ".config", Manifest)));

    /// <summary>The manifest by which <c>dotnet interactive</c> goes in the notebooks' folder; null for none.</summary>
    private string? CapturingManifest()
    {
        for (var folder = new DirectoryInfo(notebooks); folder is not null; folder = folder.Parent)
        {
            var manifests = new[] { Path.Combine(".config", Manifest), Manifest }
                .Select(name => Path.Combine(folder.FullName, name))
                .Select(path => (Path: path, Json: ReadJson(path))).ToArray();
            var capturing = manifests.FirstOrDefault(manifest => Tools(manifest.Json)?.ContainsKey(Tool) == true).Path;
            if (capturing is not null || manifests.Any(manifest => manifest.Json?["isRoot"]?.ToString() == "true"))
                return capturing;
        }
        return null;
    }

    /// <summary>Whether a manifest lies in this clone and is there for nothing but the engine.</summary>
    private bool IsOurs(string manifest)
    {
        var clone = Path.GetDirectoryName(notebooks) + Path.DirectorySeparatorChar;
        return manifest.StartsWith(clone, StringComparison.Ordinal) && Tools(ReadJson(manifest))?.Count == 1;
    }

    private static JsonObject? Tools(JsonObject? manifest) => manifest?["tools"] as JsonObject;

    private static string Move(string from, string to)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(from, to);
            return $"moved {from} to {to}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"could not move {from} to {to} ({e.Message})";
        }
    }

    /// <summary>The kernels and their commands, as Jupyter says; without it, those in its folders.</summary>
    private async Task<(Dictionary<string, string[]> Kernels, string Source)> KernelSpecsAsync()
    {
        if (await AskAsync("jupyter", "kernelspec", "list", "--json") is { } answer
            && ParseJson(answer)?["kernelspecs"] is JsonObject specs)
            return (specs.ToDictionary(spec => spec.Key, spec => Command(spec.Value?["spec"])), "by jupyter");
        var kernels = new Dictionary<string, string[]>();
        foreach (var folder in JupyterFolders().Where(Directory.Exists).SelectMany(Directory.GetDirectories))
        {
            if (ReadJson(Path.Combine(folder, "kernel.json")) is { } spec)
                kernels.TryAdd(Path.GetFileName(folder), Command(spec));
        }
        return (kernels, "by Jupyter's folders");

        static string[] Command(JsonNode? spec) =>
            spec?["argv"] is JsonArray words ? [.. words.Select(word => word?.ToString() ?? "")] : [];
    }

    /// <summary>The folders of kernels, as <c>jupyter --paths</c> has them.</summary>
    private IEnumerable<string> JupyterFolders()
    {
        var common = Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData);
        string[] systems = OperatingSystem.IsWindows()
            ? [Path.Combine(user.Config, "jupyter"), Path.Combine(common, "jupyter")]
            : OperatingSystem.IsMacOS()
            ? [Path.Combine(user.Home, "Library", "Jupyter"), "/usr/local/share/jupyter"]
            : [Path.Combine(user.Home, ".local", "share", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"];
        return (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator)
            .Append(Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR")).Concat(systems)
            .Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, "kernels"));
    }

    private static JsonObject? ReadJson(string path)
    {
        try
        {
            return ParseJson(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static JsonObject? ParseJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<string?> AskAsync(string program, params string[] arguments) =>
        Programs.AskAsync(notebooks, program, arguments);

    private static string VersionIn(string answer) => answer.Split('+')[0].Trim();
}
