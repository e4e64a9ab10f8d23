using System.Globalization;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Running;

/// <summary>Progress as lines, for logs and pipes.</summary>
internal sealed class PlainProgress(TextWriter output) : IRunProgress
{
    public void Started(Notebook notebook) =>
        output.WriteLine($"▸ {notebook.FileName} ({notebook.CodeCells.Count().ToString(CultureInfo.InvariantCulture)} code cells)");

    public void Restoring(Notebook notebook, string packages) => output.WriteLine($"  restoring {packages}");

    public void CellDone(Notebook notebook)
    {
    }

    public void Finished(NotebookResult result) =>
        output.WriteLine($"{(result.Failure is null ? '✓' : '✗')} {result.Notebook.FileName} " +
            $"in {result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
}
