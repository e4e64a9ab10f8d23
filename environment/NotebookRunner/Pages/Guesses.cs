using System.Net;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>
/// Guess, then look. A prompt is a Markdown cell whose last paragraph begins with <see cref="Opening"/>; the code cells
/// behind it hold the answer, and the Markdown cell after those takes the guess up, as far as its next section or
/// prompt. On the page both stay folded until the reader has guessed. Without JavaScript and in print nothing is.
/// </summary>
internal static class Guesses
{
    public const string Opening = "**Predict before you run.**";

    public static bool IsPrompt(Cell cell) => cell.IsMarkdown
        && cell.Source.Split("\n\n").Last(paragraph => paragraph.Trim().Length > 0 || paragraph == cell.Source)
            .TrimStart().StartsWith(Opening, StringComparison.Ordinal);

    /// <summary>
    /// The last cell of the answer to the prompt at a place: the text that takes the guess up. Null where no cell
    /// answers the prompt, or where the text behind it opens a new section instead.
    /// </summary>
    public static int? AnswerEnd(IReadOnlyList<Cell> cells, int prompt)
    {
        var after = prompt + 1;
        while (after < cells.Count && cells[after].IsCode)
            after++;
        var isTakenUp = after > prompt + 1 && after < cells.Count && cells[after].IsMarkdown
            && !cells[after].Source.StartsWith('#');
        return isTakenUp ? after : null;
    }

    /// <summary>
    /// Parts the text that takes a guess up: the answer, and what the cell goes on with: a new section, or the next
    /// prompt. The latter two are readable from the start, so that no code stands there without its question.
    /// </summary>
    public static (string Folded, string Open) SplitTakeUp(Cell cell)
    {
        var section = cell.Source.IndexOf("\n## ", StringComparison.Ordinal);
        var prompt = IsPrompt(cell) ? cell.Source.LastIndexOf("\n" + Opening, StringComparison.Ordinal) : -1;
        var at = section >= 0 ? section : prompt;
        return at < 0 ? (cell.Source, "") : (cell.Source[..at], cell.Source[at..].TrimStart());
    }

    /// <summary>Where the page's script puts the field: <c>metadata.mfnotebooks.guess</c> says which.</summary>
    public static string Field(Cell prompt)
    {
        var kind = prompt.Json.At("metadata", "mfnotebooks", "guess")?.ToJsonString() ?? "\"text\"";
        return $"<div class=\"guess\" data-kind=\"{WebUtility.HtmlEncode(kind)}\" data-for=\"{IdOf(prompt)}\"></div>\n";
    }

    /// <summary>The id of what stays folded until the guess.</summary>
    public static string IdOf(Cell prompt) => WebUtility.HtmlEncode("answer-" + prompt.Id);
}
