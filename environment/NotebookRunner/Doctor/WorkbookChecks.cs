using System.Text.Json.Nodes;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Documents;
using MfNotebooks.Runner.Running;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The workbook itself: is its library built, does its set-up cell work, is its data there?</summary>
internal sealed class WorkbookChecks(Repository repository)
{
    public Diagnosis Library()
    {
        var library = new FileInfo(repository.LibraryFile);
        if (!library.Exists)
            return new Diagnosis(Standing.Missing, "Library", $"{library.FullName} is missing; run: dotnet build");
        var newest = Directory.EnumerateFiles(repository.LibraryFolder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Max(File.GetLastWriteTimeUtc);
        return newest <= library.LastWriteTimeUtc
            ? new Diagnosis(Standing.Good, "Library", "built")
            : new Diagnosis(Standing.Missing, "Library", "older than its sources; run: dotnet build");
    }

    /// <summary>Runs the set-up cell as a notebook would and shows what the library says of the machine.</summary>
    public async Task<Diagnosis> SetupCellAsync(CancellationToken cancel)
    {
        try
        {
            var setup = Notebook.Load(repository.Notebooks()[0]).CodeCells.First();
            var probe = Notebook.Parse(Path.Combine(repository.NotebooksFolder, "doctor.ipynb"), ProbeText(setup.Source));
            var result = await new NotebookRun(probe, TimeSpan.FromMinutes(2), new PlainProgress(TextWriter.Null)).RunAsync(cancel);
            return result.Failure is { } failure
                ? new Diagnosis(Standing.Missing, "Set-up cell", failure.Message)
                : new Diagnosis(Standing.Good, "Set-up cell", probe.Cells[^1].PrintedText.Trim());
        }
        catch (Exception e) when (e is UsageException or NotebookException or InvalidOperationException)
        {
            return new Diagnosis(Standing.Missing, "Set-up cell", e.Message);
        }
    }

    public static Diagnosis Data() => Environment.GetEnvironmentVariable("MF_DATA_DIR") switch
    {
        null or "" => new Diagnosis(Standing.Optional, "Data", "MF_DATA_DIR is not set; MovieLens is downloaded when a chapter asks for it"),
        var folder when Directory.Exists(folder) => new Diagnosis(Standing.Good, "Data", folder),
        var folder => new Diagnosis(Standing.Missing, "Data", $"MF_DATA_DIR is {folder}, and there is no such folder"),
    };

    private static string ProbeText(string setup) => new JsonObject
    {
        ["nbformat"] = 4,
        ["cells"] = new JsonArray(ProbeCell("setup", setup), ProbeCell("report", "Console.WriteLine(Workbook.Start());")),
    }.ToJsonString();

    private static JsonObject ProbeCell(string id, string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["source"] = source,
    };
}
