using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Commands;

/// <summary>
/// The verb <c>clean</c>: brings notebooks back to the form in which they are committed after VS Code, Jupyter or the
/// runner saved them: no outputs, no counts, the same bytes. It is a git filter as well (environment/README.md).
/// </summary>
internal static class CleanCommand
{
    private const string StandardInput = "-";

    /// <summary>What front ends note in cells about a run and about the screen.</summary>
    private static readonly string[] Traces =
        ["ExecuteTime", "collapsed", "execution", "hidden", "jupyter", "scrolled", "trusted", "vscode"];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "The notebooks to clean; without any, all in notebooks/. - is for git: from input to output.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("clean", "Brings notebooks back to their committed form.") { files };
        command.SetAction(parsed => parsed.GetValue(files) is [StandardInput]
            ? CleanInput()
            : CleanFiles(parsed.GetValue(files) ?? []));
        return command;
    }

    private static int CleanInput()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var input = new StreamReader(Console.OpenStandardInput(), strict);
        var cleaned = Clean(Notebook.Parse("standard input", input.ReadToEnd()));
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(cleaned));
        return ExitCode.Success;
    }

    private static int CleanFiles(IReadOnlyList<string> named)
    {
        var changed = 0;
        var files = Repository.FindNotebooks(named);
        foreach (var file in files)
        {
            var before = Notebook.ReadText(file);
            var after = Clean(Notebook.Parse(file, before));
            if (after == before)
                continue;
            changed++;
            OutputFile.Write(file, after);
            Console.WriteLine($"{Path.GetFileName(file)}: {Kilobytes(before)} → {Kilobytes(after)} kB");
        }
        Console.WriteLine($"{Counted.Of(files.Count, "notebook")}, {(changed == 0 ? "nothing" : changed)} to clean.");
        return ExitCode.Success;
    }

    /// <summary>The notebook's text as it is committed. Of what the author wrote nothing changes.</summary>
    internal static string Clean(Notebook notebook)
    {
        foreach (var cell in notebook.Cells)
        {
            cell.Json["source"] = MultilineText.Write(cell.Source);
            if (cell.Json["metadata"] is JsonObject metadata)
            {
                foreach (var trace in Traces)
                    metadata.Remove(trace);
            }
            if (cell.IsCode)
                cell.Clear();
        }
        // Jupyter writes what the kernel says of its language; VS Code asks for the name that it writes itself.
        if (notebook.Json["metadata"] is JsonObject about && about.At("kernelspec", "name").AsText() == ".net-csharp")
            about["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" };
        Sort(notebook.Json);
        return notebook.ToText();
    }

    /// <summary>Keys in the order of the alphabet, as Jupyter writes them.</summary>
    private static void Sort(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Sort(item);
        }
        if (node is not JsonObject json)
            return;
        var sorted = json.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        json.Clear();
        foreach (var (key, value) in sorted)
        {
            Sort(value);
            json[key] = value;
        }
    }

    private static string Kilobytes(string text) => $"{Encoding.UTF8.GetByteCount(text) / 1000.0:N1}";
}
