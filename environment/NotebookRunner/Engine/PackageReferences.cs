using Microsoft.CodeAnalysis;

namespace MfNotebooks.Runner.Engine;

/// <summary>The NuGet packages that a session has asked for so far, and the references that scripts get from them.</summary>
internal sealed class PackageReferences(PackageRestore restore)
{
    private readonly Dictionary<string, PackageRequest> requested = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> given = new(StringComparer.OrdinalIgnoreCase);

    // What the host has comes from the host, as in the engine: FSharp.Core above all (KERNEL-FACTS).
    private static readonly HashSet<string> hostAssemblies = new(
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.GetFileNameWithoutExtension(path)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds packages and returns the references that are new with them.</summary>
    public async Task<IReadOnlyList<MetadataReference>> AddAsync(
        IReadOnlyList<PackageRequest> packages, Action<string> beforeRestore)
    {
        var fresh = packages.Where(IsFresh).ToArray();
        if (fresh.Length == 0)
            return [];
        var all = requested.Values.Concat(fresh).DistinctBy(package => package.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var assemblies = await restore.ResolveAsync(all, () => beforeRestore(string.Join(", ", fresh.Select(p => p.ToString()))));
        foreach (var package in fresh)
            requested[package.Name] = package;
        return [.. assemblies
            .Where(path => !hostAssemblies.Contains(Path.GetFileNameWithoutExtension(path)) && given.Add(path))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    private bool IsFresh(PackageRequest package)
    {
        if (!requested.TryGetValue(package.Name, out var earlier))
            return true;
        return earlier.Version == package.Version
            ? false
            : throw new PackageException(
                $"{package} is asked for, but {earlier} is loaded already; one session can use one version only.");
    }
}
