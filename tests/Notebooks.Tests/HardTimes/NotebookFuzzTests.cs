using System.Text;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;
using MfNotebooks.Runner.Rules;
using MfNotebooks.Tests.HardTimes;

namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>
/// The notebook reader, the rules and the pages on damaged notebooks. <see cref="Fuzz"/> says how to let it run longer.
/// </summary>
public sealed class NotebookFuzzTests : IDisposable
{
    private static readonly string[] Tokens =
        ["null", "[]", "{}", "\"", "\\", "\\ud800", "\\u0000", "\0", "\r\n", "\uFEFF", "\"outputs\": ",
            "\"metadata\": null, ", "\"id\": 1, ", "\"tags\": [null], ", "[[[[", "{\"a\":", "# ", "<details>", "```",
            "|a|b|\n|-|-|\n", "**", "](x", "1e999", ","];

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_damaged_notebook_is_read_or_refused()
    {
        var path = Path.Combine(folder.Out, "a.ipynb");
        Directory.CreateDirectory(folder.Out);
        await new Fuzz([Encoding.UTF8.GetBytes(Executed)], Tokens) { FreeBytes = 60_000_000 }.RunAsync(400, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = NotebookRules.Check([path]).Select(finding => finding.ToString()).ToArray();
            var notebook = Notebook.Load(path);
            _ = notebook.ToText();
            WorkbookPages.Write(folder.Out, [notebook]);
        }, error => error is NotebookException);
    }

    /// <summary>With an output of each kind.</summary>
    private static string Executed => new NotebookBuilder()
        .Markdown("t", "# T\n\nYou will learn [much](a.ipynb). 5 minutes.\n\n```csharp\nvar x = 1;\n```")
        .Code("p", "int k = 2;", "parameters")
        .ToText().Replace("\"outputs\": []", Outputs, StringComparison.Ordinal);

    private const string Outputs = """
        "outputs": [
            { "output_type": "stream", "name": "stdout", "text": [ "a\n" ] },
            { "output_type": "error", "ename": "E", "evalue": "v", "traceback": [ "t" ] },
            { "output_type": "execute_result", "execution_count": 1, "metadata": {},
                "data": { "text/html": "<b>x</b>", "text/plain": [ "x" ] } },
            { "output_type": "display_data", "metadata": {}, "data": { "application/json": { "a": [ 1 ] } } }
          ]
        """;
}
