using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Documents;

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

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const string TakeBack = "take the committed version back with git";

    public const char ByteOrderMark = '\uFEFF';

    private readonly List<Cell> cells;

    private Notebook(string path, JsonObject json)
    {
        Path = path;
        Json = json;
        cells = [.. CellArray.Select((cell, index) => new Cell((JsonObject)cell!, index + 1))];
    }

    /// <summary>The full path of the file that it was read from.</summary>
    public string Path { get; }

    public JsonObject Json { get; }

    public IReadOnlyList<Cell> Cells => cells;

    public IEnumerable<Cell> CodeCells => cells.Where(cell => cell.IsCode);

    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The file's name without its extension: the name of its page.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

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
            throw new NotebookException($"{path}: cannot be read ({e.Message})", e);
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
            throw new NotebookException($"{path}: not UTF-8 text from byte {e.Index + 1} on — save it as UTF-8, or {TakeBack}", e);
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
            var place = e.LineNumber is { } line ? $" at line {line + 1}, column {e.BytePositionInLine + 1}" : $" ({e.Message})";
            throw new NotebookException($"{path}: not valid JSON{place} — open it in an editor and repair that place, or {TakeBack}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new NotebookException($"{path}: a text in it has half a character, such as \\ud800 alone — repair it, or {TakeBack}", e);
        }
        var problem = StructureProblem(json);
        return problem is null
            ? new Notebook(System.IO.Path.GetFullPath(path), (JsonObject)json!)
            : throw new NotebookException($"{path}: not a notebook: {problem}");
    }

    /// <summary>Adds a cell right behind another one.</summary>
    public void InsertAfter(Cell cell, JsonObject added)
    {
        var index = cells.IndexOf(cell) + 1;
        CellArray.Insert(index, added);
        cells.Insert(index, new Cell(added, cell.Number));
    }

    /// <summary>Two-space JSON with a final newline, the form in which notebooks are committed.</summary>
    public string ToText() => Json.ToJsonString(WriteOptions) + "\n";

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
        _ when cell["outputs"] is JsonArray outputs && !outputs.All(output => output is JsonObject) => "has an output that is not an object",
        _ when cell["metadata"] is not (JsonObject or null) => "has metadata that is not an object",
        _ => null,
    };

    private static bool IsText(JsonNode? node) =>
        IsString(node) || (node is JsonArray lines && lines.All(IsString));

    private static bool IsString(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
}
