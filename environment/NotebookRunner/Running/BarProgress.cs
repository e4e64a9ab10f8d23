using MfNotebooks.Runner.Documents;
using Spectre.Console;

namespace MfNotebooks.Runner.Running;

/// <summary>Progress as one bar a notebook, for terminals.</summary>
internal sealed class BarProgress(ProgressContext context) : IRunProgress
{
    private readonly Dictionary<Notebook, ProgressTask> bars = [];

    public static Task ShowAsync(Func<IRunProgress, Task> run) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(context => run(new BarProgress(context)));

    public void Started(Notebook notebook) =>
        bars[notebook] = context.AddTask(Markup.Escape(notebook.Name), maxValue: Math.Max(1, notebook.CodeCells.Count()));

    public void Restoring(Notebook notebook, string packages) =>
        bars[notebook].Description = $"{Markup.Escape(notebook.Name)} [grey]restoring packages[/]";

    public void CellDone(Notebook notebook)
    {
        bars[notebook].Description = Markup.Escape(notebook.Name);
        bars[notebook].Increment(1);
    }

    public void Finished(NotebookResult result)
    {
        var bar = bars[result.Notebook];
        bar.Description = $"{(result.Failure is null ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(result.Notebook.Name)}";
        if (result.Failure is null)
            bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}
