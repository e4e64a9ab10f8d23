using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The GPU: is there one with a driver, is its package loaded, does torch see it?</summary>
internal static class GpuCheck
{
    public static async Task<Diagnosis> ExamineAsync(Probe? probe)
    {
        var driver = await Programs.AskAsync("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader");
        var package = probe?.Kind switch { "cuda" => "CUDA", "cpu" => "CPU", _ => null };
        var facts = new JsonObject { ["driver"] = driver, ["package"] = probe?.Kind, ["device"] = probe?.Device, ["cudaDevices"] = probe?.CudaDevices };
        var found = driver?.Split('\n')[0].Trim();
        return (driver, package, probe) switch
        {
            (_, _, { Device: "mps" }) => Gpu(Standing.Good, "Apple's, used through mps"),
            (_, _, { CudaDevices: > 0 }) => Gpu(Standing.Good, $"{found ?? "CUDA"}, seen by torch"),
            (null, _, _) => Gpu(Standing.Optional, "no NVIDIA driver (nvidia-smi); for these chapters the processor is as good"),
            (_, "CUDA", _) => Gpu(Standing.Optional, $"{found}; the CUDA package is loaded, but torch sees no GPU", "see whether nvidia-smi works, and update the driver: this libtorch is made for CUDA 12.8"),
            (_, "CPU", _) => Gpu(Standing.Optional, $"{found}; not used, the CPU package is loaded", $"{Switch}; the processor is as good for these chapters"),
            _ => Gpu(Standing.Optional, $"{found}; torch did not load, so nobody could ask it"),
        };

        Diagnosis Gpu(Standing standing, string finding, string? remedy = null) => new(standing, "gpu", "GPU", finding, remedy, facts);
    }

    private static string Switch => OperatingSystem.IsWindows()
        ? "TorchSharp-cuda-windows in the set-up cell, and dotnet build -p:TorchBackend=cuda-windows"
        : "TorchSharp-cuda-linux in the set-up cell, and dotnet build -p:TorchBackend=cuda-linux";
}
