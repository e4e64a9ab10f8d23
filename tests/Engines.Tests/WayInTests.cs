namespace MfNotebooks.Tests.Engines;

/// <summary>
/// What the published engine shows where the one way in leads nowhere: at once, with the name of the file. The text
/// above the cell has the remedy.
/// </summary>
public sealed class WayInTests : IDisposable
{
    private const string Import = "#!import ../lib/MfNotebooks/bin/workbook.csx";

    private readonly string _folder = Directory.CreateTempSubdirectory("MfNotebooks-moved-").FullName;

    private string Notebooks => Directory.CreateDirectory(Path.Combine(_folder, "notebooks")).FullName;

    private string Library => Directory.CreateDirectory(Path.Combine(_folder, "lib", "MfNotebooks", "bin")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_library_that_is_not_built_has_no_workbook_csx()
    {
        await using var engine = await StdioEngine.StartAsync(Notebooks);
        var import = await engine.RunAsync(Import);
        Assert.Contains("workbook.csx", import.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_was_moved_has_no_dll_where_it_was()
    {
        var built = Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin");
        var script = File.ReadAllText(Path.Combine(built, "workbook.csx"));
        var moved = script.Replace(built, Path.Combine(_folder, "before"), StringComparison.Ordinal);
        Assert.NotEqual(script, moved);
        File.WriteAllText(Path.Combine(Library, "workbook.csx"), moved);

        await using var engine = await StdioEngine.StartAsync(Notebooks);
        var import = await engine.RunAsync(Import);
        Assert.NotNull(import.Failure);
        Assert.Contains("MfNotebooks.dll", import.Complaints, StringComparison.Ordinal);
    }
}
