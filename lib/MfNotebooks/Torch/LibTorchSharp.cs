using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MfNotebooks;

/// <summary>Opens <c>libLibTorchSharp.so</c>, the bridge between TorchSharp and libtorch, on Linux.</summary>
/// <remarks>
/// The bridge of TorchSharp 0.107 asks for <c>GLIBCXX_3.4.32</c>, which the libstdc++ of Debian 12, Ubuntu 22.04 and
/// RHEL 9 lacks. Its one symbol of that version is used by no relocation, so a copy that asks for it weakly works.
/// The package's own file is never changed, and no copy is made where the plain file loads.
/// </remarks>
internal static class LibTorchSharp
{
    internal const string FileName = "libLibTorchSharp.so";
    internal const string UnusedVersion = "GLIBCXX_3.4.32";

    /// <summary>Where the package's own file is.</summary>
    /// <exception cref="TorchBackendException">It is nowhere.</exception>
    internal static string PackagePath() =>
        NativeLocation.Find("torchsharp", NativeLocation.TorchSharpVersion, "linux-x64", FileName)
        ?? throw new TorchBackendException($"{FileName} was not found beside {NativeLocation.TorchSharpFolder} nor in the NuGet folder. Restore the package TorchSharp {NativeLocation.TorchSharpVersion} again.");

    /// <summary>Loads the bridge: the file itself, or a copy in the user's cache when this system's libstdc++ is older.</summary>
    internal static (string Path, bool IsPatchedCopy) Open()
    {
        var path = PackagePath();
        try
        {
            NativeLibrary.Load(path);
            return (path, false);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(UnusedVersion, StringComparison.Ordinal))
        {
            var copy = PatchedCopy(path, CacheFolder());
            TorchBackend.Open(copy);
            return (copy, true);
        }
        catch (DllNotFoundException e)
        {
            throw new TorchBackendException($"{path} does not load. The loader said: {e.Message}", e);
        }
    }

    /// <summary>Makes the copy, or finds it made: its folder is named after the bytes it was made from.</summary>
    /// <exception cref="TorchBackendException">The cache cannot be written; the message names it and the remedy.</exception>
    internal static string PatchedCopy(string path, string cacheFolder)
    {
        try
        {
            return FindOrMakeCopy(path, cacheFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TorchBackendException($"This system's libstdc++ is older than {FileName} wants, and an adapted copy cannot be kept in {cacheFolder}. Make room there or make it writable, or set XDG_DATA_HOME to a folder that is. The system said: {e.Message}", e);
        }
    }

    private static string FindOrMakeCopy(string path, string cacheFolder)
    {
        var original = File.ReadAllBytes(path);
        var folder = Path.Combine(cacheFolder, Convert.ToHexStringLower(SHA256.HashData(original))[..16]);
        var copy = Path.Combine(folder, FileName);
        var weak = ElfVersionNeeds.WithWeakVersion(original, UnusedVersion);
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(weak)) return copy;
        AtomicFile.Write(copy, stream => stream.Write(weak));
        return copy;
    }

    private static string CacheFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "MfNotebooks", "native");
}
