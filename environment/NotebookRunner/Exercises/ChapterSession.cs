using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A process in which the repository's chapter has run up to its exercises, and their guards are ready.</summary>
internal sealed class ChapterSession : IAsyncDisposable
{
    private readonly Workplace workplace;
    private readonly GuardedProcess process;
    private readonly Dictionary<Exercise, Guard> guards;

    private ChapterSession(Workplace workplace, GuardedProcess process, Chapter chapter)
    {
        this.workplace = workplace;
        this.process = process;
        guards = chapter.Exercises.ToDictionary(exercise => exercise, exercise => new Guard(exercise));
    }

    /// <summary>Whether the process is gone, with whatever ran last.</summary>
    public bool Ended => process.Ended;

    /// <exception cref="NotebookException">The repository's own cells did not run.</exception>
    public static async Task<ChapterSession> StartAsync(Chapter chapter, LibraryCopy library, Limits limits, CancellationToken cancel)
    {
        var workplace = new Workplace(library);
        try
        {
            var process = GuardedProcess.Start(workplace.Notebooks, limits.Cell);
            var session = new ChapterSession(workplace, process, chapter);
            try
            {
                await session.PrepareAsync(chapter, cancel);
                return session;
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
        }
        catch
        {
            workplace.Dispose();
            throw;
        }
    }

    public Guard GuardOf(Exercise exercise) => guards[exercise];

    public Task<Outcome> RunAsync(string code, CancellationToken cancel) => process.RunAsync(code, cancel);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        workplace.Dispose();
    }

    private async Task PrepareAsync(Chapter chapter, CancellationToken cancel)
    {
        foreach (var cell in chapter.Content)
            await RunOwnAsync($"cell {cell.Number} (id {cell.Id})", cell.Source);
        foreach (var exercise in chapter.Exercises)
            await RunOwnAsync($"the check of exercise {exercise.Number}", guards[exercise].Declaration);

        async Task RunOwnAsync(string what, string code)
        {
            if ((await process.RunAsync(code, cancel)).Problem is { } problem)
                throw new NotebookException($"{chapter.Notebook.FileName}, {what}: {SafeText.Clean(problem)}");
        }
    }
}
