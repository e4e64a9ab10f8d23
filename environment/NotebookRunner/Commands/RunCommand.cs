using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using MfNotebooks.Runner.Exercises;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;
using Spectre.Console;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>run</c>: its arguments and options. Without a verb the program does the same.</summary>
internal static class RunCommand
{
    private const double DefaultTimeout = 120;

    private static readonly Argument<string[]> Files = new("FILES")
    {
        Description = "The notebooks to run, or folders of them; without any, all in notebooks/.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Gives a parameter another value, as in --set latentDim=3; can be repeated.",
        HelpName = "name=value",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder for the executed notebooks and their pages " +
            "(default: artifacts/workbook; for --check-exercises artifacts/exercises).",
        HelpName = "DIR",
    };

    private static readonly Option<double> CellTimeout = new("--timeout")
    {
        Description = "The seconds that one cell may take.",
        HelpName = "S",
        DefaultValueFactory = _ => DefaultTimeout,
        CustomParser = ParseTimeout,
    };

    private static readonly Option<bool> KeepGoing = new("--keep-going")
    {
        Description = "Runs the other notebooks too after one has failed.",
    };

    private static readonly Option<string?> CheckExercises = new("--check-exercises")
    {
        Description = "Runs no notebook, but judges the answers in a folder of returned ones, " +
            "and lists who solved what.",
        HelpName = "DIR",
    };

    public const string Verb = "run";

    public static Command Create()
    {
        var command = new Command(Verb, "Runs notebooks and writes their pages.")
        {
            Files, Set, Out, CellTimeout, KeepGoing, CheckExercises,
        };
        command.SetAction((parsed, cancel) =>
        {
            var options = new RunOptions(
                parsed.GetValue(Files) ?? [],
                parsed.GetValue(Set) ?? [],
                parsed.GetValue(Out),
                TimeSpan.FromSeconds(parsed.GetValue(CellTimeout)),
                parsed.GetValue(KeepGoing));
            return parsed.GetValue(CheckExercises) is { } folder
                ? CheckAsync(folder, options, cancel)
                : new WorkbookRun(options).RunAsync(cancel);
        });
        return command;
    }

    private static Task<int> CheckAsync(string folder, RunOptions options, CancellationToken cancel) =>
        options is { Files.Count: 0, Set.Count: 0, KeepGoing: false }
            ? new ExerciseRun(folder, options.Out, new Limits(options.Timeout)).RunAsync(cancel)
            : throw new UsageException("--check-exercises goes with --out and --timeout only: " +
                "it takes its notebooks from its folder, and always judges all.");

    private static double ParseTimeout(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and < 1e6)
            return seconds;
        result.AddError($"--timeout {text}: write a number of seconds above 0, as in --timeout 300.");
        return DefaultTimeout;
    }
}

/// <summary>What the verb <c>run</c> was asked to do.</summary>
internal sealed record RunOptions(
    IReadOnlyList<string> Files, IReadOnlyList<string> Set, string? Out, TimeSpan Timeout, bool KeepGoing);

/// <summary>Runs a set of notebooks and writes what came of it.</summary>
internal sealed class WorkbookRun(RunOptions options)
{
    private const string PageTitleEnd = " · MfNotebooks</title>";

