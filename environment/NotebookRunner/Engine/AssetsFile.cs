using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Engine;

/// <summary>Reads NuGet's <c>project.assets.json</c>: what a restore found and where it lies.</summary>
internal static class AssetsFile
{
    /// <summary>The run-time assemblies of all packages, for this machine where packages distinguish.</summary>
    public static IReadOnlyList<string> Assemblies(string assetsPath)
    {
        var assets = JsonNode.Parse(File.ReadAllText(assetsPath))!;
        var folders = assets["packageFolders"]!.AsObject().Select(folder => folder.Key).ToArray();
        // The target with a runtime identifier holds the choice for this machine; it follows the plain one.
        var target = assets["targets"]!.AsObject().Last().Value!.AsObject();
        return [.. target.SelectMany(package => AssembliesOf(package, assets["libraries"]![package.Key], folders))];
    }

    private static IEnumerable<string> AssembliesOf(
        KeyValuePair<string, JsonNode?> package, JsonNode? library, string[] folders)
    {
        var path = (string?)library?["path"] ?? "";
        var files = package.Value?["runtime"]?.AsObject().Select(file => file.Key) ?? [];
        return files
            .Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .Select(file => Locate(Path.Combine(path, file), folders));
    }

    private static string Locate(string relative, string[] folders) =>
        folders.Select(folder => Path.GetFullPath(Path.Combine(folder, relative))).FirstOrDefault(File.Exists)
        ?? throw new PackageException($"{relative} is missing from the NuGet folder; restore again with: dotnet nuget locals all --clear");
}
