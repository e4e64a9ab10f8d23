using System.Text.Json.Nodes;

namespace MfNotebooks.Tests.Engines;

/// <summary>The published tool as VS Code starts it: commands in and events out, each a line of JSON.</summary>
public sealed class StdioEngine : IAsyncDisposable
{
    // The longest silence of a chapter's cell is about 30 s on two cores that are busy with other things.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(3);

    private readonly OwnedProcess _tool;
    private int _cells;

    private StdioEngine(OwnedProcess tool) => _tool = tool;

    /// <summary>Starts it for notebooks that lie in a folder.</summary>
    public static async Task<StdioEngine> StartAsync(string notebookFolder)
    {
        var start = await EngineTool.StartInfoAsync("stdio", "--working-dir", notebookFolder);
        start.WorkingDirectory = Path.GetTempPath();
        return new StdioEngine(new OwnedProcess(start));
    }

    /// <summary>What it has written to stderr.</summary>
    public string Errors => _tool.Errors;

    /// <summary>Runs one cell to its end. A silence of three minutes is taken for a hang, and fails.</summary>
    public async Task<CellRun> RunAsync(string code)
    {
        var token = $"cell-{++_cells}";
        await _tool.Process.StandardInput.WriteLineAsync(Command(code, token));
        await _tool.Process.StandardInput.FlushAsync();
        var events = new List<JsonNode>();
        while (true)
        {
            var line = await ReadAsync(code);
            // A byte order mark and empty lines come too.
            if (!line.StartsWith('{'))
                continue;
            var message = JsonNode.Parse(line)!;
            events.Add(message);
            if ((string?)message["command"]?["token"] != token)
                continue;
            if ((string?)message["eventType"] == "CommandSucceeded")
                return new CellRun(code, null, events);
            if ((string?)message["eventType"] == "CommandFailed")
                return new CellRun(code, (string?)message["event"]!["message"], events);
        }
    }

    /// <summary>Ends it: it does not end by itself when its input is closed.</summary>
    public ValueTask DisposeAsync() => _tool.DisposeAsync();

    private static string Command(string code, string token) => new JsonObject
    {
        ["commandType"] = "SubmitCode",
        ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
        ["token"] = token,
    }.ToJsonString();

    private async Task<string> ReadAsync(string code)
    {
        try
        {
            return await _tool.Process.StandardOutput.ReadLineAsync().WaitAsync(LongestSilence)
                ?? throw new InvalidOperationException($"The engine ended in the cell\n{code}\n{Errors}");
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The engine hangs: nothing for {LongestSilence} in the cell\n{code}\n{Errors}");
        }
    }
}

/// <summary>What came of one cell in the published tool.</summary>
/// <param name="Code">The cell.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Events">All events until its end.</param>
public sealed record CellRun(string Code, string? Failure, IReadOnlyList<JsonNode> Events)
{
    /// <summary>
    /// What every cell of the workbook must be free of: errors, lines on stderr, and the compiler's warnings, all but
    /// CS1701, which says that TorchSharp was built for an older .NET.
    /// </summary>
    public string Complaints => string.Join('\n',
    [
        .. Failure is null ? [] : new[] { Failure },
        .. Of("ErrorProduced", "StandardErrorValueProduced").Select(e => e.ToJsonString()),
        .. Of("DiagnosticsProduced").SelectMany(e => e["diagnostics"]!.AsArray())
            .Where(d => (string?)d!["severity"] is "warning" or "error" && (string?)d["code"] != "CS1701")
            .Select(d => d!.ToJsonString()),
    ]);

    /// <summary>All that the cell printed and showed, each shown value as its last update left it.</summary>
    public CellOutput Output
    {
        get
        {
            var shown = new Dictionary<string, string>();
            foreach (var value in Of("DisplayedValueProduced", "ReturnValueProduced", "DisplayedValueUpdated"))
                shown[(string?)value["valueId"] ?? $"result {shown.Count}"] = Text(value);
            return new CellOutput(string.Concat(Of("StandardOutputValueProduced").Select(Text)), [.. shown.Values]);
        }
    }

    private IEnumerable<JsonNode> Of(params string[] types) =>
        Events.Where(message => types.Contains((string?)message["eventType"])).Select(message => message["event"]!);

    private static string Text(JsonNode value)
    {
        var values = value["formattedValues"]!.AsArray();
        var best = values.FirstOrDefault(value => (string?)value!["mimeType"] == "text/html") ?? values[0];
        return (string)best!["value"]!;
    }
}
