using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.Torch;

public class TorchBackendTests
{
    [Fact]
    public void Loading_finds_libtorch_in_the_NuGet_folder_and_torch_computes()
    {
        var info = TorchBackend.Load();

        Assert.Equal("cpu", info.Kind);
        Assert.Equal(6f, torch.tensor(new[] { 1f, 2f, 3f }).sum().item<float>());
        if (OperatingSystem.IsLinux()) Assert.Contains("libtorch-cpu-linux-x64", info.Libtorch,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_twice_gives_the_same_answer() => Assert.Same(TorchBackend.Load(), TorchBackend.Load());

    [Fact]
    public void The_output_folder_holds_no_copy_of_libtorch()
    {
        TorchBackend.Load();
        var large = new DirectoryInfo(AppContext.BaseDirectory).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => f.Length > 50_000_000);
        if (OperatingSystem.IsLinux()) Assert.Empty(large);
    }

    [Fact]
    public void A_libtorch_of_the_system_does_not_get_in_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(),
            "The absolute-path loader is for Linux; elsewhere TorchSharp's own loader runs.");
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["libtorch_cpu.so", "libtorch.so", "libc10.so", "libLibTorchSharp.so"])
            File.WriteAllText(folder.File(name), "not a library");

        var (exitCode, output) = RunOneTest(nameof(Loading_finds_libtorch_in_the_NuGet_folder_and_torch_computes),
            ("LD_LIBRARY_PATH", folder.Path));

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_missing_libtorch_is_named_with_the_line_that_brings_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(),
            "The absolute-path loader is for Linux; elsewhere TorchSharp's own loader runs.");
        using var empty = new TemporaryFolder();

        var (exitCode, output) = RunOneTest(nameof(Loading_finds_libtorch_in_the_NuGet_folder_and_torch_computes),
            ("NUGET_PACKAGES", empty.Path), ("HOME", empty.Path));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("libtorch_cpu.so) was not found", output, StringComparison.Ordinal);
        Assert.Contains("#r \"nuget: TorchSharp-cpu, 0.107.0\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_adapted_bridge_differs_from_the_packages_in_the_one_bit_that_makes_the_version_weak()
    {
        var original = Bridge();
        var library = original.ToArray();

        TorchBackend.MakeVersionWeak(library);

        var changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != library[i]);
        Assert.Equal(2, original[changed] ^ library[changed]);
        // Elf64_Vernaux: hash, flags, other, and then the offset of the name in the string table, where it must stand.
        Assert.Equal(0x0297F842u, BitConverter.ToUInt32(original, changed - 4));
        Assert.True(original.AsSpan().IndexOf("GLIBCXX_3.4.32"u8) > 0);
        Assert.Equal(0x0297F842u, ElfHash("GLIBCXX_3.4.32"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_bridge_that_does_not_name_the_version_exactly_once_is_not_touched(int times)
    {
        byte[] library = [.. new byte[40], .. Enumerable.Repeat<byte[]>([0x42, 0xF8, 0x97, 0x02, 0, 0], times)
            .SelectMany(b => b)];
        var before = library.ToArray();

        var error = Assert.Throws<TorchBackendException>(() => TorchBackend.MakeVersionWeak(library));

        Assert.Contains("GLIBCXX_3.4.32", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, library);
    }

    [Fact]
    public void The_adapted_bridge_is_made_once_and_mended_when_damaged()
    {
        Bridge();
        using var cache = new TemporaryFolder();
        var first = TorchBackend.AdaptedCopy(TorchBackend.BridgePath(), cache.Path);
        var made = File.GetLastWriteTimeUtc(first);
        Assert.Equal(made, File.GetLastWriteTimeUtc(TorchBackend.AdaptedCopy(TorchBackend.BridgePath(), cache.Path)));

        File.WriteAllText(first, "half a file");
        TorchBackend.AdaptedCopy(TorchBackend.BridgePath(), cache.Path);

        Assert.True(new FileInfo(first).Length > 1_000_000);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(first)!));
    }

    [Fact]
    public void Small_tensors_are_left_to_one_thread_unless_the_user_says_otherwise()
    {
        TorchBackend.Load();
        var wanted = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } set
            ? int.Parse(set, System.Globalization.CultureInfo.InvariantCulture) : 1;

        Assert.Equal(wanted, torch.get_num_threads());
    }

    private static byte[] Bridge()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(),
            "The package's Linux library is only restored to a known place on Linux.");
        return File.ReadAllBytes(TorchBackend.BridgePath());
    }

    /// <summary>System V ABI, "Hash Table".</summary>
    private static uint ElfHash(string name) => name.Aggregate(0u, (hash, c) =>
    {
        hash = (hash << 4) + c;
        return (hash ^ ((hash & 0xF0000000) >> 24)) & 0x0FFFFFFF;
    });

    /// <summary>A fresh process, because a process loads native libraries only once.</summary>
    private static (int ExitCode, string Output) RunOneTest(string method,
        params (string Name, string Value)[] environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "MfNotebooks.Tests"
            + (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : ""));
        var start = new ProcessStartInfo(program,
            ["-method", $"{typeof(TorchBackendTests).FullName}.{method}"])
        { RedirectStandardOutput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
