using Xunit;

namespace MfNotebooks.Tests.Torch;

/// <summary>On the package's own library: real bytes, and damage done to them.</summary>
public class ElfVersionNeedsTests
{
    private static byte[] Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The package's Linux library is only restored to a known place on Linux.");
        return File.ReadAllBytes(LibTorchSharp.PackagePath());
    }

    [Fact]
    public void The_packages_library_needs_the_version_and_not_weakly()
    {
        var need = Assert.Single(ElfVersionNeeds.Read(Library()), n => n.Version == LibTorchSharp.UnusedVersion);

        Assert.Equal("libstdc++.so.6", need.Library);
        Assert.False(need.IsWeak);
    }

    [Fact]
    public void The_copy_differs_in_one_bit_and_reads_as_weak()
    {
        var original = Library();

        var copy = ElfVersionNeeds.WithWeakVersion(original, LibTorchSharp.UnusedVersion);

        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != copy[i]).ToArray();
        Assert.Equal(0x2, original[Assert.Single(changed)] ^ copy[changed[0]]);
        Assert.True(Assert.Single(ElfVersionNeeds.Read(copy), n => n.Version == LibTorchSharp.UnusedVersion).IsWeak);
        Assert.Equal(ElfVersionNeeds.Read(original).Count, ElfVersionNeeds.Read(copy).Count);
    }

    [Fact]
    public void A_version_that_is_not_asked_for_is_an_error_that_names_it()
    {
        var error = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.WithWeakVersion(Library(), "GLIBCXX_9.9.9"));

        Assert.Contains("GLIBCXX_9.9.9", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ this is a Windows program, long enough to hold a whole ELF header in it ............")]
    public void Bytes_that_are_no_ELF_are_refused(string content)
    {
        var error = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(System.Text.Encoding.ASCII.GetBytes(content)));

        Assert.Contains("Not an ELF library", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_32_bit_library_is_refused()
    {
        var library = Library();
        library[4] = 1;

        Assert.Contains("64-bit", Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(library)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_cut_anywhere_is_refused_with_what_is_missing()
    {
        var library = Library();
        for (var length = 64; length < library.Length; length += library.Length / 50)
        {
            var error = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(library.AsSpan(0, length)));
            Assert.Contains("damaged or cut short", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_damage_never_does_worse_than_that_error()
    {
        var library = Library();
        var needs = ElfVersionNeeds.Read(library);
        var random = new Random(0);
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = library.ToArray();
            // In the header, in the section headers at the end, or in the version section itself.
            for (var i = 0; i < 8; i++)
                damaged[Place(random, library.Length, needs[0].FlagsOffset)] = (byte)random.Next(256);
            var error = Record.Exception(() => ElfVersionNeeds.Read(damaged));
            Assert.True(error is null or InvalidDataException, $"round {round}: {error}");
        }
    }

    private static int Place(Random random, int length, int versionSection) => random.Next(3) switch
    {
        0 => random.Next(64),
        1 => length - 1 - random.Next(64 * 40),
        _ => Math.Max(0, versionSection - 20 + random.Next(200)),
    };

    [Fact]
    public void The_cached_copy_is_made_once_and_mended_when_damaged()
    {
        Library();
        using var cache = new TemporaryFolder();
        var first = LibTorchSharp.PatchedCopy(LibTorchSharp.PackagePath(), cache.Path);
        var made = File.GetLastWriteTimeUtc(first);
        Assert.Equal(made, File.GetLastWriteTimeUtc(LibTorchSharp.PatchedCopy(LibTorchSharp.PackagePath(), cache.Path)));

        File.WriteAllText(first, "half a file");
        LibTorchSharp.PatchedCopy(LibTorchSharp.PackagePath(), cache.Path);

        Assert.True(new FileInfo(first).Length > 1_000_000);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(first)!));
    }
}
