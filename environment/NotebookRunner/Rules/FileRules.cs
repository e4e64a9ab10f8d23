using System.Text.Json.Nodes;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Rules;

/// <summary>The file's form and the metadata by which front ends choose the kernel.</summary>
internal static class FileRules
{
    private const string Kernel = ".net-csharp";
    private const string Language = "polyglot-notebook";

    public static IEnumerable<Finding> Check(Notebook notebook, string text) =>
        from found in Problems(notebook.Json, text)
        select new Finding(notebook.FileName, null, found.Problem, found.Remedy);

    private static IEnumerable<(string Problem, string Remedy)> Problems(JsonObject json, string text)
    {
        if (text.StartsWith(Notebook.ByteOrderMark))
            yield return ("begins with a byte order mark, which Jupyter refuses", "save it as UTF-8 without one");
        if (text.Contains('\r'))
            yield return ("has CRLF line ends", "save it with LF");
        if (!text.EndsWith("}\n", StringComparison.Ordinal))
            yield return ("does not end with one newline", "add it, or remove the lines below the last }");
        if (!IsIndentedByTwo(text))
            yield return ("is not JSON indented by two spaces", "format it: jq --indent 2 . FILE");
        if (json["nbformat_minor"]?.ToString() != "5")
            yield return ($"has nbformat 4.{json["nbformat_minor"]}", "write nbformat_minor 5 and give each cell an id");
        if (Text(json, "kernelspec", "name") != Kernel)
            yield return ($"has the kernelspec name {Text(json, "kernelspec", "name") ?? "(none)"}", $"write {Kernel}");
        if (Text(json, "language_info", "name") != Language)
        {
            yield return ($"has the language_info name {Text(json, "language_info", "name") ?? "(none)"}",
                $"write {Language}");
        }
        if (json.At("metadata", "polyglot_notebook", "kernelInfo") is not JsonObject)
            yield return ("has no metadata.polyglot_notebook.kernelInfo", "copy it from another chapter");
    }

    private static string? Text(JsonObject json, string section, string key) =>
        json.At("metadata", section, key)?.ToString();

    // Strings hold no raw newlines in JSON, so every line's indentation is the structure's.
    private static bool IsIndentedByTwo(string text)
    {
        var lines = text.Split('\n');
        return lines.Length > 2
            && lines[1].StartsWith("  \"", StringComparison.Ordinal)
            && lines.All(line => (line.Length - line.TrimStart(' ').Length) % 2 == 0 && !line.StartsWith('\t'));
    }
}
