namespace MfNotebooks;

/// <summary>What <see cref="TorchBackend.Load"/> loaded.</summary>
/// <param name="Kind"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="LibtorchVersion">The version of libtorch, such as <c>2.10.0</c>.</param>
/// <param name="Libtorch">Full path of the loaded libtorch; null where TorchSharp's own loader chose.</param>
/// <param name="Bridge">Full path of the loaded <c>LibTorchSharp</c>; null where TorchSharp's own loader chose.</param>
/// <param name="IsPatchedCopy">True when the bridge is the copy made for a Linux with an older libstdc++.</param>
public sealed record TorchBackendInfo(string Kind, string LibtorchVersion, string? Libtorch, string? Bridge, bool IsPatchedCopy);
