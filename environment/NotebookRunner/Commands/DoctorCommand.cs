using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MfNotebooks.Runner.Doctor;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Commands;

/// <summary>The verb <c>doctor</c>: what this machine has and lacks for the workbook, a line each.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Writes the report as JSON." };

    private static readonly Option<bool> Fix = new("--fix")
    {
        Description = "First moves files that lie in the way, and says which. It asks nothing of the network.",
    };

    public static Command Create()
    {
        var command = new Command("doctor", "Says what this machine has and lacks for the workbook.") { Json, Fix };
        command.SetAction((parsed, cancel) => ExamineAsync(parsed.GetValue(Json), parsed.GetValue(Fix), cancel));
        return command;
    }

    private static async Task<int> ExamineAsync(bool json, bool fix, CancellationToken cancel)
    {
        var repository = Repository.Find();
        var frontEnds = new FrontEndChecks(repository.NotebooksFolder, UserFolders.Mine());
        var mended = fix ? frontEnds.Mend() : [];
        if (!json && fix)
            Console.WriteLine((mended.Count > 0 ? string.Join('\n', mended) : "Nothing to move.") + "\n");
        var found = new List<Diagnosis>();
        await foreach (var diagnosis in DiagnosesAsync(new RunnerChecks(repository), frontEnds, cancel))
        {
            found.Add(diagnosis);
            if (!json)
                Console.WriteLine(diagnosis);
        }
        var isReady = found.All(diagnosis => diagnosis.Standing != Standing.Missing);
        var verdict = isReady ? "Notebooks run here." : "Mend the lines with ✗ first.";
        Console.WriteLine(json ? ToJson(isReady, found, mended) : $"\n{verdict}");
        return isReady ? ExitCode.Success : ExitCode.Failure;
    }

    private static async IAsyncEnumerable<Diagnosis> DiagnosesAsync(
        RunnerChecks runner, FrontEndChecks frontEnds, [EnumeratorCancellation] CancellationToken cancel)
    {
        yield return await runner.SdkAsync();
        yield return RunnerChecks.Memory();
        yield return RunnerChecks.Disk();
        yield return runner.Library();
        var (torch, gpu) = await runner.TorchAsync(cancel);
        yield return torch;
        yield return gpu;
        yield return RunnerChecks.Data();
        yield return await frontEnds.EngineAsync();
        yield return await frontEnds.KernelsAsync();
        yield return FrontEndChecks.CommunityEngines();
        yield return frontEnds.VisualStudioCode();
        yield return RunnerChecks.Browser();
    }

    private static string ToJson(bool isReady, List<Diagnosis> found, IReadOnlyList<string> mended) => new JsonObject
    {
        ["ready"] = isReady,
        ["mended"] = new JsonArray([.. mended.Select(line => (JsonNode)line)]),
        ["checks"] = new JsonArray([.. found.Select(diagnosis => (JsonNode)diagnosis.ToJson())]),
    }.ToJsonString(Readable);
}
