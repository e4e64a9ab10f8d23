using System.Text.Json.Nodes;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The workbook itself: is its library built, and does its set-up cell find torch?</summary>
internal sealed class WorkbookChecks(Repository repository)
{
    private const string Build = "dotnet build";

    private static readonly string[] SourceFiles = ["*.cs", "*.js", "*.csproj"];

    public Diagnosis Library()
    {
        var library = new FileInfo(repository.LibraryFile);
        var facts = new JsonObject { ["path"] = library.FullName, ["exists"] = library.Exists };
        if (!library.Exists)
            return new Diagnosis(Standing.Missing, "library", "Library", $"{library.FullName} is missing", Build, facts);
        var newer = Sources().FirstOrDefault(file => File.GetLastWriteTimeUtc(file) > library.LastWriteTimeUtc);
        return newer is null
            ? new Diagnosis(Standing.Good, "library", "Library", "built, and up to date", null, facts)
            : new Diagnosis(Standing.Missing, "library", "Library", $"older than {Path.GetRelativePath(repository.LibraryFolder, newer)}", Build, facts);
    }

    /// <summary>Runs the set-up cell as a notebook would and asks the library what it found.</summary>
    public async Task<(Diagnosis Torch, Probe? Probe)> SetupCellAsync(CancellationToken cancel)
    {
        try
        {
            var setup = Notebook.Load(repository.Notebooks()[0]).CodeCells.First();
            var notebook = Notebook.Parse(Path.Combine(repository.NotebooksFolder, "doctor.ipynb"), NotebookText(setup.Source));
            var result = await new NotebookRun(notebook, TimeSpan.FromMinutes(2), new PlainProgress(TextWriter.Null)).RunAsync(cancel);
            if (result.Failure is { } failure)
                return (Failed(failure.Message), null);
            var probe = Probe.Read(notebook.Cells[^1].PrintedText);
            return (Torch(probe), probe);
        }
        catch (Exception e) when (e is UsageException or NotebookException or InvalidOperationException)
        {
            return (Failed(e.Message), null);
        }
    }

    private static Diagnosis Torch(Probe probe)
    {
        if (probe.Problem is { } problem)
            return Failed(problem);
        var facts = new JsonObject
        {
            ["torchSharp"] = probe.TorchSharpVersion,
            ["libtorch"] = probe.LibtorchVersion,
            ["kind"] = probe.Kind,
            ["libtorchPath"] = probe.Libtorch,
            ["bridgePath"] = probe.Bridge,
            ["isPatchedCopy"] = probe.IsPatchedCopy,
            ["threads"] = probe.Threads,
        };
        return new Diagnosis(Standing.Good, "torch", "Torch", $"TorchSharp {probe.TorchSharpVersion}, libtorch {probe.LibtorchVersion} ({probe.Kind}){Files(probe)}", null, facts);
    }

    /// <summary>Which files were loaded, whether one is a copy, and why.</summary>
    private static string Files(Probe probe) => probe switch
    {
        { Libtorch: null } => ", found by TorchSharp's own loader",
        { IsPatchedCopy: true } => $"\n{probe.Libtorch}, where NuGet put it: not copied\n{probe.Bridge}: a copy that asks for less, because this system's libstdc++ is older than GCC 13's",
        _ => $"\n{probe.Libtorch}, where NuGet put it: not copied\n{probe.Bridge}: not copied either",
    };

    private static Diagnosis Failed(string problem) =>
        new(Standing.Missing, "torch", "Torch", $"the set-up cell does not work here\n{problem}", "mend what it says, and ask again");

    private IEnumerable<string> Sources() => SourceFiles
        .SelectMany(pattern => Directory.EnumerateFiles(repository.LibraryFolder, pattern, SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string NotebookText(string setup) => new JsonObject
    {
        ["nbformat"] = 4,
        ["cells"] = new JsonArray(Cell("setup", setup), Cell("probe", Probe.Cell)),
    }.ToJsonString();

    private static JsonObject Cell(string id, string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["source"] = source,
    };
}
