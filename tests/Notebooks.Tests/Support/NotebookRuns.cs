using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(MfNotebooks.Tests.Notebooks.Support.NotebookRuns))]

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>
/// Runs each of the workbook's notebooks once for the whole test session, however many tests look at it. Where
/// <c>MF_RUNS</c> names a folder, all test projects that run side by side share its runs.
/// </summary>
public sealed class NotebookRuns : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _runs = new();
    private readonly string? _shared = Environment.GetEnvironmentVariable("MF_RUNS") is { Length: > 0 } named ? named
        : null;
    private readonly string _folder;

    /// <summary>The workbook's notebooks, in reading order.</summary>
    public static TheoryData<string> Chapters =>
        [.. new DirectoryInfo(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks")).GetFiles("*.ipynb")
            .Select(file => file.Name).Order(StringComparer.Ordinal)];

    public NotebookRuns() => _folder = _shared is null
        ? Directory.CreateTempSubdirectory("MfNotebooks-runs-").FullName : Directory.CreateDirectory(_shared).FullName;

    /// <summary>The executed notebook; the run must have succeeded.</summary>
    public async Task<ExecutedNotebook> ExecutedAsync(string fileName)
    {
        await SucceedAsync(fileName);
        return ExecutedNotebook.Load(Path.Combine(OutputFolder(fileName), fileName));
    }

    /// <summary>The path of the executed notebook's page.</summary>
    public async Task<string> PageAsync(string fileName)
    {
        await SucceedAsync(fileName);
        return Path.Combine(OutputFolder(fileName), Path.ChangeExtension(fileName, ".html"));
    }

    public void Dispose()
    {
        if (_shared is null)
            Directory.Delete(_folder, recursive: true);
    }

    private Task SucceedAsync(string fileName) =>
        _runs.GetOrAdd(fileName, name => new Lazy<Task>(() => RunAsync(name))).Value;

    private async Task RunAsync(string fileName)
    {
        var done = Path.Combine(_folder, fileName + ".done");
        await using var turn = await TurnAsync(Path.Combine(_folder, fileName + ".turn"));
        if (File.Exists(done))
            return;
        // A folder each, so that runs side by side do not write one gallery.
        var notebook = Path.Combine("notebooks", fileName);
        string[] patiently = ["--timeout", "500"]; // the machine may be busy with other tests
        var result = await RunnerProcess.RunAsync(["run", notebook, "--out", OutputFolder(fileName), .. patiently]);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        await File.WriteAllTextAsync(done, "");
    }

    /// <summary>Waits for its turn with a notebook, which another project may be running.</summary>
    private static async Task<FileStream> TurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200);
            }
        }
    }

    private string OutputFolder(string fileName) => Path.Combine(_folder, Path.GetFileNameWithoutExtension(fileName));
}
