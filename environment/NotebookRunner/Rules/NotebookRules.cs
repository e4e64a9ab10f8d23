using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Rules;

/// <summary>All rules for committed notebooks (DESIGN, section 4).</summary>
internal static class NotebookRules
{
    /// <summary>Every finding in a set of notebooks, in reading order.</summary>
    public static IEnumerable<Finding> Check(IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            var (notebook, text, unreadable) = Read(file);
            if (notebook is null)
            {
                yield return unreadable!;
                continue;
            }
            foreach (var finding in Check(notebook, text))
                yield return finding;
        }
    }

    private static (Notebook? Notebook, string Text, Finding? Unreadable) Read(string file)
    {
        try
        {
            var text = Notebook.ReadText(file);
            return (Notebook.Parse(file, text), text, null);
        }
        catch (NotebookException e)
        {
            return (null, "", new Finding(Path.GetFileName(file), null, e.Message, "repair the file"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, "", new Finding(Path.GetFileName(file), null, $"it cannot be read ({e.Message})", "make it readable"));
        }
    }

    private static IEnumerable<Finding> Check(Notebook notebook, string text) =>
        FileRules.Check(notebook, text)
            .Concat(CellRules.Check(notebook))
            .Concat(SetupRules.Check(notebook))
            .Concat(ChapterRules.Check(notebook));
}
