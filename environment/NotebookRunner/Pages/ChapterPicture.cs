using System.Text.Json.Nodes;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>
/// Finds what the gallery shows of a chapter. The library marks its charts and its start-up card, which brings the
/// drawing script, by a class each; the runner knows no more of it than these two names.
/// </summary>
internal static class ChapterPicture
{
    private const string ChartMark = "class=\"mf-chart\"", CardMark = "class=\"mf-card\"";

    /// <summary>The chart of the cell tagged <c>cover</c>, else the chapter's first; null where there is none.</summary>
    public static string? Of(Notebook notebook) => notebook.Cells
        .OrderByDescending(cell => cell.Tags.Contains(CellTags.Cover))
        .SelectMany(Html)
        .FirstOrDefault(html => html.Contains(ChartMark, StringComparison.Ordinal));

    /// <summary>The output that brings the drawing script, once for all pictures; null where no chapter has one.</summary>
    public static string? ScriptOf(IEnumerable<Notebook> notebooks) => notebooks
        .SelectMany(notebook => notebook.Cells)
        .SelectMany(Html)
        .FirstOrDefault(html => html.Contains(CardMark, StringComparison.Ordinal));

    private static IEnumerable<string> Html(Cell cell) => cell.IsCode
        ? cell.Outputs.Select(output => output.At("data", "text/html")).OfType<JsonNode>().Select(MultilineText.Read)
        : [];
}
