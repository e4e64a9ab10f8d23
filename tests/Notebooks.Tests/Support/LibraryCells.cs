namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>What notebooks of tests need to use the library as the workbook's do.</summary>
public static class LibraryCells
{
    /// <summary>The workbook's set-up cell, for a notebook that lies anywhere.</summary>
    public static string Setup { get; } = string.Concat(FirstCodeCell["source"]!.AsArray().Select(line => (string?)line))
        .Replace("../lib/", Path.Combine(RunnerProcess.RepositoryRoot, "lib") + "/", StringComparison.Ordinal);

    private static System.Text.Json.Nodes.JsonObject FirstCodeCell =>
        ExecutedNotebook.Load(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", "00-start-here.ipynb")).Cells.First(cell => (string?)cell["cell_type"] == "code");
}
