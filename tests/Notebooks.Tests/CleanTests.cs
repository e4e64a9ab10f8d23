using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>The verb <c>clean</c>: whatever a front end left in a notebook, the committed bytes come back.</summary>
public sealed class CleanTests : IDisposable
{
    private static readonly string Repository = RunnerProcess.RepositoryRoot;

    private static readonly string[] Committed =
        [.. Directory.GetFiles(Path.Combine(Repository, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_committed_notebooks_are_clean()
    {
        foreach (var file in Committed)
            File.Copy(file, Path.Combine(folder.Notebooks, Path.GetFileName(file)));

        var result = await CleanAsync(Directory.GetFiles(folder.Notebooks));

        Assert.Equal((0, $"{Committed.Length} notebooks, nothing to clean.\n"), (result.ExitCode, result.Output));
        AssertCommitted();
    }

    [Theory]
    [InlineData("VS Code")]
    [InlineData("Jupyter")]
    [InlineData("Windows")]
    public async Task What_a_front_end_saved_after_a_run_becomes_what_was_committed(string frontEnd)
    {
        foreach (var file in Committed)
            folder.WriteText(Path.GetFileName(file), Saved(file, frontEnd));

        var result = await CleanAsync(Directory.GetFiles(folder.Notebooks));

        Assert.Equal(0, result.ExitCode);
        var summary = $"\n{Committed.Length} notebooks, {Committed.Length} to clean.\n";
        Assert.EndsWith(summary, result.Output, StringComparison.Ordinal);
        AssertCommitted();
    }

    [Fact]
    public async Task Git_commits_the_clean_form_and_sees_no_change_after_a_run()
    {
        var name = Path.GetFileName(Committed[0]);
        File.Copy(Path.Combine(Repository, ".gitattributes"), Path.Combine(folder.Path, ".gitattributes"));
        folder.WriteText(name, Saved(Committed[0], "Jupyter"));
        await GitAsync("init", "-q");
        await GitAsync("config", "filter.notebook.clean", $"dotnet \"{RunnerProcess.Metadata("RunnerPath")}\" clean -");

        await GitAsync("add", ".");
        var committed = await GitAsync("show", ":notebooks/" + name);
        folder.WriteText(name, Saved(Committed[0], "VS Code"));
        var changes = await GitAsync("diff", "--stat");

        Assert.Equal(await File.ReadAllTextAsync(Committed[0], TestContext.Current.CancellationToken), committed);
        Assert.Equal("", changes);
    }

    [Fact]
    public async Task What_the_author_wrote_stays()
    {
        var path = folder.WriteText("mine.ipynb", """
            {"nbformat_minor": 4, "nbformat": 4, "metadata": {"mine": {"b": 1, "a": [2, 1]},
             "kernelspec": {"name": "python3"}, "language_info": {"name": "python", "version": "3.11"}}, "cells": [
             {"cell_type": "raw", "metadata": {}, "source": "raw\ntext"},
             {"cell_type": "markdown", "metadata": {"tags": ["x"], "scrolled": true},
              "source": ["![é](attachment:p.png)"], "attachments": {"p.png": {"image/png": "AAAA"}}}]}
            """);

        await CleanAsync(path);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(text)!;

        Assert.Equal("""{"a":[2,1],"b":1}""", json["metadata"]!["mine"]!.ToJsonString());
        Assert.Equal("3.11", (string?)json["metadata"]!["language_info"]!["version"]);
        Assert.Equal(4, (int?)json["nbformat_minor"]);
        Assert.Equal("AAAA", (string?)json["cells"]![1]!["attachments"]!["p.png"]!["image/png"]);
        Assert.Equal("""{"tags":["x"]}""", json["cells"]![1]!["metadata"]!.ToJsonString());
        Assert.Contains("![é](attachment:p.png)", text, StringComparison.Ordinal);
        Assert.Equal("""["raw\n","text"]""", json["cells"]![0]!["source"]!.ToJsonString());
        Assert.Null(json["cells"]![0]!["outputs"]);
    }

    [Fact]
    public async Task What_is_no_notebook_is_refused_and_left_as_it_is()
    {
        var path = folder.WriteText("broken.ipynb", "{ \"cells\": ");

        var result = await CleanAsync(path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("broken.ipynb: not valid JSON", result.Errors, StringComparison.Ordinal);
        Assert.Equal("{ \"cells\": ", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    /// <summary>A committed notebook with outputs and counts, written as a front end writes it.</summary>
    private static string Saved(string file, string frontEnd)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(file))!;
        var count = 0;
        foreach (var cell in notebook["cells"]!.AsArray().Where(cell => cell!["outputs"] is not null))
        {
            cell!["execution_count"] = ++count;
            cell["outputs"] = new JsonArray(new JsonObject
            {
                ["output_type"] = "stream",
                ["name"] = "stdout",
                ["text"] = new JsonArray("a run's output\n"),
            });
        }
        if (frontEnd == "VS Code")
            notebook["cells"]![0]!["metadata"]!["vscode"] = new JsonObject { ["languageId"] = "polyglot-notebook" };
        if (frontEnd == "Jupyter")
        {
            notebook["cells"]![2]!["metadata"]!["scrolled"] = true;
            notebook["cells"]![2]!["metadata"]!["execution"] = new JsonObject { ["iopub.status.busy"] = "2026-11-27" };
            notebook["metadata"]!["language_info"] = new JsonObject
            {
                ["file_extension"] = ".cs",
                ["mimetype"] = "text/x-csharp",
                ["name"] = "C#",
                ["pygments_lexer"] = "csharp",
                ["version"] = "13.0",
            };
        }
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            IndentSize = frontEnd == "Jupyter" ? 1 : 2,
            NewLine = frontEnd == "Windows" ? "\r\n" : "\n",
        };
        return (frontEnd == "Windows" ? "\uFEFF" : "") + notebook.ToJsonString(options);
    }

    private void AssertCommitted()
    {
        foreach (var file in Committed)
        {
            var cleaned = Path.Combine(folder.Notebooks, Path.GetFileName(file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(cleaned));
        }
    }

    private static Task<RunnerResult> CleanAsync(params string[] files) => RunnerProcess.RunAsync(["clean", .. files]);

    private async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
