using System.Buffers.Binary;
using System.Text;

namespace MfNotebooks;

/// <summary>
/// Reads and edits the <c>.gnu.version_r</c> section of a 64-bit little-endian ELF library: the list of symbol
/// versions (such as <c>GLIBCXX_3.4.32</c>) that the library asks of others.
/// </summary>
/// <remarks>
/// Layouts: System V ABI (ELF-64 header and section headers) and the Linux Standard Base, "Symbol Versioning"
/// (<c>Elf64_Verneed</c>, <c>Elf64_Vernaux</c>).
/// </remarks>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6FFF_FFFE;
    private const ushort WeakFlag = 0x2;
    private const int SectionHeaderSize = 64, NeedSize = 16, VersionSize = 16;

    /// <summary>The longest name of a file on Linux; a longer one here is damage.</summary>
    private const int LongestName = 255;

    /// <summary>One version asked for, and where in the file its flags stand.</summary>
    /// <param name="Library">The library that should provide it, such as <c>libstdc++.so.6</c>.</param>
    /// <param name="Version">The version, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <param name="IsWeak">True when the loader only warns if the version is missing.</param>
    /// <param name="FlagsOffset">Byte offset of <c>vna_flags</c> in the file.</param>
    internal readonly record struct Need(string Library, string Version, bool IsWeak, int FlagsOffset);

    /// <summary>Lists the versions that a library needs.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such library, or are damaged; the message says where.</exception>
    internal static IReadOnlyList<Need> Read(ReadOnlySpan<byte> elf)
    {
        RequireElf64(elf);
        var sections = Section.ReadAll(elf);
        var index = Array.FindIndex(sections, s => s.Type == SectionTypeVersionNeeds);
        if (index < 0) return [];
        var needs = sections[index];
        if (needs.Link >= sections.Length)
            throw Damaged($"its version section names string table {needs.Link}, but there are {sections.Length} sections");
        return ReadNeeds(Bytes(elf, needs.Offset, needs.Size, "the version section"), needs, StringTable(elf, sections[needs.Link]));
    }

    /// <summary>Returns a copy in which one needed version is weak: the loader accepts a system that lacks it.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such library, are damaged, or do not need the version.</exception>
    internal static byte[] WithWeakVersion(ReadOnlySpan<byte> elf, string version)
    {
        var found = Read(elf).Where(n => n.Version == version).ToArray();
        if (found.Length == 0) throw new InvalidDataException($"The library does not ask for the version {version}.");
        var copy = elf.ToArray();
        foreach (var need in found)
        {
            var flags = copy.AsSpan(need.FlagsOffset, 2);
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
        }
        return copy;
    }

    private static List<Need> ReadNeeds(ReadOnlySpan<byte> bytes, Section section, ReadOnlySpan<byte> names)
    {
        var result = new List<Need>();
        var at = 0L;
        // Every entry has bytes of its own: a list that leads back to itself would else go on for ever.
        var left = bytes.Length / VersionSize;
        for (var i = 0; i < section.Info; i++)
        {
            RequireRoom(--left);
            var need = Bytes(bytes, at, NeedSize, $"version need {i}");
            var library = Name(names, U32(need, 4));
            var aux = at + U32(need, 8);
            for (var count = U16(need, 2); count > 0; count--)
            {
                RequireRoom(--left);
                var version = Bytes(bytes, aux, VersionSize, $"a version of {library}");
                result.Add(new Need(library, Name(names, U32(version, 8)), (U16(version, 4) & WeakFlag) != 0, checked((int)(section.Offset + aux + 4))));
                aux += U32(version, 12);
            }
            at += U32(need, 12);
        }
        return result;
    }

    private static void RequireRoom(int left)
    {
        if (left < 0) throw Damaged("its version section promises more entries than it has room for");
    }

    private static void RequireElf64(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007FELF"u8))
            throw new InvalidDataException($"Not an ELF library: {elf.Length} bytes that do not start with the ELF mark.");
        if (elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException("Not a 64-bit little-endian ELF library.");
    }

    private static ReadOnlySpan<byte> StringTable(ReadOnlySpan<byte> elf, Section section) =>
        Bytes(elf, section.Offset, section.Size, "the string table");

    private static string Name(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset >= names.Length) throw Damaged($"a name stands at {offset} of a string table of {names.Length} bytes");
        var rest = names[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end is >= 0 and <= LongestName ? Encoding.UTF8.GetString(rest[..end]) : throw Damaged($"the name at {offset} of its string table does not end within {LongestName} bytes");
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> from, long offset, long length, string what) =>
        offset >= 0 && length >= 0 && offset <= from.Length - length
            ? from.Slice((int)offset, (int)length)
            : throw Damaged($"{what} should be {length} bytes at {offset}, but there are only {from.Length}");

    private static InvalidDataException Damaged(string how) => new($"The ELF library is damaged or cut short: {how}.");

    private static ushort U16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);

    private static uint U32(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);

    private static long I64(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadInt64LittleEndian(from[at..]);

    private readonly record struct Section(uint Type, long Offset, long Size, uint Link, uint Info)
    {
        internal static Section[] ReadAll(ReadOnlySpan<byte> elf)
        {
            var (table, entrySize, count) = (I64(elf, 0x28), U16(elf, 0x3A), U16(elf, 0x3C));
            if (count > 0 && entrySize != SectionHeaderSize)
                throw Damaged($"its section headers are {entrySize} bytes each instead of {SectionHeaderSize}");
            var headers = Bytes(elf, table, (long)count * entrySize, $"the table of {count} section headers");
            var sections = new Section[count];
            for (var i = 0; i < count; i++)
            {
                var header = headers.Slice(i * entrySize, entrySize);
                sections[i] = new Section(U32(header, 4), I64(header, 24), I64(header, 32), U32(header, 40), U32(header, 44));
            }
            return sections;
        }
    }
}
