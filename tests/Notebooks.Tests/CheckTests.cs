using MfNotebooks.Runner.Rules;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The verb <c>check</c> finds each thing that the design forbids, and nothing in a good notebook.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Setup = "#!import ../lib/MfNotebooks/bin/workbook.csx";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_good_notebook_has_nothing_to_mend()
    {
        var path = folder.Write("00-a.ipynb", Good()
            .Markdown("links", "[itself](00-a.ipynb#x), [web](https://example.org), [here](#x), $a_1$"));
        Assert.Empty(NotebookRules.Check([path]));
    }

    [Theory]
    [InlineData("\"nbformat_minor\": 5", "\"nbformat_minor\": 4", "nbformat 4.4")]
    [InlineData("\".net-csharp\"", "\".net-fsharp\"", "kernelspec name .net-fsharp")]
    [InlineData("\"polyglot-notebook\"", "\"csharp\"", "language_info name csharp")]
    [InlineData("\"kernelInfo\"", "\"kernel\"", "kernelInfo")]
    [InlineData("\n", "\r\n", "CRLF")]
    [InlineData("    {", "   {", "indented by two spaces")]
    [InlineData("\"kernelName\": \"csharp\"", "\"kernelName\": \"fsharp\"", "polyglot_notebook.kernelName")]
    [InlineData("\"language\": \"csharp\"", "\"language\": \"fsharp\"", "dotnet_interactive.language")]
    [InlineData("\"execution_count\": null", "\"execution_count\": 1", "execution count")]
    [InlineData("\"id\": \"setup\"", "\"id\": \"set up\"", "“set up”")]
    [InlineData("\"id\": \"setup\"", "\"id\": \"title\"", "same id")]
    [InlineData("# Title", "Title", "title")]
    [InlineData("\"parameters\"\n", "\"other\"\n", "0 cells tagged parameters")]
    [InlineData("int k = 2;", "#!time\\nint k = 2;", "line 1, #!time")]
    [InlineData("int k = 2;", "#r \\\"../lib/MfNotebooks/bin/MfNotebooks.dll\\\" // built by dotnet build",
        "waits for ever")]
    [InlineData("int k = 2;", "#r \\\"nuget: Plotly.NET, 6.0.0\\\"  // charts", "waits for ever")]
    [InlineData("int k = 2;", "int k = 2;\\nFunc<int, int>? f = null;", "line 2: Func<int, int>? is a reference type")]
    [InlineData("int k = 2;", "string? s = null;", "CS8632")]
    [InlineData("int k = 2;", "float?[]? row = null;", "float?[]? is a reference type")]
    [InlineData("int k = 2;", "#load \\\"x.csx\\\"", "#load")]
    [InlineData("int k = 2;", "#r \\\"nuget: Plotly.NET, 6.0.0\\\"", "stands in a cell")]
    [InlineData("int k = 2;", "#!import other.csx", "#!import other.csx stands in a cell")]
    [InlineData("int k = 2;", "#!import @input", "nothing behind it")]
    [InlineData("int k = 2;", "#!set --name x --value @input", "line 1, #!set")]
    [InlineData("bin/workbook.csx", "bin/workbook.csx // first", "nothing behind it")]
    [InlineData("bin/workbook.csx", "bin/other.csx", "code cell 1 is not the one way in")]
    [InlineData("Workbook.Start()", "Workbook.Start();", "code cell 2 is not the one way in")]
    [InlineData("int k = 2;",
        "1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10\\n11\\n12\\n13\\n14\\n15\\n16\\n17\\n18\\n19\\n20\\n21", "21 lines")]
    [InlineData("int k = 2;", "int k = 2;\\nstring tooLong = \\\"one line of code that no reader sees the end of "
        + "without scrolling sideways for it\\\";", "line 2 of its code has 101 characters")]
    [InlineData("Words.", "```csharp\\nstring tooLong = \\\"one line of code that no reader sees the end of without "
        + "scrolling sideways for it\\\";\\n```", "line 1 of its code has 101 characters")]
    [InlineData("Words.", "**Predict before you run.** How many?", "nothing takes its guess up")]
    [InlineData("Words.", "[gone](09-gone.ipynb)", "leads to no file")]
    [InlineData("Words.", "$\\\\frac{1}{$", "cannot be read")]
    [InlineData("Words.", "<details><summary>Solution</summary>\\n\\nnone\\n\\n</details>", "```csharp")]
    public void What_is_wrong_is_found(string good, string bad, string problem)
    {
        var text = Good().ToText();
        Assert.Contains(good, text, StringComparison.Ordinal);
        var path = folder.WriteText("00-a.ipynb", text.Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains(NotebookRules.Check([path]), finding =>
            finding.ToString().Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("It is 2.", 0)]
    [InlineData("## Next\n\nIt is 2.", 1)]
    public void A_heading_takes_no_guess_up(string takeUp, int problems)
    {
        var path = folder.Write("00-a.ipynb", Good()
            .Markdown("prompt", "**Predict before you run.** How many?").Code("answer", "2").Markdown("see", takeUp));
        Assert.Equal(problems, NotebookRules.Check([path]).Count());
    }

    [Fact]
    public void Outputs_are_found()
    {
        var path = folder.WriteText("00-a.ipynb", Good().ToText()
            .Replace("\"outputs\": []", "\"outputs\": [\n        {}\n      ]", StringComparison.Ordinal));
        Assert.Contains(NotebookRules.Check([path]), finding =>
            finding.Problem.Contains("outputs", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_way_in_is_found_and_broken_files_do_not_end_the_check()
    {
        var first = folder.Write("00-a.ipynb", Good());
        var broken = folder.WriteText("01-b.ipynb", "{");
        var other = folder.WriteText("02-c.ipynb", Good().ToText()
            .Replace("workbook.csx", "other.csx", StringComparison.Ordinal));
        var findings = NotebookRules.Check([first, broken, other]).ToArray();
        Assert.Equal(2, findings.Length);
        Assert.Contains("not valid JSON", findings[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("02-c.ipynb: cell 2 (setup): code cell 1 is not the one way in", findings[1]
            .ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_file_is_named_once_with_one_advice()
    {
        var text = Assert.Single(NotebookRules.Check([folder.WriteText("00-a.ipynb", "{")])).ToString();
        Assert.Matches(@"^00-a\.ipynb: not valid JSON at line 1, column \d+ — open it in an editor [^—]*$", text);
    }

    [Fact]
    public async Task The_verb_prints_a_line_a_problem_and_exits_with_1()
    {
        var path = folder.WriteText("00-a.ipynb", Good().ToText()
            .Replace("# Title", "Title", StringComparison.Ordinal));
        var result = await RunnerProcess.RunAsync("check", path);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("00-a.ipynb: cell 1 (title): the notebook does not open with its title — begin",
            result.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 problem in 1 notebook.\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        folder.Write("00-a.ipynb", Good());
        Assert.Equal(0, (await RunnerProcess.RunAsync("check", path)).ExitCode);
    }

    private static NotebookBuilder Good() => new NotebookBuilder()
        .Markdown("title", "# Title\n\nWords.")
        .Code("setup", Setup)
        .Code("start", "Workbook.Start()")
        .Code("parameters", "int k = 2;", "parameters");
}
