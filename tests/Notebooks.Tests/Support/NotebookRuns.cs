using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(MfNotebooks.Tests.Notebooks.Support.NotebookRuns))]

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>
/// Runs each of the workbook's notebooks once for the whole test session, however many tests look at it.
/// </summary>
public sealed class NotebookRuns : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<RunnerResult>>> runs = new();
    private readonly TestFolder folder = new();

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

    public void Dispose() => folder.Dispose();

    private async Task SucceedAsync(string fileName)
    {
        // A folder each, so that runs side by side do not write one gallery.
        var run = runs.GetOrAdd(fileName, name => new Lazy<Task<RunnerResult>>(() => RunnerProcess.RunAsync(
            "run", Path.Combine("notebooks", name), "--out", OutputFolder(name))));
        var result = await run.Value;
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private string OutputFolder(string fileName) => Path.Combine(folder.Out, Path.GetFileNameWithoutExtension(fileName));
}
