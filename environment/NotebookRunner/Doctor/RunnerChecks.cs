using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Doctor;

/// <summary>What the runner needs: SDK, memory, disk, library, torch, data, and a browser for the tests.</summary>
internal sealed partial class RunnerChecks(Repository repository)
{
    private const double Gigabyte = 1L << 30;

    private static readonly string[] SourceFiles = ["*.cs", "*.js", "*.css", "*.csproj"];
    private static readonly string[] RatingFiles = ["ratings.csv", "ratings.dat", "u.data"];

    public async Task<Diagnosis> SdkAsync()
    {
        const string remedy = "install the .NET 10 SDK from https://dot.net";
        var check = new Check("sdk", ".NET SDK");
        if (await AskAsync("dotnet", "--version") is not { } version)
            return check.Missing("dotnet is not on the PATH, or has no SDK for this folder's global.json", remedy);
        var (system, processors) = (RuntimeInformation.RuntimeIdentifier, Environment.ProcessorCount);
        var facts = new { version, runtime = system, processors };
        return int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= 10
            ? check.Good($"{version}, {system}, {Counted.Of(processors, "processor")}", facts)
            : check.Missing($"{version} is too old", remedy, facts);
    }

    public static Diagnosis Memory()
    {
        GC.Collect(0); // the figures are those of the last collection
        var info = GC.GetGCMemoryInfo();
        var (total, free) = (info.TotalAvailableMemoryBytes, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
        var facts = new { totalBytes = total, freeBytes = free };
        var (check, finding) = (new Check("memory", "Memory"), $"{Figure(free)} of {Figure(total)} GB free");
        return free / Gigabyte >= 2
            ? check.Good(finding, facts)
            : check.Optional(finding, "close other programs: the MovieLens chapters want 2 GB", facts);
    }

    /// <summary>The packages are what takes room: libtorch alone unpacks to about half a gigabyte.</summary>
    public static Diagnosis Disk()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var free = new DriveInfo(home.Length > 0 ? home : Path.GetTempPath()).AvailableFreeSpace;
        var (check, facts) = (new Check("disk", "Disk"), new { freeBytes = free });
        return free / Gigabyte >= 3
            ? check.Good($"{Figure(free)} GB free", facts)
            : check.Optional($"{Figure(free)} GB free", "make room: a first restore of the packages wants 3 GB", facts);
    }

    /// <summary>The library and <c>workbook.csx</c>, with which every notebook begins: built, here, for here?</summary>
    public Diagnosis Library()
    {
        var (check, library) = (new Check("library", "Library"), new FileInfo(repository.LibraryFile));
        var script = repository.WorkbookScript;
        var text = File.Exists(script) ? File.ReadAllText(script) : "";
        var loads = LibraryLine().Match(text).Groups["path"].Value;
        var backend = BackendLine().Match(text).Groups["name"].Value;
        var facts = new { path = library.FullName, exists = library.Exists, script, scriptLoads = loads, backend };
        var problem = LibraryProblem(library) ?? ScriptProblem(script, loads, backend);
        return problem is null
            ? check.Good($"built for {backend}, and up to date", facts)
            : check.Missing(problem, "dotnet build", facts);
    }

    private string? LibraryProblem(FileInfo library)
    {
        if (!library.Exists)
            return $"{library.FullName} is missing";
        var built = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var newer = SourceFiles
            .SelectMany(kind => Directory.EnumerateFiles(repository.LibraryFolder, kind, SearchOption.AllDirectories))
            .Where(file => !file.Contains(built, StringComparison.Ordinal))
            .FirstOrDefault(file => File.GetLastWriteTimeUtc(file) > library.LastWriteTimeUtc);
        return newer is null ? null : $"older than {Path.GetRelativePath(repository.LibraryFolder, newer)}";
    }

    private string? ScriptProblem(string script, string loads, string backend)
    {
        if (!File.Exists(script))
            return $"{script} is missing: every notebook begins with it";
        if (loads.Length == 0 || Path.GetFullPath(loads) != Path.GetFullPath(repository.LibraryFile))
            return $"{script} loads {(loads.Length == 0 ? "no library" : loads)}: this folder was moved or copied";
        var runsHere = backend switch
        {
            "cpu" => true,
            "cuda-linux" => OperatingSystem.IsLinux(),
            "cuda-windows" => OperatingSystem.IsWindows(),
            _ => false,
        };
        return runsHere ? null : $"{script} was built for {backend}, which does not run on this system";
    }

    /// <summary>Runs the set-up cell as a notebook would and asks the library what it found.</summary>
    public async Task<(Diagnosis Torch, Diagnosis Gpu)> TorchAsync(CancellationToken cancel)
    {
        var check = new Check("torch", "Torch");
        var (problem, torch) = await AskLibraryAsync(cancel);
        var gpu = await GpuAsync(torch);
        return (problem is null && torch is not null
            ? check.Good(torch.ToString(), torch)
            : check.Missing($"the set-up cell does not work here\n{problem}", "mend what it says, and ask again"), gpu);
    }

    /// <summary>What the library says of the torch that it loaded.</summary>
    private sealed record TorchFacts(
        string TorchSharp, string Libtorch, string Kind, string? LibtorchPath, string? BridgePath, bool IsPatchedCopy,
        int Threads, string Device, int CudaDevices)
    {
        public override string ToString()
        {
            var versions = $"TorchSharp {TorchSharp}, libtorch {Libtorch} ({Kind})";
            var bridge = IsPatchedCopy
                ? "a copy that asks for less, because this system's libstdc++ is older than GCC 13's"
                : "not copied either";
            return LibtorchPath is null
                ? $"{versions}, found by TorchSharp's own loader"
                : $"{versions}\n{LibtorchPath}, where NuGet put it: not copied\n{BridgePath}: {bridge}";
        }
    }

