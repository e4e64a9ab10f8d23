using System.CommandLine;
using MfNotebooks.Runner.Doctor;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>doctor</c>: what this machine has and lacks for the workbook, a line each.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what this machine has and lacks for the workbook.");
        command.SetAction((_, cancel) => ExamineAsync(cancel));
        return command;
    }

    private static async Task<int> ExamineAsync(CancellationToken cancel)
    {
        var healthy = true;
        await foreach (var diagnosis in DiagnosesAsync(cancel))
        {
            Console.WriteLine(diagnosis);
            healthy &= diagnosis.Standing != Standing.Missing;
        }
        Console.WriteLine(healthy ? "\nNotebooks run here." : "\nMend the lines with ✗ first.");
        return healthy ? ExitCode.Success : ExitCode.Failure;
    }

    private static async IAsyncEnumerable<Diagnosis> DiagnosesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var workbook = new WorkbookChecks(Repository.Find());
        yield return await MachineChecks.SdkAsync();
        yield return MachineChecks.Memory();
        yield return MachineChecks.Disk();
        yield return workbook.Library();
        yield return await workbook.SetupCellAsync(cancel);
        yield return WorkbookChecks.Data();
        yield return await EngineChecks.DotnetInteractiveAsync();
        yield return await EngineChecks.JupyterAsync();
        yield return EngineChecks.VisualStudioCode();
        yield return MachineChecks.Browser();
    }
}
