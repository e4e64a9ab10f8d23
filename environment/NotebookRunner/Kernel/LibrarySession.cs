using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Kernel;

/// <summary>
/// Runs code behind the notebooks' set-up cell, in a process of its own: this program does not reference the library.
/// </summary>
internal static class LibrarySession
{
    /// <summary>Null when the code ended well. What it prints goes to <paramref name="print"/> at once.</summary>
    public static async Task<CellFailed?> RunAsync(
        Repository repository, string code, TimeSpan limit, Action<string> print, CancellationToken cancel)
    {
        var setup = Notebook.Load(repository.Notebooks()[0]).CodeCells.First().Source;
        await using var session = KernelSession.Start(repository.NotebooksFolder, new CellLimits(limit));
        return await session.RunAsync(new RunCell(1, setup), Show, cancel)
            ?? await session.RunAsync(new RunCell(2, code), Show, cancel);

        void Show(KernelMessage message)
        {
            if (message is StreamWritten { Name: "stdout" } written)
                print(written.Text);
        }
    }
}
