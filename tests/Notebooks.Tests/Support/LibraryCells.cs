namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>What notebooks of tests need to use the library as the workbook's do.</summary>
public static class LibraryCells
{
    /// <summary>The workbook's way in, for a notebook that lies anywhere.</summary>
    public static string Import { get; } =
        $"#!import {Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin", "workbook.csx")}";

    /// <summary>Both of the workbook's first cells in one.</summary>
    public static string Setup { get; } = Import + "\nWorkbook.Start()";
}
