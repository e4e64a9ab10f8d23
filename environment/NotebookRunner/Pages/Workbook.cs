using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>The pages of a folder of executed notebooks.</summary>
internal static class Workbook
{
    /// <summary>
    /// Writes a page for each chapter just run and for each that already had one, so that the links between
    /// neighbours and the gallery are right after every run. Runs into the same folder take turns here: the last one
    /// sees the chapters of all.
    /// </summary>
    /// <returns>What is wrong with earlier chapters that are left out because they cannot be read any more.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<string> justRun)
    {
        using var turn = FolderTurn.Take(folder);
        var (math, leftOut) = (new MathRenderer(), new List<string>());
        var chapters = Directory.GetFiles(folder, "*.ipynb")
            .Where(file => justRun.Contains(Path.GetFileNameWithoutExtension(file)) || File.Exists(Path.ChangeExtension(file, ".html")))
            .Order(StringComparer.Ordinal)
            .Select(file => TryLoad(file, leftOut))
            .OfType<Notebook>()
            .Select(notebook => ChapterSummary.Of(notebook, math))
            .ToArray();
        for (var i = 0; i < chapters.Length; i++)
        {
            var page = ChapterPage.ToHtml(chapters[i], chapters.ElementAtOrDefault(i - 1), chapters.ElementAtOrDefault(i + 1), math);
            OutputFile.Write(Path.Combine(folder, chapters[i].PageName), page);
        }
        OutputFile.Write(Path.Combine(folder, "index.html"), GalleryPage.ToHtml(chapters));
        return leftOut;
    }

    private static Notebook? TryLoad(string file, List<string> leftOut)
    {
        try
        {
            return Notebook.Load(file);
        }
        catch (NotebookException e)
        {
            leftOut.Add(e.Message);
            return null;
        }
    }
}
