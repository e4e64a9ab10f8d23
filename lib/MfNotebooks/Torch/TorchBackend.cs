using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace MfNotebooks;

/// <summary>What <see cref="TorchBackend.Load"/> loaded.</summary>
/// <param name="Kind"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="LibtorchVersion">The version of libtorch, such as <c>2.10.0</c>.</param>
/// <param name="Libtorch">Full path of the loaded libtorch; null where TorchSharp's own loader chose.</param>
/// <param name="Bridge">Full path of the loaded <c>LibTorchSharp</c>; null where TorchSharp's own loader chose.</param>
/// <param name="IsPatchedCopy">True when the bridge is the copy made for a Linux with an older libstdc++.</param>
public sealed record TorchBackendInfo(
    string Kind, string LibtorchVersion, string? Libtorch, string? Bridge, bool IsPatchedCopy);

/// <summary>Native torch could not be loaded; the message says what is missing and what fixes it.</summary>
/// <param name="message">What is missing, and the remedy.</param>
/// <param name="cause">The loader's own error, if there was one.</param>
public sealed class TorchBackendException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Loads native libtorch once per process, before TorchSharp's own loader runs.</summary>
/// <remarks>
/// On Linux with the CPU package the libraries are opened by absolute path where NuGet put them. A library opened so
/// is found again by its name, so nothing is copied (TorchSharp's own fallback copies 478 MB) and an older
/// <c>libtorch_cpu.so</c> of the system cannot get in first. CUDA, Windows and macOS are left to TorchSharp's loader.
/// <para>
/// The bridge of TorchSharp 0.107, <c>libLibTorchSharp.so</c>, asks for <c>GLIBCXX_3.4.32</c>, which the libstdc++ of
/// Debian 12, Ubuntu 22.04 and RHEL 9 lacks. Its one symbol of that version is used by no relocation, so where the
/// plain file does not load a copy that asks for it weakly does. The package's own file is never changed.
/// </para>
/// </remarks>
public static class TorchBackend
{
    private const string CpuPackage = "libtorch-cpu-linux-x64", Rid = "linux-x64", BridgeName = "libLibTorchSharp.so";
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    /// <summary>The ELF hash (System V ABI, "Hash Table") by which the file asks for that version.</summary>
    private const uint UnusedVersionHash = 0x0297F842;

    /// <summary>In an <c>Elf64_Vernaux</c> the flags follow the hash; 2 is <c>VER_FLG_WEAK</c>.</summary>
    private const int FlagsAfterHash = sizeof(uint);
    private const byte Weak = 2;

    private static readonly Lazy<TorchBackendInfo> Loaded = new(LoadOnce);

    /// <summary>Where <c>TorchSharp.dll</c> is: NuGet's folder in a notebook, else the output folder.</summary>
    private static string TorchSharpFolder { get; } =
        Path.GetDirectoryName(typeof(torch).Assembly.Location) ?? AppContext.BaseDirectory;

    /// <summary>The version of the TorchSharp assembly in its package form, such as <c>0.107.0</c>.</summary>
    internal static string TorchSharpVersion { get; } = Version3(typeof(torch).Assembly.GetName().Version?.ToString());

    /// <summary>The libtorch version that this TorchSharp was built for, such as <c>2.10.0</c>.</summary>
    /// <remarks>Read from the constant itself: asking TorchSharp for its version would start its loader.</remarks>
    private static string LibtorchVersion { get; } = Version3(typeof(torch).GetField(
        "libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string);

    /// <summary>Loads native libtorch if that has not happened yet. Calling it again costs nothing.</summary>
    /// <returns>What was loaded, and from where.</returns>
    /// <exception cref="TorchBackendException">Nothing usable was found; the message names the remedy.</exception>
    public static TorchBackendInfo Load() => Loaded.Value;

    private static TorchBackendInfo LoadOnce()
    {
        var isLinux64 = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var info = CudaIsWanted() ? LoadByTorchSharp(DeviceType.CUDA, "cuda")
            : isLinux64 ? LoadByPath()
            : LoadByTorchSharp(DeviceType.CPU, "cpu");
        LimitThreads();
        return info;
    }

    private static TorchBackendInfo LoadByPath()
    {
        var libtorch = Find(CpuPackage, LibtorchVersion, Rid, "libtorch_cpu.so") ?? throw NotFound();
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            Open(Path.Combine(Path.GetDirectoryName(libtorch)!, name));
        var (bridge, isCopy) = OpenBridge();
        return new TorchBackendInfo("cpu", LibtorchVersion, libtorch, bridge, isCopy);
    }

    private static TorchBackendInfo LoadByTorchSharp(DeviceType device, string kind)
    {
        try
        {
            torch.InitializeDeviceType(device);
            return new TorchBackendInfo(kind, LibtorchVersion, null, null, false);
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw new TorchBackendException($"""
                Native libtorch {LibtorchVersion} ({kind}) did not load on {RuntimeInformation.RuntimeIdentifier}.
                In a notebook: check the first #r line of the set-up cell (TorchSharp-cpu, or
                TorchSharp-cuda-linux / -windows for an NVIDIA GPU) and restart the kernel.
                In the build: dotnet build (CPU) or dotnet build -p:TorchBackend=cuda-linux.
                """, e);
        }
    }

    /// <summary>A CUDA package counts only where an NVIDIA driver is: else it could not start.</summary>
    private static bool CudaIsWanted()
    {
        if (OperatingSystem.IsLinux() && !LinuxHasNvidia()) return false;
        var (rid, file) = OperatingSystem.IsWindows() ? ("win-x64", "torch_cuda.dll") : (Rid, "libtorch_cuda.so");
        return Find($"libtorch-cuda-12.8-{rid}", LibtorchVersion, rid, file) is not null;
    }

    /// <summary>
    /// A plain Linux shows the driver under <c>/proc</c>. WSL 2 has only Windows' graphics device and its libcuda (from
    /// NVIDIA's "CUDA on WSL User Guide"; not tried on such a machine).
    /// </summary>
    private static bool LinuxHasNvidia() => Directory.Exists("/proc/driver/nvidia")
        || (File.Exists("/dev/dxg") && NativeLibrary.TryLoad("libcuda.so.1", out _));

    /// <summary>
    /// One thread, unless the user said otherwise. The workbook's tensors are small: a second thread waits longer than
    /// it works, and on a busy machine that waiting made a training sixteen times slower (16 s against 1 s).
    /// </summary>
    private static void LimitThreads()
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not { Length: > 0 }) torch.set_num_threads(1);
    }

