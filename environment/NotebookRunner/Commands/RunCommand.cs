using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MfNotebooks.Runner.Exercises;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>run</c>: its arguments and options.</summary>
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

    public static Command Create()
    {
        var command = new Command("run", "Runs notebooks and writes their pages.")
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

    /// <summary>What the program does without a verb.</summary>
    public static Task<int> RunAllAsync(CancellationToken cancel) =>
        new WorkbookRun(new RunOptions([], [], null, TimeSpan.FromSeconds(DefaultTimeout), KeepGoing: false))
            .RunAsync(cancel);

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