    /// <summary>Ends with a line of JSON: the problems, and the facts where torch loaded.</summary>
    private const string Probe = """
        var problems = Workbook.Start().Problems;
        object facts = null;
        try
        {
            var backend = TorchBackend.Load();
            facts = new
            {
                torchSharp = typeof(torch).Assembly.GetName().Version.ToString(3),
                libtorch = backend.LibtorchVersion,
                kind = backend.Kind,
                libtorchPath = backend.Libtorch,
                bridgePath = backend.Bridge,
                isPatchedCopy = backend.IsPatchedCopy,
                threads = get_num_threads(),
                device = Devices.Best().ToString(),
                cudaDevices = cuda.is_available() ? cuda.device_count() : 0,
            };
        }
        catch (TorchBackendException) { } // among the problems already
        Console.WriteLine("\n" + System.Text.Json.JsonSerializer.Serialize(new { problems, facts }));
        """;

    private async Task<(string? Problem, TorchFacts? Torch)> AskLibraryAsync(CancellationToken cancel)
    {
        var printed = new StringBuilder();
        try
        {
            var failed = await LibrarySession.RunAsync(
                repository, Probe, TimeSpan.FromMinutes(2), text => printed.Append(text), cancel);
            if (failed is not null)
                return (failed.Description, null);
        }
        catch (Exception e) when (e is UsageException or NotebookException or InvalidOperationException)
        {
            return (e.Message, null);
        }
        var told = JsonNode.Parse(printed.ToString().TrimEnd().Split('\n')[^1])!;
        var problems = string.Join('\n', told["problems"]!.AsArray());
        var facts = told["facts"].Deserialize<TorchFacts>(JsonSerializerOptions.Web);
        return (problems.Length == 0 ? null : problems, facts);
    }

    /// <summary>Is there a GPU with a driver, is its package loaded, does torch see it?</summary>
    private async Task<Diagnosis> GpuAsync(TorchFacts? torch)
    {
        var check = new Check("gpu", "GPU");
        var driver = await AskAsync("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader");
        var devices = torch?.CudaDevices ?? 0;
        var facts = new { driver, package = torch?.Kind, device = torch?.Device, cudaDevices = devices };
        var found = driver?.Split('\n')[0].Trim();
        var system = OperatingSystem.IsWindows() ? "windows" : "linux";
        return (driver, torch?.Kind) switch
        {
            _ when facts.device == "mps" => check.Good("Apple's, used through mps", facts),
            _ when facts.cudaDevices > 0 => check.Good($"{found ?? "CUDA"}, seen by torch", facts),
            (null, _) => check.Optional(
                "no NVIDIA driver (nvidia-smi); for these chapters the processor is as good", null, facts),
            (_, "cuda") => check.Optional($"{found}; the CUDA package is loaded, but torch sees no GPU",
                "see whether nvidia-smi works, and update the driver: this libtorch is made for CUDA 12.8", facts),
            (_, "cpu") => check.Optional($"{found}; not used, the CPU package is loaded",
                $"dotnet build -p:TorchBackend=cuda-{system}; the processor is as good for these chapters", facts),
            _ => check.Optional($"{found}; torch did not load, so nobody could ask it", null, facts),
        };
    }

    /// <summary>
    /// MovieLens, where chapters 7 to 12 look for it: in the folder of <c>MF_DATA_DIR</c>, else in the user's cache.
    /// </summary>
    public static Diagnosis Data()
    {
        var check = new Check("data", "Data");
        var cache = Path.Combine(UserFolders.Mine().Data, "MfNotebooks", "data");
        var given = Environment.GetEnvironmentVariable("MF_DATA_DIR") is { Length: > 0 } folder ? folder : null;
        var found = new[] { given, cache }.Where(Directory.Exists)
            .SelectMany(place => Directory.GetDirectories(place!).Prepend(place!))
            .Where(place => RatingFiles.Any(file => File.Exists(Path.Combine(place, file)))).ToArray();
        var facts = new { folder = given, cache, datasets = found };
        if (given is not null && !Directory.Exists(given))
        {
            return check.Missing($"MF_DATA_DIR is {given}, and there is no such folder",
                "unpack a MovieLens archive there, or unset MF_DATA_DIR", facts);
        }
        return found.Length > 0
            ? check.Good(string.Join(", ", found), facts)
            : check.Optional($"no MovieLens in {(given is null ? "" : given + " or ")}{cache}",
                "chapters 7 to 12 download ml-latest-small (1 MB), or go on with made-up ratings; or set MF_DATA_DIR",
                facts);
    }

    public static Diagnosis Browser()
    {
        var check = new Check("browser", "Browser");
        var browser = Environment.GetEnvironmentVariable("MF_BROWSER") is { Length: > 0 } named
            ? named
            : Programs.FindOnPath("chromium", "google-chrome", "chromium-browser", "chrome", "msedge");
        return File.Exists(browser)
            ? check.Good(browser, new { path = browser })
            : check.Optional(
                $"{browser ?? "no chromium on the PATH"}: only the browser tests need one, the pages open anywhere",
                "install Chromium or Chrome, or set MF_BROWSER");
    }

    private Task<string?> AskAsync(string program, params string[] arguments) =>
        Programs.AskAsync(repository.NotebooksFolder, program, arguments);

    private static string Figure(long bytes) => (bytes / Gigabyte).ToString("0.0", CultureInfo.InvariantCulture);

    [GeneratedRegex("""^#r "(?!nuget:)(?<path>[^"]*MfNotebooks\.dll)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex LibraryLine();

    [GeneratedRegex("""^#r "nuget: *TorchSharp-(?<name>[\w-]+),""", RegexOptions.Multiline)]
    private static partial Regex BackendLine();
}