    private static void Open(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchBackendException($"The native library {path} is there but does not load. "
                + $"Delete its package folder and restore again. The loader said: {e.Message}", e);
        }
    }

    /// <summary>Loads the bridge, or a copy in the user's cache where this libstdc++ is older.</summary>
    private static (string Path, bool IsCopy) OpenBridge()
    {
        var path = BridgePath();
        try
        {
            NativeLibrary.Load(path);
            return (path, false);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(UnusedVersion, StringComparison.Ordinal))
        {
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            var copy = AdaptedCopy(path, Path.Combine(data, "MfNotebooks", "native"));
            Open(copy);
            return (copy, true);
        }
        catch (DllNotFoundException e)
        {
            throw new TorchBackendException($"{path} does not load. The loader said: {e.Message}", e);
        }
    }

    /// <summary>Where the package's own bridge is.</summary>
    internal static string BridgePath() => Find("torchsharp", TorchSharpVersion, Rid, BridgeName)
        ?? throw new TorchBackendException($"{BridgeName} was not found beside "
            + $"{TorchSharpFolder} nor in the NuGet folder. Restore the package TorchSharp {TorchSharpVersion} again.");

    /// <summary>Makes the copy, or finds it made: its folder is named after the bytes it was made from.</summary>
    /// <exception cref="TorchBackendException">The cache cannot be written; it is named.</exception>
    internal static string AdaptedCopy(string path, string cacheFolder)
    {
        var library = File.ReadAllBytes(path);
        var copy = Path.Combine(cacheFolder, Convert.ToHexStringLower(SHA256.HashData(library))[..16], BridgeName);
        MakeVersionWeak(library);
        try
        {
            if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(library)) Keep(library, copy);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TorchBackendException($"This system's libstdc++ is older than {BridgeName} wants, "
                + $"and an adapted copy cannot be kept in {cacheFolder}. Make room there or make it writable, "
                + $"or set XDG_DATA_HOME to a folder that is. The system said: {e.Message}", e);
        }
    }

    /// <summary>Sets the one bit by which the loader only warns where the version is missing.</summary>
    /// <exception cref="TorchBackendException">It is another file than the one known.</exception>
    internal static void MakeVersionWeak(Span<byte> library)
    {
        Span<byte> hash = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(hash, UnusedVersionHash);
        var at = library.IndexOf(hash);
        if (at < 0 || at != library.LastIndexOf(hash) || at + FlagsAfterHash >= library.Length)
            throw new TorchBackendException($"{BridgeName} does not load on this system's libstdc++, "
                + "and it is not the file that this workbook can adapt. "
                + $"Use TorchSharp 0.107.0, or a system with {UnusedVersion} (GCC 13 or later).");
        library[at + FlagsAfterHash] |= Weak;
    }

    /// <summary>Beside the target first and then moved, so that another process never loads half a library.</summary>
    private static void Keep(ReadOnlySpan<byte> library, string copy)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var part = $"{copy}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllBytes(part, library);
            File.Move(part, copy, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string? Find(string package, string version, string rid, string file) =>
        Candidates(package, version, rid).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>Where a file of a package can be, nearest first; TorchSharp's loader is not touched.</summary>
    private static IEnumerable<string> Candidates(string package, string version, string rid)
    {
        yield return TorchSharpFolder;
        yield return Path.Combine(TorchSharpFolder, "runtimes", rid, "native");
        foreach (var root in PackageRoots())
            yield return Path.Combine(root, package, version, "runtimes", rid, "native");
    }

    /// <summary>NuGet's folders: where TorchSharp was loaded from, the configured, the default one.</summary>
    private static IEnumerable<string> PackageRoots()
    {
        // <root>/torchsharp/<version>/lib/<framework>/TorchSharp.dll
        var root = Path.GetFullPath(Path.Combine(TorchSharpFolder, "..", "..", "..", ".."));
        if (Directory.Exists(Path.Combine(root, "torchsharp"))) yield return root;
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured) yield return configured;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        yield return Path.Combine(home, ".nuget", "packages");
    }

    /// <summary>NuGet's folder names drop a fourth part of zero: 2.10.0.0 lies in the folder 2.10.0.</summary>
    private static string Version3(string? version) => version is null ? ""
        : version.Count(c => c == '.') == 3 && version.EndsWith(".0", StringComparison.Ordinal) ? version[..^2]
        : version;

    private static TorchBackendException NotFound() => new($"""
        Native libtorch {LibtorchVersion} (libtorch_cpu.so) was not found.
        In a notebook: run the set-up cell with #r "nuget: TorchSharp-cpu, {TorchSharpVersion}".
        In the build: dotnet restore.
        Looked in: {string.Join(", ", Candidates(CpuPackage, LibtorchVersion, Rid))}
        """);
}
