using System.Globalization;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Rules;

/// <summary>Something that a notebook's form has wrong, and what to do about it.</summary>
internal sealed record Finding(string File, Cell? Cell, string Problem, string Remedy)
{
    public override string ToString()
    {
        var number = Cell?.Number.ToString(CultureInfo.InvariantCulture);
        var place = Cell is null ? "" : $" cell {number} ({Cell.Id}):";
        return $"{File}:{place} {Problem} — {Remedy}";
    }
}

/// <summary>All rules for committed notebooks (DESIGN, section 4).</summary>
internal static class NotebookRules
{
    /// <summary>Every finding in a set of notebooks, in reading order.</summary>
    public static IEnumerable<Finding> Check(IReadOnlyList<string> files) => files.SelectMany(Check);

    private static IEnumerable<Finding> Check(string file)
    {
        try
        {
            var text = Notebook.ReadText(file);
            var notebook = Notebook.Parse(file, text);
            return FileRules.Check(notebook, text)
                .Concat(CellRules.Check(notebook))
                .Concat(SetupRules.Check(notebook))
                .Concat(ChapterRules.Check(notebook));
        }
        catch (NotebookException e)
        {
            return [new Finding(Path.GetFileName(file), null, e.Problem, e.Remedy)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new Finding(Path.GetFileName(file), null, $"it cannot be read ({e.Message})", "make it readable")];
        }
    }
}
