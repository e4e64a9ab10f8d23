using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;
using Spectre.Console;

namespace MfNotebooks.Runner.Commands;

/// <summary>Progress as one bar a notebook, for terminals.</summary>
internal sealed class BarProgress(ProgressContext context) : IRunProgress
{
    private readonly Dictionary<Notebook, ProgressTask> _bars = [];

    public static Task ShowAsync(Func<IRunProgress, Task> run) => AnsiConsole.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new ElapsedTimeColumn())
        .StartAsync(context => run(new BarProgress(context)));

    public void Started(Notebook notebook) => _bars[notebook] =
        context.AddTask(Markup.Escape(notebook.Name), maxValue: Math.Max(1, notebook.CodeCells.Count()));

    public void Doing(Notebook notebook, string what) =>
        _bars[notebook].Description = $"{Markup.Escape(notebook.Name)} [grey]{Markup.Escape(what)}[/]";

    public void CellDone(Notebook notebook) => _bars[notebook].Increment(1);

    public void Finished(NotebookResult result)
    {
        var bar = _bars[result.Notebook];
        var mark = result.Failure is null ? "[green]✓[/]" : "[red]✗[/]";
        bar.Description = $"{mark} {Markup.Escape(result.Notebook.Name)}";
        if (result.Failure is null)
            bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}

/// <summary>Progress as lines, for logs and pipes: never silent for more than a few seconds.</summary>
internal sealed class PlainProgress : IRunProgress, IDisposable
{
    private readonly TextWriter _output;
    private readonly TimeSpan _longestSilence;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private string _doing = "";
    private DateTime _since;

    /// <param name="output">Takes the lines.</param>
    /// <param name="longestSilence">After how long it says what it is doing; null for 5 s.</param>
    public PlainProgress(TextWriter output, TimeSpan? longestSilence = null)
    {
        (_output, _longestSilence) = (output, longestSilence ?? TimeSpan.FromSeconds(5));
        _timer = new Timer(_ => Remind(), null, _longestSilence, _longestSilence);
    }

    public void Started(Notebook notebook) =>
        Write($"▸ {notebook.FileName} ({Counted.Of(notebook.CodeCells.Count(), "code cell")})");

    public void Doing(Notebook notebook, string what) => Do(what);

    public void CellDone(Notebook notebook) => Do("");

    public void Finished(NotebookResult result)
    {
        Do("");
        var mark = result.Failure is null ? '✓' : '✗';
        Write($"{mark} {result.Notebook.FileName} in {result.Elapsed.TotalSeconds:0.0} s");
    }

    public void Dispose() => _timer.Dispose();

    private void Do(string what)
    {
        lock (_gate)
            (_doing, _since) = (what, DateTime.UtcNow);
    }

    private void Write(string line)
    {
        lock (_gate)
            _output.WriteLine(line);
        _timer.Change(_longestSilence, _longestSilence);
    }

    private void Remind()
    {
        lock (_gate)
        {
            var seconds = (int)(DateTime.UtcNow - _since).TotalSeconds;
            if (_doing.Length > 0)
                _output.WriteLine($"  … {_doing}, {seconds} s");
        }
    }
}
