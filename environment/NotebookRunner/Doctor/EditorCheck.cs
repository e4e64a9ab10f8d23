using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>VS Code and its extensions that open notebooks.</summary>
internal static class EditorCheck
{
    private static readonly (string Prefix, string Name)[] Extensions =
    [
        ("ms-dotnettools.dotnet-interactive-vscode-", "Polyglot Notebooks"),
        ("ms-toolsai.jupyter-2", "Jupyter"),
        ("datafication.verso-notebook-", "Verso"),
    ];

    /// <summary>Where the editions of VS Code keep their extensions.</summary>
    private static readonly string[] HomeFolders = [".vscode", ".vscode-server", ".vscode-oss", ".vscode-insiders"];

    public static Diagnosis Examine()
    {
        var program = Programs.FindOnPath("code", "codium", "code-insiders");
        var extensions = ExtensionsFound();
        var facts = new JsonObject { ["path"] = program, ["extensions"] = new JsonArray([.. extensions.Select(name => (JsonNode)name)]) };
        if (program is null && extensions.Length == 0)
            return new Diagnosis(Standing.Optional, "vscode", "VS Code", "no code on the PATH and no extensions of it", null, facts);
        return extensions.Length > 0
            ? new Diagnosis(Standing.Good, "vscode", "VS Code", $"{program ?? "not on the PATH"}, with {string.Join(", ", extensions)}", null, facts)
            : new Diagnosis(Standing.Optional, "vscode", "VS Code", $"{program}, without an extension for notebooks in C#", "code --install-extension ms-dotnettools.dotnet-interactive-vscode", facts);
    }

    private static string[] ExtensionsFound()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folders = HomeFolders
            .Select(name => Path.Combine(home, name, "extensions"))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(folder => Path.GetFileName(folder))
            .ToArray();
        return [.. Extensions.Where(extension => folders.Any(name => name.StartsWith(extension.Prefix, StringComparison.OrdinalIgnoreCase))).Select(extension => extension.Name)];
    }
}
