namespace MfNotebooks.Runner.Commands;

/// <summary>The notebooks that a command line means.</summary>
internal static class NotebookFiles
{
    /// <summary>Full paths of the named files, or of all the repository's notebooks when none is named.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> named)
    {
        if (named.Count == 0)
            return Repository.Find().Notebooks();
        return named.FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? throw new UsageException($"{missing}: there is no such {(missing.StartsWith('-') ? "option" : "file")}.")
            : [.. named.Select(Path.GetFullPath).Distinct()];
    }
}
