using System.Security.Cryptography;
using System.Text;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>The pages of a folder of executed notebooks.</summary>
internal static class WorkbookPages
{
    /// <summary>
    /// Writes a page for each chapter just run and for each that already had one, so that the links between
    /// neighbours and the gallery are right after every run. Runs into the same folder take turns here: the last one
    /// sees the chapters of all.
    /// </summary>
    /// <param name="folder">The folder with the executed notebooks.</param>
    /// <param name="justRun">The notebooks just run, from where they lie with what they link to.</param>
    /// <returns>What a reader should know: what is left out, and what is not as the text says.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<Notebook> justRun)
    {
        using var turn = FolderTurn.Take(folder);
        var (math, notes) = (new MathRenderer(), new List<string>());
        foreach (var notebook in justRun)
            notes.AddRange(PageLinks.CopyFiles(notebook, folder, math));
        var names = justRun.Select(notebook => notebook.Name).ToArray();
        var chapters = Directory.GetFiles(folder, "*.ipynb")
            .Where(file => names.Contains(Path.GetFileNameWithoutExtension(file)) || File.Exists(PageOf(file)))
            .Order(StringComparer.Ordinal)
            .Select(file => TryLoad(file, notes))
            .OfType<Notebook>()
            .Select(notebook => ChapterSummary.Of(notebook, folder, math))
            .ToArray();
        for (var i = 0; i < chapters.Length; i++)
        {
            var (previous, next) = (chapters.ElementAtOrDefault(i - 1), chapters.ElementAtOrDefault(i + 1));
            var page = ChapterPage.ToHtml(chapters[i], previous, next, math);
            OutputFile.Write(Path.Combine(folder, chapters[i].PageName), page);
        }
        OutputFile.Write(Path.Combine(folder, LabPage.Name), LabPage.ToHtml());
        OutputFile.Write(Path.Combine(folder, "index.html"), GalleryPage.ToHtml(chapters));
        return notes;

        string PageOf(string file) => Path.Combine(folder, PageLinks.PageOf(Path.GetFileNameWithoutExtension(file)));
    }

    /// <summary>
    /// Draws a page for nobody. What draws is compiled at its first use: while the cells run, nobody waits for it.
    /// </summary>
    public static void Rehearse(string file)
    {
        var math = new MathRenderer();
        var summary = ChapterSummary.Of(Notebook.Load(file), Path.GetDirectoryName(file)!, math);
        ChapterPage.ToHtml(summary, null, null, math);
    }

    private static Notebook? TryLoad(string file, List<string> notes)
    {
        try
        {
            return Notebook.Load(file);
        }
        catch (NotebookException e)
        {
            notes.Add($"not in the gallery: {e.Message}");
            return null;
        }
    }

    /// <summary>One process at a time in a folder, by a mutex of the system that is named after it.</summary>
    private sealed class FolderTurn : IDisposable
    {
        private readonly Mutex _mutex;

        private FolderTurn(Mutex mutex) => _mutex = mutex;

        /// <summary>Waits until nobody else has the turn. Dispose it on the same thread.</summary>
        public static FolderTurn Take(string folder)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder)));
            var options = new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false };
            var name = $"MfNotebooks-{Convert.ToHexStringLower(hash)[..32]}";
            var mutex = new Mutex(initiallyOwned: false, name, options);
            try
            {
                mutex.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                // Its owner was killed; what it wrote is whole all the same.
            }
            return new FolderTurn(mutex);
        }

        public void Dispose()
        {
            _mutex.ReleaseMutex();
            _mutex.Dispose();
        }
    }
}
