using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>
/// A small repository of two chapters, and a folder of what a class returned: good, bad and hostile. Judged once;
/// the tests look at the report.
/// </summary>
public sealed partial class Classroom : IAsyncLifetime
{
    /// <summary>
    /// The seconds for which a program that a student left behind would sleep: nothing else sleeps so long.
    /// </summary>
    public const string LeftBehind = "987654";

    private const string Setup = "#!import ../lib/MfNotebooks/bin/workbook.csx";

    private readonly TestFolder folder = new();

    public Classroom()
    {
        File.WriteAllText(Path.Combine(folder.Path, "MfNotebooks.sln"), "");
        CopyLibrary();
        folder.Write("03-tiny.ipynb", Tiny());
        folder.Write("04-other.ipynb", Other("double? half = null;"));
    }

    public RunnerResult Result { get; private set; } = null!;

    public string Csv { get; private set; } = null!;

    public string Library => Path.Combine(folder.Path, "lib", "MfNotebooks", "bin", "MfNotebooks.dll");

    private string Returned => Path.Combine(folder.Path, "returned");

    public async ValueTask InitializeAsync()
    {
        foreach (var (student, notebook) in Students.All)
            Return(Path.Combine(student, "03-tiny.ipynb"), notebook);
        Return("solved/more/04-other.ipynb", Other("var half = 2f;"));
        Return("=1+1-03-tiny.ipynb", Tiny());
        Return("dora-03-tiny.ipynb", Tiny("double? number = 3.5;"));
        Return("03-tiny_dora (1).ipynb", Students.Helped);
        File.SetLastWriteTimeUtc(Path.Combine(Returned, "dora-03-tiny.ipynb"), DateTime.UtcNow.AddDays(-1));
        Return("poem.ipynb", new NotebookBuilder().Markdown("p", "Roses are red."));
        Return("wrong/.ipynb_checkpoints/03-tiny-checkpoint.ipynb", Tiny());
        ReturnText("broken/03-tiny.ipynb", "{ \"cells\": [");
        ReturnText("twice/03-tiny.ipynb", "{ \"nbformat\": 4, \"nbformat\": 4, \"cells\": [] }");
        ReturnText("empty/03-tiny.ipynb", "");
        // Beside a notebook that can be judged, one that cannot changes nothing.
        ReturnText("solved/03-tiny-copy.ipynb", "[]");
        if (!OperatingSystem.IsWindows())
        {
            Return("<script>[red]\u001b[31m/03-tiny.ipynb", Tiny());
            File.CreateSymbolicLink(Path.Combine(Returned, "link.ipynb"), "/dev/zero");
        }
        Result = await folder.RunAsync("--check-exercises", Returned, "--timeout", "60");
        Csv = await File.ReadAllTextAsync(Path.Combine(folder.Out, "exercises.csv"),
            TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>State and message of one exercise in the CSV file.</summary>
    public (string State, string Message) Of(string student, string exercise)
    {
        var rows = CsvRow().Matches(Csv)
            .Where(row => row.Groups["student"].Value == student && row.Groups["exercise"].Value == exercise);
        var row = Assert.Single(rows);
        return (row.Groups["state"].Value, row.Groups["message"].Value);
    }

    /// <summary>The small chapter, with these lines above its three checks.</summary>
    internal static NotebookBuilder Tiny(
        string first = "double? number = null;",
        string second = "Func<double, double, double, double> descend = null;",
        string third = "string reported = null;",
        string? own = null,
        string given = "reported")
    {
        var notebook = new NotebookBuilder().Markdown("title", "# Tiny").Code("setup", Setup)
            .Code("start", "Workbook.Start()");
        if (own is not null)
            notebook.Code("own", own);
        return notebook
            .Code("exercise-1", first + "\nCheck.Exercise(\"2.1\", number)", "exercise")
            .Code("exercise-2", second + "\nCheck.Exercise(\"4.2\", descend)", "exercise")
            .Code("exercise-3", third + "\nCheck.Exercise(\"7.5\", " + given + ")", "exercise");
    }

    private static NotebookBuilder Other(string answer) => new NotebookBuilder()
        .Code("setup", Setup)
        .Code("start", "Workbook.Start()")
        .Code("exercise-1", answer + "\nCheck.Exercise(\"7.1\", half)", "exercise");

    private void Return(string path, NotebookBuilder notebook) => ReturnText(path, notebook.ToText());

    private void ReturnText(string path, string text)
    {
        var full = Path.Combine(Returned, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>The script that a notebook imports then names the copy, too.</summary>
    private void CopyLibrary()
    {
        var built = Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin");
        var copy = Path.GetDirectoryName(Library)!;
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(built))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var script = Path.Combine(copy, "workbook.csx");
        File.WriteAllText(script, File.ReadAllText(script).Replace(built, copy, StringComparison.Ordinal));
    }

    [GeneratedRegex(
        """^"(?<student>[^"]*)","[^"]*","(?<exercise>[^"]*)","(?<state>[^"]*)","(?<message>(""|[^"])*)"\r$""",
        RegexOptions.Multiline)]
    private static partial Regex CsvRow();
}
