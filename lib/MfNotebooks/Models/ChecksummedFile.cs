using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// A file of numbers: a mark of eight bytes, the header's length (int32), a JSON header, float32 numbers (all
/// little-endian), and the SHA-256 of everything before it. Data only: nothing in it is ever run.
/// </summary>
/// <typeparam name="THeader">What the header says of the numbers.</typeparam>
/// <param name="mark">Eight bytes by which files of the kind are told from others.</param>
/// <param name="kind">What such a file is called, for messages.</param>
/// <param name="remedy">What to do about a file that is not usable, for messages.</param>
internal sealed class ChecksummedFile<THeader>(string mark, string kind, string remedy) where THeader : class
{
    private const int LengthSize = 4, HashSize = SHA256.HashSizeInBytes;
    private readonly byte[] _mark = System.Text.Encoding.ASCII.GetBytes(mark);

    /// <summary>Writes the file, whole or not at all.</summary>
    internal void Write(string path, THeader header, IEnumerable<Tensor> numbers)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[LengthSize];
        BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
        byte[] content = [.. _mark, .. length, .. json, .. numbers.SelectMany(Bytes)];
        AtomicFile.Write(path, stream =>
        {
            stream.Write(content);
            stream.Write(SHA256.HashData(content));
        });
    }

    /// <summary>Reads the file. Nothing is allocated on its header's word: the lengths are compared with the file's own first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inspect">Refuses a header that makes no sense (by <see cref="Damaged"/> or another exception), and says how many numbers it promises and what of.</param>
    /// <exception cref="InvalidDataException">It is no such file, or it is damaged; the message says how.</exception>
    internal (THeader Header, float[] Numbers) Read(string path, Func<THeader, (long Count, string Of)> inspect)
    {
        var file = File.ReadAllBytes(path);
        var (header, start) = ReadHeader(file, path);
        var (count, of) = inspect(header);
        var expected = start + sizeof(float) * count + HashSize;
        if (file.Length != expected)
            throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"its header promises {expected} bytes ({of}), but it has {file.Length}"));
        if (!SHA256.HashData(file.AsSpan(0, file.Length - HashSize)).AsSpan().SequenceEqual(file.AsSpan(file.Length - HashSize)))
            throw Damaged(path, "its checksum does not match its content");
        return (header, MemoryMarshal.Cast<byte, float>(file.AsSpan(start, file.Length - HashSize - start)).ToArray());
    }

    internal InvalidDataException Damaged(string path, string how) => new($"The {kind} {path} is damaged: {how}. {remedy}");

    private (THeader Header, int Start) ReadHeader(byte[] file, string path)
    {
        var fixedSize = _mark.Length + LengthSize + HashSize;
        if (file.Length < fixedSize || !file.AsSpan(0, _mark.Length).SequenceEqual(_mark))
            throw new InvalidDataException($"{path} is not a {kind} of MfNotebooks. {remedy}");
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(_mark.Length));
        if (length <= 0 || length > file.Length - fixedSize)
            throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"its header claims {length} bytes"));
        return (ParseHeader(file.AsSpan(_mark.Length + LengthSize, length), path), _mark.Length + LengthSize + length);
    }

    private THeader ParseHeader(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<THeader>(json) ?? throw Damaged(path, "its header is empty");
        }
        catch (JsonException e)
        {
            throw Damaged(path, $"its header is not readable ({e.Message})");
        }
    }

    private static byte[] Bytes(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.AsBytes(numbers.detach().cpu().contiguous().data<float>().ToArray().AsSpan()).ToArray();
    }
}
