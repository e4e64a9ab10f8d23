using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// The model file: the mark <c>MFMODEL\n</c>, the header's length (int32), a JSON header, A and B as float32 in rows
/// (all little-endian), and the SHA-256 of everything before it. Data only: nothing in it is ever run.
/// </summary>
internal static class FactorModelFile
{
    private const int Version = 1;
    private const int MarkSize = 8, LengthSize = 4, HashSize = SHA256.HashSizeInBytes;
    private static ReadOnlySpan<byte> Mark => "MFMODEL\n"u8;

    private sealed record Header(int Version, int LatentDim, IReadOnlyList<string> Users, IReadOnlyList<string> Items);

    internal static void Write(string path, FactorModel model)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(Version, model.LatentDim, model.Users, model.Items));
        var length = new byte[LengthSize];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        byte[] content = [.. Mark, .. length, .. header, .. Floats(model.A), .. Floats(model.B)];
        AtomicFile.Write(path, stream =>
        {
            stream.Write(content);
            stream.Write(SHA256.HashData(content));
        });
    }

    internal static FactorModel Read(string path, Device? device)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file at {Path.GetFullPath(path)}. Write one with model.Save(path).", path);
        var file = File.ReadAllBytes(path);
        var (header, start) = ReadHeader(file, path);
        var (users, items, k) = (header.Users.Count, header.Items.Count, header.LatentDim);
        var expected = start + 4L * k * ((long)users + items) + HashSize;
        if (file.Length != expected)
            throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"its header promises {expected} bytes ({users} users, {items} items, k = {k}), but it has {file.Length}"));
        if (!SHA256.HashData(file.AsSpan(0, file.Length - HashSize)).AsSpan().SequenceEqual(file.AsSpan(file.Length - HashSize)))
            throw Damaged(path, "its checksum does not match its content");
        var floats = MemoryMarshal.Cast<byte, float>(file.AsSpan(start, file.Length - HashSize - start));
        foreach (var factor in floats)
            if (!float.IsFinite(factor)) throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"one of its factors is {factor}"));
        TorchBackend.Load();
        return new FactorModel(
            tensor(floats[..(users * k)].ToArray(), users, k).to(device ?? CPU),
            tensor(floats[(users * k)..].ToArray(), items, k).to(device ?? CPU), header.Users, header.Items);
    }

    /// <summary>Nothing is allocated on the header's word: lengths are compared with the file's own first.</summary>
    private static (Header Header, int Start) ReadHeader(byte[] file, string path)
    {
        if (file.Length < MarkSize + LengthSize + HashSize || !file.AsSpan(0, MarkSize).SequenceEqual(Mark))
            throw new InvalidDataException($"{path} is not a model file of MfNotebooks. Write one with model.Save(path).");
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(MarkSize));
        if (length <= 0 || length > file.Length - MarkSize - LengthSize - HashSize)
            throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"its header claims {length} bytes"));
        var header = ParseHeader(file.AsSpan(MarkSize + LengthSize, length), path);
        if (header.Version != Version)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path} is a model file of version {header.Version}; this library reads version {Version}. Train and save the model again."));
        return header.LatentDim >= 1 && header.Users is { Count: > 0 } && header.Items is { Count: > 0 } && !header.Users.Concat(header.Items).Contains(null)
            ? (header, MarkSize + LengthSize + length)
            : throw Damaged(path, "its header names no factors, users or items");
    }

    private static Header ParseHeader(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Header>(json) ?? throw Damaged(path, "its header is empty");
        }
        catch (JsonException e)
        {
            throw Damaged(path, $"its header is not readable ({e.Message})");
        }
    }

    private static byte[] Floats(Tensor factors)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.AsBytes(factors.detach().cpu().contiguous().data<float>().ToArray().AsSpan()).ToArray();
    }

    private static InvalidDataException Damaged(string path, string how) =>
        new($"The model file {path} is damaged: {how}. Save the model again.");
}
