namespace MfNotebooks.Runner.Pages;

/// <summary>x</summary>
internal static class Workbook
{
    public static void Write(string folder, IReadOnlyList<string> justRun) { }
}
