namespace MfNotebooks.Tests.Notebooks.Support;

/// <summary>A folder of a test's own, gone with the test.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("MfNotebooks-test-").FullName;
        Directory.CreateDirectory(Notebooks);
    }

    public string Path { get; }

    public string Notebooks => System.IO.Path.Combine(Path, "notebooks");

    public string Out => System.IO.Path.Combine(Path, "out");

    /// <summary>Writes a notebook and returns its path.</summary>
    public string Write(string name, NotebookBuilder notebook) => WriteText(name, notebook.ToText());

    public string WriteText(string name, string text)
    {
        var path = System.IO.Path.Combine(Notebooks, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs notebooks of this folder into <see cref="Out"/>.</summary>
    public Task<RunnerResult> RunAsync(params string[] arguments) =>
        RunnerProcess.RunInAsync(Path, new Dictionary<string, string>(), ["run", "--out", Out, .. arguments]);

    public ExecutedNotebook Executed(string name) => ExecutedNotebook.Load(System.IO.Path.Combine(Out, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
