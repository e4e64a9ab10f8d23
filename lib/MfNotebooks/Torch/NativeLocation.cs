using System.Reflection;
using TorchSharp;

namespace MfNotebooks;

/// <summary>Finds the native torch libraries on this machine without touching TorchSharp's own loader.</summary>
internal static class NativeLocation
{
    /// <summary>The folder of <c>TorchSharp.dll</c>: a NuGet package folder in a notebook, the output folder in a program.</summary>
    internal static string TorchSharpFolder { get; } = Path.GetDirectoryName(typeof(torch).Assembly.Location) ?? AppContext.BaseDirectory;

    /// <summary>The libtorch version that this TorchSharp was built for, such as <c>2.10.0</c>.</summary>
    /// <remarks>Read from the constant itself: asking TorchSharp for its version would start its loader.</remarks>
    internal static string LibtorchVersion { get; } = Normalize(
        typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string ?? "");

    /// <summary>Looks for a file of the package in every place it can be, nearest first.</summary>
    /// <param name="package">A NuGet package name, in lower case.</param>
    /// <param name="version">Its version; null for the version of the loaded TorchSharp.</param>
    /// <param name="rid">The runtime identifier, such as <c>linux-x64</c>.</param>
    /// <param name="file">The file's name.</param>
    /// <returns>The full path, or null where there is no such file.</returns>
    internal static string? Find(string package, string version, string rid, string file) =>
        Candidates(package, version, rid).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>The folders that <see cref="Find"/> looks in, nearest first.</summary>
    internal static IEnumerable<string> Candidates(string package, string version, string rid)
    {
        yield return TorchSharpFolder;
        yield return Path.Combine(TorchSharpFolder, "runtimes", rid, "native");
        foreach (var root in PackageRoots())
            yield return Path.Combine(root, package, version, "runtimes", rid, "native");
    }

    /// <summary>The version of the TorchSharp assembly in its package form, such as <c>0.107.0</c>.</summary>
    internal static string TorchSharpVersion => Normalize(typeof(torch).Assembly.GetName().Version?.ToString() ?? "");

    /// <summary>NuGet's package folders: the one TorchSharp was loaded from, the configured one, the default one.</summary>
    private static IEnumerable<string> PackageRoots()
    {
        // <root>/torchsharp/<version>/lib/<framework>/TorchSharp.dll
        var root = Path.GetFullPath(Path.Combine(TorchSharpFolder, "..", "..", "..", ".."));
        if (Directory.Exists(Path.Combine(root, "torchsharp"))) yield return root;
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured) yield return configured;
        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    }

    /// <summary>NuGet's folder names drop a fourth part of zero: 2.10.0.0 lies in the folder 2.10.0.</summary>
    private static string Normalize(string version) => version.EndsWith(".0", StringComparison.Ordinal) && version.Count(c => c == '.') == 3
        ? version[..^2]
        : version;
}
