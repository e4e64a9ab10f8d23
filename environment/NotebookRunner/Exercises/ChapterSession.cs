using System.Diagnostics;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>What code that nobody has read may use. What the repository's own chapter takes does not count.</summary>
/// <param name="Cell">The time for one piece of a student's code.</param>
internal sealed record Limits(TimeSpan Cell)
{
    private const int CellsPerNotebook = 5;

    /// <summary>The memory of the notebook's process. No chapter needs a quarter of it.</summary>
    public const long MemoryBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>For one cell of the chapter itself: a slow machine runs it too, and nothing waits for ever.</summary>
    public static TimeSpan OwnCell { get; } = TimeSpan.FromMinutes(20);

    /// <summary>The time for all of a student's code, the second and third time that it runs too.</summary>
    public TimeSpan Notebook => Cell * CellsPerNotebook;
}

/// <summary>What became of a piece of code.</summary>
/// <param name="Result">Its value as text, when it ended well and has one.</param>
/// <param name="Problem">What went wrong; null when it ended well.</param>
/// <param name="DoesNotCompile">Whether it did not even begin.</param>
internal sealed record Outcome(string? Result, string? Problem = null, bool DoesNotCompile = false)
{
    public static Outcome Of(CellFailed failure)
    {
        // What the compiler says names the line itself.
        var says = failure.Name == CellFailed.CompilationError;
        var where = says || failure.Line is not { } line ? "" : $"line {line}: ";
        return new Outcome(null, where + failure.Description, DoesNotCompile: says);
    }
}

/// <summary>A kernel in which the chapter has run up to its exercises, and their guards are ready.</summary>
internal sealed class ChapterSession : IAsyncDisposable
{
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Workplace _workplace;
    private readonly KernelSession _kernel;
    private readonly Dictionary<Exercise, Guard> _guards;
    private int _cells;

    private ChapterSession(Chapter chapter, LibraryCopy library)
    {
        _workplace = new Workplace(library);
        _guards = chapter.Exercises.ToDictionary(exercise => exercise, exercise => new Guard(exercise));
        var marked = new Dictionary<string, string> { [Leftovers.Variable] = _mark };
        _kernel = KernelSession.Start(_workplace.Notebooks, new CellLimits(Limits.OwnCell, Limits.MemoryBytes), marked);
    }

    /// <summary>Whether the process is gone, with whatever ran last.</summary>
    public bool Ended => _kernel.Ended;

    /// <exception cref="NotebookException">The repository's own cells did not run.</exception>
    public static async Task<ChapterSession> StartAsync(Chapter chapter, LibraryCopy library, CancellationToken cancel)
    {
        var session = new ChapterSession(chapter, library);
        try
        {
            foreach (var cell in chapter.Content)
                await RunOwnAsync($"cell {cell.Number} (id {cell.Id})", cell.Source);
            foreach (var exercise in chapter.Exercises)
                await RunOwnAsync($"the check of exercise {exercise.Number}", session._guards[exercise].Declaration);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        async Task RunOwnAsync(string what, string code)
        {
            if ((await session.RunAsync(code, cancel)).Problem is { } problem)
                throw new NotebookException($"{chapter.Notebook.FileName}, {what}: {SafeText.Clean(problem)}");
        }
    }

    public Guard GuardOf(Exercise exercise) => _guards[exercise];

    /// <summary>Runs a student's code; when it takes too long, this session has ended.</summary>
    public async Task<Outcome> RunAsync(string code, TimeSpan limit, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(limit);
        try
        {
            return await RunAsync(code, time.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Outcome(null, $"it had not ended after {limit.TotalSeconds} s and was stopped");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        Leftovers.End(_mark);
        _workplace.Dispose();
    }

    /// <summary>What the code prints is thrown away, and so is what it displays: only its value counts.</summary>
    private async Task<Outcome> RunAsync(string code, CancellationToken cancel)
    {
        string? result = null;
        var failed = await _kernel.RunAsync(new RunCell(++_cells, code), Take, cancel);
        return failed is null ? new Outcome(result) : Outcome.Of(failed);

        void Take(KernelMessage message)
        {
            if (message is Displayed { IsResult: true } shown)
                result = shown.Data?.GetValueOrDefault("text/plain");
        }
    }
}

/// <summary>The built library, read once before any notebook runs.</summary>
internal sealed class LibraryCopy
{
    private readonly Dictionary<string, byte[]> _files;
    private readonly string _folder, _script;

    public LibraryCopy(Repository repository)
    {
        if (!File.Exists(repository.LibraryFile))
            throw new UsageException($"{repository.LibraryFile} is missing; build it with: dotnet build");
        _folder = Path.GetDirectoryName(repository.LibraryFile)!;
        _script = Path.GetFileName(repository.WorkbookScript);
        _files = Directory.GetFiles(_folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    /// <summary>Copies it. The script that names the library by its absolute path then names the copy.</summary>
    public void WriteTo(string target)
    {
        foreach (var (name, bytes) in _files)
            File.WriteAllBytes(Path.Combine(target, name), bytes);
        var script = Path.Combine(target, _script);
        if (File.Exists(script))
            File.WriteAllText(script, File.ReadAllText(script).Replace(_folder, target, StringComparison.Ordinal));
    }
}

/// <summary>
/// A fresh folder for one run, laid out as the repository is, so that the set-up cell finds the library at its
/// relative path: a copy of its own, which no notebook before it can have changed.
/// </summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("MfNotebooks-exercises-");

    public Workplace(LibraryCopy library)
    {
        Notebooks = _root.CreateSubdirectory("notebooks").FullName;
        library.WriteTo(_root.CreateSubdirectory(Path.Combine("lib", "MfNotebooks", "bin")).FullName);
    }

    /// <summary>Where the notebook runs.</summary>
    public string Notebooks { get; }

    public void Dispose()
    {
        try
        {
            _root.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = SafeText.Clean(e.Message);
            Console.Error.WriteLine($"{_root.FullName} could not be deleted; delete it by hand ({reason})");
        }
    }
}

/// <summary>
/// Ends the programs that a notebook started and left behind. Ending the kernel's process tree misses those whose
/// parent has gone; they are known by a variable that they inherited. Linux only: other systems do not show it.
/// </summary>
internal static class Leftovers
{
    /// <summary>The environment variable that marks a run's processes.</summary>
    public const string Variable = "MF_EXERCISES_RUN";

    private const int Rounds = 10;

    public static void End(string mark)
    {
        // Again, because a program may start another one while it is being ended.
        for (var round = 0; OperatingSystem.IsLinux() && round < Rounds && EndAll(mark) > 0; round++)
            Thread.Sleep(50);
    }

    private static int EndAll(string mark)
    {
        var ended = 0;
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (!Carries(process.Id, mark))
                    continue;
                process.Kill();
                ended++;
            }
        }
        return ended;
    }

    private static bool Carries(int processId, string mark)
    {
        try
        {
            var environment = File.ReadAllText($"/proc/{processId}/environ");
            return environment.Contains($"{Variable}={mark}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Another user's, or gone.
        }
    }
}
