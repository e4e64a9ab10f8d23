namespace MfNotebooks.Runner.Exercises;

/// <summary>The folder of returned notebooks: what is in it, and what was left out of it.</summary>
internal sealed class ReturnedFolder
{
    private readonly List<ReturnedFile> notebooks = [];
    private readonly List<string> leftOut = [];
    private readonly string root;

    public ReturnedFolder(string folder)
    {
        root = Path.GetFullPath(folder);
        Search(new DirectoryInfo(root));
    }

    /// <summary>The notebooks, by path.</summary>
    public IReadOnlyList<ReturnedFile> Notebooks => notebooks;

    /// <summary>A line for each file or folder that was not looked at.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    private void Search(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (ReasonToLeaveOut(entry) is { } reason)
                leftOut.Add($"{SafeText.Clean(Path.GetRelativePath(root, entry.FullName))}: left out, {reason}");
            else if (entry is DirectoryInfo inner)
                Search(inner);
            else
                notebooks.Add(ReturnedFile.Create((FileInfo)entry, root));
        }
    }

    private static string? ReasonToLeaveOut(FileSystemInfo entry) => entry switch
    {
        // It could lead anywhere on the teacher's machine.
        { LinkTarget: not null } => "it is a link",
        { Name: ".ipynb_checkpoints" } => "these are Jupyter's own copies",
        { Name: "__MACOSX" } => "this is what macOS adds to an archive",
        FileInfo when !entry.Extension.Equals(".ipynb", StringComparison.OrdinalIgnoreCase) => "it is not a notebook (.ipynb)",
        _ => null,
    };
}
