using System.Text;
using MfNotebooks.Runner.Notebooks;
using MfNotebooks.Runner.Pages;
using MfNotebooks.Runner.Rules;

namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>
/// Notebooks that somebody edited by hand, into every kind of wrong: a sentence, and never a stack trace.
/// </summary>
public sealed class BrokenNotebookTests : IDisposable
{
    private static readonly Encoding Latin1 = Encoding.Latin1;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// What is replaced, by what (in Latin-1, so that any byte can be written), and what the reader is told.
    /// </summary>
    public static TheoryData<string, string, string> Unreadable() => new()
    {
        { "\"cells\"", "\"cell\"", "it has no list of cells" },
        { "\"cells\": [", "\"cells\": {}, \"old\": [", "it has no list of cells" },
        { "\"cells\": [", "\"cells\": null, \"old\": [", "it has no list of cells" },
        { "\"cells\": [", "\"cells\": [ 5,", "cell 1 is not an object" },
        { "\"cells\": [", "\"cells\": [ null,", "cell 1 is not an object" },
        { "\"int k = 2;\"", "5", "cell 2 has no source text" },
        { "\"int k = 2;\"", "null", "cell 2 has no source text" },
        { "\"int k = 2;\"", "{}", "cell 2 has no source text" },
        { "\"int k = 2;\"", "[ \"int k\", 2 ]", "cell 2 has no source text" },
        { "\"cell_type\": \"code\"", "\"cell_type\": 3", "cell 2 has the cell_type 3" },
        { "\"cell_type\": \"code\"", "\"cell_type\": [ \"code\" ]", "it can be code, markdown or raw" },
        { "\"outputs\": []", "\"outputs\": [ 1 ]", "cell 2 has an output that is not an object" },
        { "\"nbformat\": 4", "\"nbformat\": 3", "nbformat is 3" },
        { "\"nbformat\": 4", "\"nbformat\": null", "nbformat is missing" },
        { "\"nbformat\": 4", "\"nbformat\": {}", "nbformat is {}" },
        { "\"nbformat\": 4", "\"nbformat\": 4, \"nbformat\": 4", "Duplicate property 'nbformat'" },
        { "\"id\": \"p\"", "\"id\": \"p\", \"id\": \"p\"", "Duplicate property 'id'" },
        { "\"metadata\": {}", "\"metadata\": []", "cell 1 has metadata that is not an object" },
        { "\"kernelInfo\": {", "\"deep\": " + new string('[', 70) + new string(']', 70) + ", \"kernelInfo\": {",
            "more than 64 brackets stand in each other at line" },
        { "# T", "# \\ud800", "half a character" },
        { "# T", "# \u00FF", "not UTF-8 text from byte" },
        { "# T", "# \0", "not valid JSON at line" },
        { "{\n  \"cells\"", "// a comment\n{\n  \"cells\"", "not valid JSON at line 1" },
        { "\"nbformat_minor\": 5\n}\n", "\"nbformat_minor\": 5,\n}\n", "not valid JSON at line" },
        { "\"nbformat_minor\": 5\n}\n", "\"nbformat_minor\": 5\n}\n}", "not valid JSON at line" },
        { "\"nbformat_minor\": 5\n}\n", "\"nbformat_minor\": NaN\n}\n", "not valid JSON at line" },
        { "\"nbformat_minor\": 5\n}\n", "", "not valid JSON at line" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_is_told_with_its_file(string good, string bad, string problem)
    {
        var path = Damage(good, bad);

        var error = Assert.Throws<NotebookException>(() => Notebook.Load(path));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Single(NotebookRules.Check([path])).ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Readable() => new()
    {
        { "\"id\": \"p\"", "\"id\": 3", "its id “”" },
        { "\"id\": \"p\"", "\"id\": \"t\"", "another cell has the same id" },
        { "\"metadata\": {}", "\"metadata\": null", "" },
        { "\"dotnet_interactive\": {", "\"dotnet_interactive\": [], \"x\": {",
            "dotnet_interactive.language is not csharp" },
        { "\"polyglot_notebook\": {\n          \"kernelName\"",
            "\"polyglot_notebook\": 7, \"x\": {\n          \"kernelName\"",
            "polyglot_notebook.kernelName is not csharp" },
        { "\"kernelspec\": {", "\"kernelspec\": \"x\", \"y\": {", "kernelspec name (none)" },
        { "\"language_info\": {", "\"language_info\": true, \"y\": {", "language_info name (none)" },
        { "\"kernelInfo\": {", "\"kernelInfo\": [], \"y\": {", "no metadata.polyglot_notebook.kernelInfo" },
        { "\"parameters\"\n", "7\n", "0 cells tagged parameters" },
        { "{\n  \"cells\"", "\u00EF\u00BB\u00BF{\n  \"cells\"", "byte order mark" },
        { "\"outputs\": []", "\"outputs\": {}", "" },
        { "\"execution_count\": null", "\"execution_count\": [ 1 ]", "execution count" },
        { "\"nbformat_minor\": 5", "\"nbformat_minor\": [ 5 ]", "nbformat 4." },
        { "# T", "# T\\u0000", "" },
        { "# T", "# T\\n\\n" + new string('>', 20_000) + " deep", "its Markdown cannot be read" },
        { "# T", "# T\\n\\n" + new string('[', 200) + " deep", "its Markdown cannot be read" },
        { "# T", "# T\\n\\n$" + new string('{', 3_000) + "x" + new string('}', 3_000) + "$", "nested too deeply" },
        { "int k = 2;", new string('(', 20_000) + "1" + new string(')', 20_000), "" },
        { "int k = 2;", "// " + new string('x', 3_000_000), "" },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void What_is_only_wrong_is_found_and_its_page_is_written_all_the_same(string good, string bad,
        string problem)
    {
        var path = Damage(good, bad);

        var findings = NotebookRules.Check([path]).Select(finding => finding.ToString()).ToArray();

        if (problem.Length > 0) Assert.Contains(findings, finding =>
            finding.Contains(problem, StringComparison.Ordinal));
        Directory.CreateDirectory(folder.Out);
        File.Copy(path, Path.Combine(folder.Out, "a.ipynb"));
        Assert.Empty(WorkbookPages.Write(folder.Out, [Notebook.Load(path)]));
        Assert.EndsWith("</html>\n", File.ReadAllText(Path.Combine(folder.Out, "a.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_file_that_is_no_notebook_at_all_is_told(string content)
    {
        var path = folder.WriteText("a.ipynb", content);

        Assert.Throws<NotebookException>(() => Notebook.Load(path));
        Assert.Single(NotebookRules.Check([path]));
    }

    [Fact]
    public async Task The_program_ends_with_1_a_line_each_and_no_stack_trace()
    {
        string[] broken = [Damage("\"cells\"", "\"cell\"", "0.ipynb"), Damage("# T", "# \\ud800", "1.ipynb"),
            Damage("\"metadata\": {}", "\"metadata\": []", "2.ipynb")];
        var deep = Damage("int k = 2;", new string('(', 20_000) + "1" + new string(')', 20_000), "3.ipynb");

        var check = await RunnerProcess.RunAsync(["check", .. broken, deep]);
        var run = await folder.RunAsync([.. broken, deep, "--keep-going", "--set", "k=3"]);

        Assert.Equal((1, 2), (check.ExitCode, run.ExitCode));
        run = await folder.RunAsync([.. broken, deep, "--keep-going"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("3.ipynb, cell 2 (id p): the engine's process ended", run.Errors, StringComparison.Ordinal);
        foreach (var name in (string[])["0.ipynb", "1.ipynb", "2.ipynb"])
            Assert.Contains(Path.Combine(folder.Notebooks, name) + ": ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", check.Errors + run.Errors, StringComparison.Ordinal);
    }

    private string Damage(string good, string bad, string name = "a.ipynb")
    {
        var text = new NotebookBuilder().Markdown("t", "# T").Code("p", "int k = 2;", "parameters").ToText();
        var at = text.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{good} is not in the notebook");
        var path = Path.Combine(folder.Notebooks, name);
        File.WriteAllBytes(path, Latin1.GetBytes(
            string.Concat(text.AsSpan(0, at), bad, text.AsSpan(at + good.Length))));
        return path;
    }
}
