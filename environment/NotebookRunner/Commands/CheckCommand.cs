using System.CommandLine;
using MfNotebooks.Runner.Rules;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>check</c>: are the notebooks in the form in which they are committed?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "The notebooks to check; without any, all in notebooks/.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("check", "Checks the notebooks' form: metadata, cell ids, set-up cell, directives, links, formulas.") { files };
        command.SetAction(parsed => Check(parsed.GetValue(files) ?? []));
        return command;
    }

    private static int Check(IReadOnlyList<string> files)
    {
        var notebooks = NotebookFiles.Find(files);
        var findings = NotebookRules.Check(notebooks).ToArray();
        foreach (var finding in findings)
            Console.WriteLine(finding);
        Console.WriteLine(findings.Length == 0
            ? $"{notebooks.Count} notebooks, nothing to mend."
            : $"{findings.Length} problems in {notebooks.Count} notebooks.");
        return findings.Length == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
