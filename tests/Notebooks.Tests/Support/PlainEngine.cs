using System.Diagnostics;
using System.Text.Json;
using MfNotebooks.Runner.Documents;
using MfNotebooks.Runner.Engine;

namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>What one cell showed in the plain engine.</summary>
public sealed record PlainOutput(string Printed, string? Html, string? Text);

/// <summary>Runs a chapter in an engine without anything of .NET Interactive: no formatting package, no kernel context.</summary>
public static class PlainEngine
{
    /// <summary>Runs a chapter's cells, each changed by <paramref name="change"/>, and then <paramref name="more"/> cells.</summary>
    public static async Task<IReadOnlyList<PlainOutput>> RunAsync(string chapter, Func<string, string> change, params string[] more)
    {
        var folder = Path.Combine(RunnerProcess.RepositoryRoot, "notebooks");
        var cells = Notebook.Load(Path.Combine(folder, chapter)).CodeCells.Select(cell => change(cell.Source)).Concat(more);
        var scripts = new List<string>();
        foreach (var cell in cells)
            scripts.Add(await WithPathsAsync(CellCode.Parse(cell)));
        return await RunAsync(scripts, folder);
    }

    /// <summary>The package lines as #r lines with full paths, which is what every engine makes of them.</summary>
    private static async Task<string> WithPathsAsync(CellCode cell)
    {
        if (cell.Packages.Count == 0)
            return cell.Code;
        var assemblies = await PackageRestore.ForThisUser.ResolveAsync(cell.Packages, () => { });
        return string.Concat(assemblies.Select(path => $"#r \"{path}\"\n")) + cell.Code;
    }

    private static async Task<IReadOnlyList<PlainOutput>> RunAsync(List<string> scripts, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [RunnerProcess.Metadata("PlainEnginePath")])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(scripts));
        process.StandardInput.Close();
        var result = await RunnerProcess.FinishAsync(process);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return JsonSerializer.Deserialize<PlainOutput[]>(result.Output)!;
    }
}
