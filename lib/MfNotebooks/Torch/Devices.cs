using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>Chooses and describes the device that tensors live on.</summary>
public static class Devices
{
    /// <summary>The best device of this machine: CUDA where there is one, else Apple's MPS, else the CPU.</summary>
    /// <exception cref="TorchBackendException">Native libtorch could not be loaded.</exception>
    public static Device Best()
    {
        TorchBackend.Load();
        return cuda.is_available() ? CUDA : MpsIsAvailable ? MPS : CPU;
    }

    /// <summary>Says in one line which device <see cref="Best"/> chooses, and why.</summary>
    public static string Describe() => Best().type switch
    {
        DeviceType.CUDA => Invariant($"cuda: {cuda.device_count()} CUDA device(s) found"),
        DeviceType.MPS => "mps: Apple's GPU found",
        _ when TorchBackend.Load().Kind == "cuda" => "cpu: the CUDA package is loaded, "
            + "but torch sees no GPU (check the NVIDIA driver with nvidia-smi)",
        _ => "cpu: no GPU package is loaded, and for the workbook's sizes none is needed",
    };

    private static bool MpsIsAvailable => OperatingSystem.IsMacOS() && mps_is_available();
}
