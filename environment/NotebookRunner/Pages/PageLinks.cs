using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Pages;

/// <summary>
/// What a chapter's text links to, as it is on the chapter's page: other notebooks are their pages, attachments and
/// pictures are in the page itself, and other files lie beside the pages, in <c>files/CHAPTER/</c>, where the run of
/// the chapter puts them. The executed notebook alone no longer knows where its files are.
/// </summary>
/// <param name="pages">The folder of the pages.</param>
/// <param name="chapter">The notebook's name.</param>
internal sealed partial class PageLinks(string pages, string chapter)
{
    private const long LargestCopy = 50_000_000;
    private const int LargestPicture = 5_000_000;
    private const string Opening = """(?<=<(?<tag>img|a)\b[^<>]*?\s(?:src|href)=(?<quote>["']))""";
    private const RegexOptions Loosely = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Dictionary<string, string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
    };

    /// <summary>The page of a notebook. No notebook takes the place of the gallery or of the lab.</summary>
    public static string PageOf(string notebook) => notebook + (Reserved().IsMatch(notebook) ? "_.html" : ".html");

    /// <summary>Copies the files that a notebook's text links to, and says which cannot be on the page.</summary>
    public static IEnumerable<string> CopyFiles(Notebook notebook, string pages, MathRenderer math)
    {
        foreach (var cell in notebook.Cells.Where(cell => cell.IsMarkdown))
        {
            var html = new ChapterMarkdown(math).ToHtml(cell.Source);
            foreach (var match in Address().Matches(html).DistinctBy(match => match.Value))
            {
                var address = WebUtility.HtmlDecode(match.Value);
                if (Problem(notebook, cell, address, pages) is { } problem)
                    yield return $"{notebook.FileName}, cell {cell.Number}, {address}: {problem}. The page lacks it.";
            }
        }
    }

    /// <summary>The HTML of a cell's text with every address as it is on the page.</summary>
    public string Rewrite(string html, Cell? cell) => Address().Replace(html, match =>
        WebUtility.HtmlEncode(OnPage(WebUtility.HtmlDecode(match.Value), match.Groups["tag"].Value == "img", cell)));

    private string OnPage(string address, bool isPicture, Cell? cell)
    {
        if (AttachmentName(address) is { } name)
            return cell is null ? address : Attachment(cell, name) ?? address;
        var local = Relative().Match(address);
        var (path, rest) = (Uri.UnescapeDataString(local.Groups["path"].Value), local.Groups["rest"].Value);
        if (IsNotebook(path))
            return Uri.EscapeDataString(PageOf(Path.GetFileNameWithoutExtension(path))) + rest;
        if (!local.Success || Inside(path) is not { } inside)
            return address;
        var copy = $"files/{chapter}/{inside}";
        if (!File.Exists(Path.Combine(pages, copy)))
            return address;
        return (isPicture ? Picture(Path.Combine(pages, copy)) : null)
            ?? string.Join('/', copy.Split('/').Select(Uri.EscapeDataString)) + rest;
    }

    private static string? Problem(Notebook notebook, Cell cell, string address, string pages)
    {
        if (AttachmentName(address) is { } name)
            return Attachment(cell, name) is null ? "the cell has no such attachment" : null;
        var local = Relative().Match(address);
        var path = Uri.UnescapeDataString(local.Groups["path"].Value);
        if (!local.Success || IsNotebook(path))
            return null;
        var source = new FileInfo(Path.Combine(notebook.Folder, path));
        if (!source.Exists)
            return Directory.Exists(source.FullName) ? "it is a folder" : "there is no such file";
        if (Inside(path) is not { } inside)
            return "it lies outside the folder around the notebook's, and is not copied";
        if (source.Length > LargestCopy)
            return $"it is larger than {LargestCopy / 1_000_000} MB, and is not copied";
        return Copy(source, Path.Combine(pages, "files", notebook.Name, inside));
    }

    private static string? Copy(FileInfo source, string target)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            source.CopyTo(target + ".tmp", overwrite: true);
            File.Move(target + ".tmp", target, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be copied ({e.Message})";
        }
    }

    /// <summary>
    /// A path from the notebook, with <c>/</c> and without steps back, below the folder of its files: <c>up/</c> stands
    /// for one step up. Null for what is further away: a link must not carry a stranger's files among the pages.
    /// </summary>
    private static string? Inside(string path)
    {
        var steps = new List<string>();
        foreach (var step in path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".")
                continue;
            if (step != "..")
                steps.Add(step);
            else if (steps.Count == 0)
                steps.Add("up");
            else if (steps[^1] == "up" && steps.Count == 1)
                return null;
            else
                steps.RemoveAt(steps.Count - 1);
        }
        return string.Join('/', steps);
    }

    private static bool IsNotebook(string path) => path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase);

    private static string? AttachmentName(string address) => address.StartsWith("attachment:", StringComparison.Ordinal)
        ? Uri.UnescapeDataString(address["attachment:".Length..])
        : null;

    /// <summary>A cell's attachment as an address that holds it; null where there is none.</summary>
    private static string? Attachment(Cell cell, string name)
    {
        var data = (cell.Json["attachments"].At(name) as JsonObject)?.FirstOrDefault();
        return data is { Key: { } type, Value: { } content }
            ? $"data:{type};base64,{MultilineText.Read(content).ReplaceLineEndings("")}"
            : null;
    }

    private static string? Picture(string file) =>
        PictureTypes.TryGetValue(Path.GetExtension(file), out var type) && new FileInfo(file).Length <= LargestPicture
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}"
            : null;

    [GeneratedRegex(Opening + """(?:(?!\k<quote>)[^<>])*(?=\k<quote>)""", Loosely)]
    private static partial Regex Address();

    [GeneratedRegex(@"^(?![a-z][a-z0-9+.-]*:|/|\\)(?<path>[^#?]+)(?<rest>[#?].*)?$", Loosely)]
    private static partial Regex Relative();

    /// <summary>With any number of _ behind, so that two notebooks never get one page.</summary>
    [GeneratedRegex("^(index|lab)_*$", Loosely)]
    private static partial Regex Reserved();
}
