using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Pages;

/// <summary>The pages of a folder of executed notebooks.</summary>
internal static class Workbook
{
    /// <summary>
    /// Writes a page for each chapter just run and for each that already had one, so that the links between
    /// neighbours and the gallery are right after every run.
    /// </summary>
    public static void Write(string folder, IReadOnlyList<string> justRun)
    {
        var math = new MathRenderer();
        var chapters = Directory.GetFiles(folder, "*.ipynb")
            .Where(file => justRun.Contains(Path.GetFileNameWithoutExtension(file)) || File.Exists(Path.ChangeExtension(file, ".html")))
            .Order(StringComparer.Ordinal)
            .Select(file => ChapterSummary.Of(Notebook.Load(file), math))
            .ToArray();
        for (var i = 0; i < chapters.Length; i++)
        {
            var page = ChapterPage.ToHtml(chapters[i], chapters.ElementAtOrDefault(i - 1), chapters.ElementAtOrDefault(i + 1), math);
            AtomicFile.WriteAllText(Path.Combine(folder, chapters[i].PageName), page);
        }
        AtomicFile.WriteAllText(Path.Combine(folder, "index.html"), GalleryPage.ToHtml(chapters));
    }
}
