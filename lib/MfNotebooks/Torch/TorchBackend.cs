using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MfNotebooks;

/// <summary>Loads native libtorch once per process, before TorchSharp's own loader runs.</summary>
/// <remarks>
/// On Linux with the CPU package the libraries are opened by absolute path where NuGet put them. A library opened so
/// is found again by its name, so nothing is copied (TorchSharp's own fallback copies 478 MB) and an older
/// <c>libtorch_cpu.so</c> of the system cannot get in first. CUDA, Windows and macOS are left to TorchSharp's loader.
/// </remarks>
public static class TorchBackend
{
    private const string CpuPackage = "libtorch-cpu-linux-x64";
    private static readonly Lazy<TorchBackendInfo> Loaded = new(LoadOnce);

    /// <summary>Loads native libtorch if that has not happened yet. Calling it again costs nothing.</summary>
    /// <returns>What was loaded, and from where.</returns>
    /// <exception cref="TorchBackendException">Nothing usable was found; the message names the remedy.</exception>
    public static TorchBackendInfo Load() => Loaded.Value;

    private static TorchBackendInfo LoadOnce()
    {
        var info = CudaIsWanted() ? LoadCuda() : LoadCpu();
        LimitThreads();
        return info;
    }

    private static TorchBackendInfo LoadCpu()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return LoadByTorchSharp(DeviceType.CPU, "cpu");
        var libtorch = NativeLocation.Find(CpuPackage, NativeLocation.LibtorchVersion, "linux-x64", "libtorch_cpu.so") ?? throw NotFound();
        var folder = Path.GetDirectoryName(libtorch)!;
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            Open(Path.Combine(folder, name));
        var (bridge, patched) = LibTorchSharp.Open();
        return new TorchBackendInfo("cpu", NativeLocation.LibtorchVersion, libtorch, bridge, patched);
    }

    private static TorchBackendInfo LoadCuda() => LoadByTorchSharp(DeviceType.CUDA, "cuda");

    private static TorchBackendInfo LoadByTorchSharp(DeviceType device, string kind)
    {
        try
        {
            torch.InitializeDeviceType(device);
            return new TorchBackendInfo(kind, NativeLocation.LibtorchVersion, null, null, false);
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw new TorchBackendException($"""
                Native libtorch {NativeLocation.LibtorchVersion} ({kind}) could not be loaded on {RuntimeInformation.RuntimeIdentifier}.
                In a notebook: check the first #r line of the set-up cell (TorchSharp-cpu, or TorchSharp-cuda-linux / -windows for an NVIDIA GPU) and restart the kernel.
                In the build: dotnet build (CPU) or dotnet build -p:TorchBackend=cuda-linux.
                """, e);
        }
    }

    /// <summary>A CUDA package beside this TorchSharp counts only where an NVIDIA driver is: else it could not start.</summary>
    private static bool CudaIsWanted()
    {
        if (OperatingSystem.IsLinux() && !Directory.Exists("/proc/driver/nvidia")) return false;
        var (rid, file) = OperatingSystem.IsWindows() ? ("win-x64", "torch_cuda.dll") : ("linux-x64", "libtorch_cuda.so");
        return NativeLocation.Find(CudaPackage(rid), NativeLocation.LibtorchVersion, rid, file) is not null;
    }

    private static string CudaPackage(string rid) => $"libtorch-cuda-12.8-{rid}";

    /// <summary>
    /// One thread, unless the user said otherwise. The workbook's tensors are small: a second thread waits longer than
    /// it works, and on a busy machine that waiting made a sweep of 64 models sixteen times slower (16 s against 1 s).
    /// </summary>
    private static void LimitThreads()
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not { Length: > 0 })
            torch.set_num_threads(1);
    }

    internal static void Open(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchBackendException($"The native library {path} is there but does not load. Delete its package folder and restore again. The loader said: {e.Message}", e);
        }
    }

    private static TorchBackendException NotFound()
    {
        var looked = NativeLocation.Candidates(CpuPackage, NativeLocation.LibtorchVersion, "linux-x64");
        return new TorchBackendException(string.Create(CultureInfo.InvariantCulture, $"""
            Native libtorch {NativeLocation.LibtorchVersion} (libtorch_cpu.so) was not found.
            In a notebook: run the set-up cell with #r "nuget: TorchSharp-cpu, {NativeLocation.TorchSharpVersion}". In the build: dotnet restore.
            Looked in: {string.Join(", ", looked)}
            """));
    }
}
