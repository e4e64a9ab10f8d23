using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>A notebook that cannot be read or run; the message names the file, the problem and the remedy.</summary>
internal sealed class NotebookException : Exception
{
    public NotebookException(string message, Exception? inner = null) : base(message, inner) =>
        (Problem, Remedy) = (message, "repair the file");

    public NotebookException(string path, string problem, string remedy, Exception? inner = null)
        : base($"{path}: {problem} — {remedy}", inner) => (Problem, Remedy) = (problem, remedy);

    /// <summary>What is wrong, without the file's name.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}

/// <summary>A notebook file in memory.</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions WriteOptions = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Of two values under one name every front end would take another.
    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false };

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const string TakeBack = "take the committed version back with git";

    public const char ByteOrderMark = '\uFEFF';

    private readonly List<Cell> _cells;

    private Notebook(string path, JsonObject json)
    {
        Path = path;
        Json = json;
        _cells = [.. CellArray.Select((cell, index) => new Cell((JsonObject)cell!, index + 1))];
    }

    /// <summary>The full path of the file that it was read from.</summary>
    public string Path { get; }

    public JsonObject Json { get; }

    public IReadOnlyList<Cell> Cells => _cells;

    public IEnumerable<Cell> CodeCells => _cells.Where(cell => cell.IsCode);

    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The file's name without its extension: the name of its page.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The first cell's text: what a reader tells notebooks apart by.</summary>
    public string Title => _cells is [var first, ..] ? first.Source : "";

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    private JsonArray CellArray => (JsonArray)Json["cells"]!;

    public static Notebook Load(string path)
    {
        try
        {
            return Parse(path, ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException(path, $"it cannot be read ({e.Message})", "make it readable", e);
        }
    }

    /// <summary>The file's text, byte order mark included.</summary>
    /// <exception cref="NotebookException">It is not UTF-8, the only encoding of notebooks.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return StrictUtf8.GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookException(
                path, $"not UTF-8 text from byte {e.Index + 1} on", $"save it as UTF-8, or {TakeBack}", e);
        }
    }

    public static Notebook Parse(string path, string text)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(text.TrimStart(ByteOrderMark), documentOptions: ReadOptions);
            RequireReadableText(json);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line
                ? $" at line {line + 1}, column {e.BytePositionInLine + 1}"
                : $" ({e.Message})";
            throw e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? new NotebookException(
                    path, $"more than 64 brackets stand in each other{place}, which no notebook needs", TakeBack, e)
                : new NotebookException(
                    path, $"not valid JSON{place}", $"open it in an editor and repair that place, or {TakeBack}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new NotebookException(
                path, "a text in it has half a character, such as \\ud800 alone", $"repair it, or {TakeBack}", e);
        }
        var problem = StructureProblem(json);
        return problem is null
            ? new Notebook(System.IO.Path.GetFullPath(path), (JsonObject)json!)
            : throw new NotebookException(path, $"not a notebook: {problem}", TakeBack);
    }

    /// <exception cref="NotebookException">A cell of it, or all of it, is in another language than C#.</exception>
    public void RequireCSharp()
    {
        var kernel = Metadata("kernelspec", "name");
        if (kernel?.StartsWith(".net-", StringComparison.Ordinal) == false
            && !IsCSharp(Metadata("kernelspec", "language")))
        {
            throw new NotebookException(
                Path, $"it is written for the kernel {kernel}", "run it there: this runner has C# only");
        }
        var language = Metadata("polyglot_notebook", "kernelInfo", "defaultKernelName")
            ?? Metadata("kernelspec", "language") ?? Metadata("language_info", "name");
        foreach (var cell in CodeCells)
        {
            if (!IsCSharp(cell.Language ?? language))
            {
                throw new NotebookException(
                    Path, $"cell {cell.Number} (id {cell.Id}) is written in {cell.Language ?? language}",
                    "run it in VS Code or Jupyter: this runner has C# only");
            }
        }
    }

    /// <summary>Adds a cell right behind another one.</summary>
    public void InsertAfter(Cell cell, JsonObject added)
    {
        var index = _cells.IndexOf(cell) + 1;
        CellArray.Insert(index, added);
        _cells.Insert(index, new Cell(added, cell.Number));
    }

    /// <summary>Two-space JSON with a final newline, the form in which notebooks are committed.</summary>
    public string ToText() => Json.ToJsonString(WriteOptions) + "\n";

    private string? Metadata(params ReadOnlySpan<string> path) => Json["metadata"].At(path).AsText();

    /// <summary>C# under each of the names that editors give it; a notebook that names no language is C# too.</summary>
    private static bool IsCSharp(string? language) =>
        language is null or "csharp" or "polyglot-notebook" or "C#" or "c#";

    /// <summary>Strings are only decoded when they are asked for; a broken one is to be found now.</summary>
    private static void RequireReadableText(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var (_, value) in json)
                RequireReadableText(value);
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array)
                RequireReadableText(item);
        }
        else
        {
            _ = IsString(node) ? node!.GetValue<string>() : null;
        }
    }

    private static string? StructureProblem(JsonNode? json)
    {
        if (json is not JsonObject notebook)
            return "the file is not a JSON object";
        if (notebook["nbformat"]?.ToString() != "4")
            return $"nbformat is {notebook["nbformat"]?.ToString() ?? "missing"}; the runner reads nbformat 4";
        if (notebook["cells"] is not JsonArray cells)
            return "it has no list of cells";
        if (notebook["metadata"] is not (JsonObject or null))
            return "its metadata is not an object";
        for (var i = 0; i < cells.Count; i++)
        {
            if (CellProblem(cells[i]) is { } problem)
                return $"cell {i + 1} {problem}";
        }
        return null;
    }

    private static string? CellProblem(JsonNode? cell) => cell switch
    {
        not JsonObject => "is not an object",
        _ when cell["cell_type"]?.ToString() is not ("code" or "markdown" or "raw") =>
            $"has the cell_type {cell["cell_type"]?.ToJsonString() ?? "null"}; it can be code, markdown or raw",
        _ when !IsText(cell["source"]) => "has no source text",
        _ when cell["outputs"] is JsonArray outputs && !outputs.All(output => output is JsonObject) =>
            "has an output that is not an object",
        _ when cell["metadata"] is not (JsonObject or null) => "has metadata that is not an object",
        _ => null,
    };

    private static bool IsText(JsonNode? node) =>
        IsString(node) || (node is JsonArray lines && lines.All(IsString));

    private static bool IsString(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
}
