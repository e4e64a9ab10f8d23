namespace MfNotebooks.Tests.Notebooks;

/// <summary>The runner's engine behaves as the notebook engine does (KERNEL-FACTS).</summary>
public sealed class EngineTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private ExecutedNotebook Notebook => fixture.Notebook;

    [Fact]
    public void Default_imports_are_there_and_carriage_returns_are_dropped()
    {
        Assert.Equal("ab\n", Notebook.Printed("imports"));
        Assert.Contains("<pre>6</pre>", Assert.Single(Notebook.Shown("imports", "text/html")),
            StringComparison.Ordinal);
        Assert.Equal("6", Assert.Single(Notebook.Shown("imports", "text/plain")));
    }

    [Fact]
    public void Both_streams_are_kept_apart()
    {
        Assert.Equal("to stdout\n", Notebook.Printed("stderr"));
        Assert.Equal("to stderr\n", Notebook.Printed("stderr", "stderr"));
    }

    [Theory]
    [InlineData("result-string", "plain <text>")]
    [InlineData("result-await", "5")]
    [InlineData("result-null", "<null>")]
    [InlineData("result-null-literal", "<null>")]
    [InlineData("state-after-compile-error", "3")]
    [InlineData("state-after-exception", "set")]
    [InlineData("context-by-reflection", "second")]
    [InlineData("directives", "True")]
    [InlineData("folder", "notebooks")]
    public void A_last_expression_is_shown(string cell, string plain) =>
        Assert.Equal(plain, Assert.Single(Notebook.Shown(cell, "text/plain")));

    [Theory]
    [InlineData("result-void")]
    [InlineData("result-none")]
    public void Nothing_is_shown_without_a_value(string cell) => Assert.Empty(Notebook.Outputs(cell));

    [Fact]
    public void Sequences_are_cut_at_twenty()
    {
        var html = Assert.Single(Notebook.Shown("result-long", "text/html"));
        Assert.Contains("19", html, StringComparison.Ordinal);
        Assert.Contains("80 more", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-semicolon", "CS1002")]
    [InlineData("no-system-io", "CS0103")]
    [InlineData("no-system-threading", "CS0103")]
    public void What_does_not_compile_goes_to_stderr_and_to_an_error(string cell, string code)
    {
        Assert.Contains(code, Notebook.Printed(cell, "stderr"), StringComparison.Ordinal);
        Assert.Contains(code, Assert.Single(Notebook.Errors(cell)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_keeps_its_own_frames_and_no_others()
    {
        Assert.Equal("System.ArgumentException: no good", Assert.Single(Notebook.Errors("throws")));
        var frames = Assert.Single(Notebook.Outputs("throws"))["traceback"]!.AsArray().Select(line => (string)line!)
            .ToArray();
        Assert.Equal("System.ArgumentException: no good", frames[0]);
        Assert.EndsWith("line 2", frames[1], StringComparison.Ordinal);
        Assert.EndsWith("line 4", frames[2], StringComparison.Ordinal);
        Assert.Equal(3, frames.Length);
    }

    [Fact]
    public void Displays_come_in_order_and_in_their_form()
    {
        var outputs = Notebook.Outputs("displays");
        Assert.Equal(4, outputs.Count);
        Assert.All(outputs, output => Assert.Equal("display_data", (string?)output["output_type"]));
        Assert.Equal("one", Notebook.Shown("displays", "text/plain")[0]);
        Assert.Equal("<b>two</b>", Notebook.Shown("displays", "text/html")[0]);
        Assert.Equal("<i>three</i>", Notebook.Shown("displays", "text/html")[1]);
        Assert.Contains("<table>", Notebook.Shown("displays", "text/html")[2], StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_is_broken_in_the_engine_is_refused_and_names_the_way() =>
        Assert.Contains("KernelInvocationContext.Current.Display",
            Assert.Single(Notebook.Errors("display-update-refused")), StringComparison.Ordinal);

    [Fact]
    public void A_context_display_is_updated_in_its_place_from_later_cells_too()
    {
        Assert.Equal("<b>later</b>", Assert.Single(Notebook.Shown("context-display", "text/html")));
        Assert.Empty(Notebook.Outputs("context-update-later"));
    }

    [Fact]
    public void Nobody_is_asked_for_input() =>
        Assert.Contains("--set", Assert.Single(Notebook.Errors("input")), StringComparison.Ordinal);

    /// <summary>As in the published tool: a reader there would wait for it in vain.</summary>
    [Fact]
    public void What_a_task_prints_after_its_cell_has_ended_is_lost()
    {
        Assert.Equal("ended", Assert.Single(Notebook.Shown("late-end", "text/plain")));
        Assert.Equal("", Notebook.Printed("late-start") + Notebook.Printed("late-end"));
    }

    [Fact]
    public void Numbers_and_dates_are_the_invariant_cultures() =>
        Assert.Equal("0.5 1,234.5 11/24/2026\n0.25\n", Notebook.Printed("culture"));

    [Fact]
    public void Styles_and_scripts_reach_the_page() =>
        Assert.All(Notebook.Shown("css", "text/html"), html =>
            Assert.Contains("<script", html, StringComparison.Ordinal));

    [Fact]
    public void The_executed_notebook_is_valid_nbformat() => NbFormat.AssertValid(Notebook.Json);

    [Fact]
    public async Task A_German_machine_gives_the_same_outputs()
    {
        using var folder = new TestFolder();
        folder.Write(EngineFixture.Name, EngineFixture.Build());
        var german = new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" };
        var result = await RunnerProcess.RunInAsync(folder.Path, german, "run", "--out", folder.Out,
            Path.Combine("notebooks", EngineFixture.Name));
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Equal(Notebook.Json.ToJsonString(), folder.Executed(EngineFixture.Name).Json.ToJsonString());
    }
}
