using MfNotebooks.Runner.Documents;
using MfNotebooks.Runner.Pages;
using MfNotebooks.Runner.Running;
using Spectre.Console;

namespace MfNotebooks.Runner.Commands;

/// <summary>Runs a set of notebooks and writes what came of it.</summary>
internal sealed class WorkbookRun(RunOptions options)
{
    private readonly List<string> problems = [];
    private readonly List<NotebookResult> results = [];

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var files = NotebookFiles.Find(options.Files);
        var folder = OutputFolder(files);
        var notebooks = LoadAll(files);
        new ParameterAssignments(options.Set).Inject([.. notebooks.OfType<Notebook>()]);
        MakeFolder(folder);
        await RunAllAsync(notebooks, folder, cancel);
        return Report(folder);
    }

    private string OutputFolder(IReadOnlyList<string> files)
    {
        var folder = Path.GetFullPath(options.Out ?? Repository.Find().WorkbookFolder);
        if (files.FirstOrDefault(file => Path.GetDirectoryName(file) == folder) is { } source)
            throw new UsageException($"--out {folder}: {Path.GetFileName(source)} lies there and would be overwritten; choose another folder.");
        var twins = files.GroupBy(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        return twins is null
            ? folder
            : throw new UsageException($"{string.Join(" and ", twins)} would have the same page; run them with different --out folders.");
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: the folder cannot be made ({e.Message}); choose another one.");
        }
    }

    /// <summary>Null stands for a notebook that cannot be read: a problem of its own, not of the others.</summary>
    private List<Notebook?> LoadAll(IReadOnlyList<string> files)
    {
        var notebooks = new List<Notebook?>();
        foreach (var file in files)
        {
            try
            {
                notebooks.Add(Notebook.Load(file));
            }
            catch (NotebookException e)
            {
                notebooks.Add(null);
                problems.Add(e.Message);
            }
        }
        return notebooks;
    }

    private Task RunAllAsync(List<Notebook?> notebooks, string folder, CancellationToken cancel)
    {
        return AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? BarProgress.ShowAsync(progress => RunInOrderAsync(progress))
            : RunInOrderAsync(new PlainProgress(Console.Out));

        async Task RunInOrderAsync(IRunProgress progress)
        {
            foreach (var notebook in notebooks)
            {
                if (notebook is not null)
                    await RunOneAsync(notebook, folder, progress, cancel);
                var failed = notebook is null || results[^1].Failure is not null;
                if (failed && !options.KeepGoing)
                    break;
            }
        }
    }

    private async Task RunOneAsync(Notebook notebook, string folder, IRunProgress progress, CancellationToken cancel)
    {
        var result = await new NotebookRun(notebook, options.Timeout, progress).RunAsync(cancel);
        AtomicFile.WriteAllText(Path.Combine(folder, notebook.FileName), notebook.ToText());
        results.Add(result);
        if (result.Problem is { } problem)
            problems.Add(problem);
    }

    private int Report(string folder)
    {
        var leftOut = Workbook.Write(folder, [.. results.Select(result => result.Notebook.Name)]);
        foreach (var chapter in leftOut)
            Console.Error.WriteLine($"– not in the gallery: {chapter}");
        foreach (var problem in problems)
            Console.Error.WriteLine($"✗ {problem}");
        if (problems.Count == 0)
        {
            foreach (var cell in results.SelectMany(r => r.Notebook.CodeCells).Where(cell => cell.Tags.Contains(CellTags.Terminal)))
                Console.WriteLine("\n" + cell.PrintedText.TrimEnd());
        }
        Console.WriteLine($"\nThe pages: {Path.Combine(folder, "index.html")}");
        return problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
