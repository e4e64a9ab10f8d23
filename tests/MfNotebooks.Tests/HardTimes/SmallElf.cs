using System.Buffers.Binary;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>The smallest ELF library that asks two others for versions: so small that random damage hits what is read.</summary>
internal static class SmallElf
{
    private const int Header = 64, Needs = Header, NeedsSize = 2 * 32, Names = Needs + NeedsSize, NamesSize = 48, SectionSize = 64;

    /// <summary>Where the section headers begin: an empty one, the version section's and the string table's.</summary>
    internal const int Sections = Names + NamesSize;

    /// <summary>Where the version section's number of entries stands.</summary>
    internal const int Count = Sections + SectionSize + 44 + 3;

    internal static byte[] Bytes { get; } = Build();

    private static byte[] Build()
    {
        var elf = new byte[Sections + 3 * SectionSize];
        "\u007FELF"u8.CopyTo(elf);
        (elf[4], elf[5]) = (2, 1);
        Put64(elf, 0x28, Sections);
        Put16(elf, 0x3A, SectionSize);
        Put16(elf, 0x3C, 3);
        // The libraries stand at 1 and 17, their versions at 9 and 25.
        "\0libc.so\0GLIBC_2\0libstdc\0GLIBCXX_3.4.32\0"u8.CopyTo(elf.AsSpan(Names));
        PutNeed(elf, Needs, library: 1, version: 9, next: 32);
        PutNeed(elf, Needs + 32, library: 17, version: 25, next: 0);
        PutSection(elf, 1, type: 0x6FFF_FFFE, offset: Needs, size: NeedsSize, link: 2, info: 2);
        PutSection(elf, 2, type: 3, offset: Names, size: NamesSize, link: 0, info: 0);
        return elf;
    }

    private static void PutNeed(byte[] elf, int at, uint library, uint version, uint next)
    {
        Put16(elf, at + 2, 1);
        Put32(elf, at + 4, library);
        Put32(elf, at + 8, 16);
        Put32(elf, at + 12, next);
        Put32(elf, at + 24, version);
    }

    private static void PutSection(byte[] elf, int index, uint type, long offset, long size, uint link, uint info)
    {
        var at = Sections + index * SectionSize;
        Put32(elf, at + 4, type);
        Put64(elf, at + 24, offset);
        Put64(elf, at + 32, size);
        Put32(elf, at + 40, link);
        Put32(elf, at + 44, info);
    }

    private static void Put16(byte[] to, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(to.AsSpan(at), value);

    private static void Put32(byte[] to, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(to.AsSpan(at), value);

    private static void Put64(byte[] to, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(to.AsSpan(at), value);
}
