using System.CommandLine;
using System.Runtime.CompilerServices;
using MfNotebooks.Runner.Doctor;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>doctor</c>: what this machine has and lacks for the workbook, a line each.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Writes the report as JSON." };

    public static Command Create()
    {
        var command = new Command("doctor", "Says what this machine has and lacks for the workbook.") { Json };
        command.SetAction((parsed, cancel) => ExamineAsync(parsed.GetValue(Json), cancel));
        return command;
    }

    private static async Task<int> ExamineAsync(bool json, CancellationToken cancel)
    {
        var diagnoses = new List<Diagnosis>();
        await foreach (var diagnosis in DiagnosesAsync(cancel))
        {
            diagnoses.Add(diagnosis);
            if (!json)
                Console.WriteLine(diagnosis);
        }
        var report = new DoctorReport(diagnoses);
        Console.WriteLine(json ? report.ToJson() : $"\n{report.Verdict}");
        return report.IsReady ? ExitCode.Success : ExitCode.Failure;
    }

    private static async IAsyncEnumerable<Diagnosis> DiagnosesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var workbook = new WorkbookChecks(Repository.Find());
        yield return await MachineChecks.SdkAsync();
        yield return MachineChecks.Memory();
        yield return MachineChecks.Disk();
        yield return workbook.Library();
        var (torch, probe) = await workbook.SetupCellAsync(cancel);
        yield return torch;
        yield return await GpuCheck.ExamineAsync(probe);
        yield return DataCheck.Examine();
        yield return await EngineChecks.DotnetInteractiveAsync();
        yield return await EngineChecks.KernelsAsync();
        yield return EngineChecks.CommunityEngines();
        yield return EditorCheck.Examine();
        yield return MachineChecks.Browser();
    }
}