    private readonly List<string> _problems = [];
    private readonly List<NotebookResult> _results = [];

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var files = Repository.FindNotebooks(options.Files);
        var folder = OutputFolder(files);
        var notebooks = LoadAll(files);
        RequireRoom(folder, [.. notebooks.OfType<Notebook>()]);
        new ParameterAssignments(options.Set).Inject([.. notebooks.OfType<Notebook>()]);
        MakeFolder(folder);
        _ = Task.Run(() => WorkbookPages.Rehearse(files[0]), cancel);
        try
        {
            await RunAllAsync(notebooks, folder, cancel);
        }
        catch (OperationCanceledException) when (_results.Count > 0)
        {
            Report(folder); // Ctrl-C at the twelfth chapter must not cost the pages of eleven.
            throw;
        }
        return Report(folder);
    }

    private string OutputFolder(IReadOnlyList<string> files)
    {
        var twins = files.GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1);
        return twins is null
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Out ?? Repository.Find().WorkbookFolder))
            : throw new UsageException(
                $"{string.Join(" and ", twins)} would have the same page; run them with different --out folders.");
    }

    /// <summary>What lies in the folder under a notebook's name is replaced only when it came from a run.</summary>
    private static void RequireRoom(string folder, IReadOnlyList<Notebook> notebooks)
    {
        foreach (var notebook in notebooks)
        {
            var target = Path.Combine(folder, notebook.FileName);
            if (!File.Exists(target))
                continue;
            if (OutputFile.IsSame(target, notebook.Path))
                throw Taken($"{notebook.FileName} lies there and would be overwritten");
            if (!IsRunOf(notebook, target))
                throw Taken($"another {notebook.FileName} lies there, which no run has written, and would be replaced");
        }

        UsageException Taken(string problem) => new($"--out {folder}: {problem}; choose another folder.");
    }

    private static bool IsRunOf(Notebook notebook, string target)
    {
        var page = Path.ChangeExtension(target, ".html");
        if (File.Exists(page)
            && File.ReadLines(page).Take(20).Any(line => line.EndsWith(PageTitleEnd, StringComparison.Ordinal)))
            return true;
        try
        {
            // A run that was ended before it wrote its pages has left the same title.
            return Notebook.Load(target).Title == notebook.Title;
        }
        catch (NotebookException)
        {
            return false;
        }
    }

    /// <summary>And tries it: that it cannot be written is better known before anything runs.</summary>
    private static void MakeFolder(string folder)
    {
        var does = "made";
        try
        {
            Directory.CreateDirectory(folder);
            does = "written";
            using var trial = new FileStream(Path.Combine(folder, $"{Guid.NewGuid():N}.part"), FileMode.CreateNew,
                FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"--out {folder}: the folder cannot be {does} ({e.Message}); choose another one.");
        }
    }

    /// <summary>Null stands for a notebook that cannot be run: a problem of its own, not of the others.</summary>
    private List<Notebook?> LoadAll(IReadOnlyList<string> files)
    {
        var notebooks = new List<Notebook?>();
        foreach (var file in files)
        {
            try
            {
                var notebook = Notebook.Load(file);
                notebook.RequireCSharp();
                notebooks.Add(notebook);
            }
            catch (NotebookException e)
            {
                notebooks.Add(null);
                _problems.Add(e.Message);
            }
        }
        return notebooks;
    }

    private async Task RunAllAsync(List<Notebook?> notebooks, string folder, CancellationToken cancel)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            await BarProgress.ShowAsync(RunInOrderAsync);
            return;
        }
        using var lines = new PlainProgress(Console.Out);
        await RunInOrderAsync(lines);

        async Task RunInOrderAsync(IRunProgress progress)
        {
            foreach (var notebook in notebooks)
            {
                if (notebook is not null)
                    await RunOneAsync(notebook, folder, progress, cancel);
                var failed = notebook is null || _results[^1].Failure is not null;
                if (failed && !options.KeepGoing)
                    break;
            }
        }
    }

    private async Task RunOneAsync(Notebook notebook, string folder, IRunProgress progress, CancellationToken cancel)
    {
        var result = await new NotebookRun(notebook, options.Timeout, progress).RunAsync(cancel);
        OutputFile.Write(Path.Combine(folder, notebook.FileName), notebook.ToText());
        _results.Add(result);
        if (result.Problem is { } problem)
            _problems.Add(problem);
    }

    private int Report(string folder)
    {
        Notebook[] run = [.. _results.Select(result => result.Notebook)];
        foreach (var note in run.Length == 0 ? [] : WorkbookPages.Write(folder, run))
            Console.Error.WriteLine($"– {Printable(note)}");
        foreach (var problem in _problems)
            Console.Error.WriteLine($"✗ {Printable(problem)}");
        foreach (var notebook in run.Where(notebook => ChapterSummary.MadeUpIn(notebook) is not null))
            Console.WriteLine($"! {notebook.FileName} ran on made-up ratings: its page says why, and its numbers are " +
                "not MovieLens'.");
        if (_problems.Count == 0)
        {
            foreach (var result in _results)
                PrintTerminalCells(result.Notebook);
        }
        if (_results.Count > 0)
            Console.WriteLine($"\nThe pages: {Path.Combine(folder, "index.html")}");
        return _problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>What tagged cells printed, under the heading that they stand below.</summary>
    private static void PrintTerminalCells(Notebook notebook)
    {
        var heading = "";
        foreach (var cell in notebook.Cells)
        {
            if (cell.IsMarkdown)
                heading = cell.Source.Split('\n').LastOrDefault(line => line.StartsWith('#'), heading);
            else if (cell.IsCode && cell.Tags.Contains(CellTags.Terminal))
            {
                Console.WriteLine($"\n{notebook.Name}, {heading.TrimStart('#', ' ')}:");
                Console.WriteLine(Printable(cell.PrintedText.TrimEnd()));
            }
        }
    }

    /// <summary>Control characters would move the cursor and change colours of the reader's terminal.</summary>
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var character in text)
            printable.Append(char.IsControl(character) && character is not ('\n' or '\t') ? '·' : character);
        return printable.ToString();
    }
}
