using System.Globalization;
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

    /// <summary>Reads a device's name.</summary>
    /// <param name="name">
    /// <c>best</c>, <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>mps</c>; case does not matter.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no such device, or not on this machine; the message lists what there is.
    /// </exception>
    public static Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        TorchBackend.Load();
        var (kind, index) = Split(name.Trim().ToLowerInvariant());
        return (kind, index) switch
        {
            ("best", null) => Best(),
            ("cpu", null or 0) => CPU,
            ("mps", null or 0) when MpsIsAvailable => MPS,
            ("cuda", null) when cuda.is_available() => CUDA,
            ("cuda", { } i) when i < cuda.device_count() => new Device(DeviceType.CUDA, i),
            _ => throw new ArgumentException($"There is no device '{name}' here. This machine has: "
                + $"{string.Join(", ", Names())}.", nameof(name)),
        };
    }

    /// <summary>Says in one line which device <see cref="Best"/> chooses, and why.</summary>
    public static string Describe() => Best().type switch
    {
        DeviceType.CUDA => string.Create(CultureInfo.InvariantCulture, $"cuda: {cuda.device_count()} CUDA device(s) "
            + $"found"),
        DeviceType.MPS => "mps: Apple's GPU found",
        _ when TorchBackend.Load().Kind == "cuda" => "cpu: the CUDA package is loaded, but torch sees no GPU (check "
            + "the NVIDIA driver with nvidia-smi)",
        _ => "cpu: no GPU package is loaded, and for the workbook's sizes none is needed",
    };

    private static bool MpsIsAvailable => OperatingSystem.IsMacOS() && mps_is_available();

    private static IEnumerable<string> Names()
    {
        yield return "cpu";
        if (MpsIsAvailable) yield return "mps";
        for (var i = 0; i < (cuda.is_available() ? cuda.device_count() : 0); i++)
            yield return string.Create(CultureInfo.InvariantCulture, $"cuda:{i}");
    }

    private static (string Kind, int? Index) Split(string name)
    {
        var parts = name.Split(':');
        if (parts.Length == 1) return (name, null);
        var isNumbered = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return parts.Length == 2 && isNumbered ? (parts[0], index) : ("", null);
    }
}
