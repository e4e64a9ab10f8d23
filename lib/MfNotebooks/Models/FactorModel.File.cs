using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace MfNotebooks;

public sealed partial class FactorModel
{
    /// <summary>
    /// The model file: a mark of eight bytes, the header's length (int32), a JSON header with the names, float32
    /// numbers (A and B in rows, then the biases; all little-endian), and the SHA-256 of everything before it. Data
    /// only: nothing in it is ever run.
    /// </summary>
    private static class ModelFile
    {
        /// <summary>Version 1 had no mean and no biases.</summary>
        private const int Version = 2;
        private const int LengthSize = 4, HashSize = SHA256.HashSizeInBytes;
        private const string Remedy = "Write one with model.Save(path).";

        private static ReadOnlySpan<byte> Mark => "MFMODEL\n"u8;

        private sealed record Header(
            int Version, int LatentDim, IReadOnlyList<string> Users, IReadOnlyList<string> Items,
            float Mean, bool HasBiases)
        {
            internal long NumberCount => (LatentDim + (HasBiases ? 1L : 0)) * ((long)Users.Count + Items.Count);
        }

        internal static void Write(string path, FactorModel model)
        {
            var header = new Header(Version, model.LatentDim, model.Users, model.Items, model.Mean, model.HasBiases);
            var json = JsonSerializer.SerializeToUtf8Bytes(header);
            var length = new byte[LengthSize];
            BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
            float[] biases = model.HasBiases ? [.. model.UserBias, .. model.ItemBias] : [];
            float[] numbers = [.. model.A.ToArray(), .. model.B.ToArray(), .. biases];
            byte[] content = [.. Mark, .. length, .. json, .. MemoryMarshal.AsBytes<float>(numbers)];
            AtomicFile.Write(path, stream =>
            {
                stream.Write(content);
                stream.Write(SHA256.HashData(content));
            });
        }

        /// <summary>Reads the file; what its header claims is compared with its length first.</summary>
        internal static FactorModel Read(string path, Device? device)
        {
            if (!File.Exists(path))
                throw new FileNotFoundException($"There is no model file at {Path.GetFullPath(path)}. {Remedy}", path);
            var file = File.ReadAllBytes(path);
            var (header, start) = ReadHeader(file, path);
            var numbers = ReadNumbers(file, path, header, start);
            var (users, items, k) = (header.Users.Count, header.Items.Count, header.LatentDim);
            var biases = numbers[((users + items) * k)..];
            TorchBackend.Load();
            using var scope = NewDisposeScope();
            return new FactorModel(tensor(numbers[..(users * k)], users, k).to(device ?? CPU),
                tensor(numbers[(users * k)..((users + items) * k)], items, k).to(device ?? CPU),
                header.Users, header.Items, header.Mean,
                header.HasBiases ? biases[..users] : null, header.HasBiases ? biases[users..] : null);
        }

        private static (Header Header, int Start) ReadHeader(byte[] file, string path)
        {
            var fixedSize = Mark.Length + LengthSize + HashSize;
            if (file.Length < fixedSize || !file.AsSpan().StartsWith(Mark))
                throw new InvalidDataException($"{path} is not a model file of MfNotebooks. {Remedy}");
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(Mark.Length));
            if (length <= 0 || length > file.Length - fixedSize) throw Damaged(path,
                $"its header claims {length} bytes");
            var header = ParseHeader(file.AsSpan(Mark.Length + LengthSize, length), path);
            if (header.Version is < 1 or > Version)
                throw new InvalidDataException(Invariant($"{path} is a model file of version {header.Version}; ")
                    + Invariant($"this library reads version {Version}. Train and save the model again."));
            if (header.LatentDim < 1 || header.Users is not { Count: > 0 } users
                || header.Items is not { Count: > 0 } items || users.Concat(items).Contains(null))
                throw Damaged(path, $"its header names no factors, users or items");
            if (!float.IsFinite(header.Mean)) throw Damaged(path, $"its mean is {header.Mean}");
            return (header, Mark.Length + LengthSize + length);
        }

        private static Header ParseHeader(ReadOnlySpan<byte> json, string path)
        {
            try
            {
                return JsonSerializer.Deserialize<Header>(json) ?? throw Damaged(path, $"its header is empty");
            }
            catch (JsonException e)
            {
                throw Damaged(path, $"its header is not readable ({e.Message})");
            }
        }

        private static float[] ReadNumbers(byte[] file, string path, Header header, int start)
        {
            var expected = start + sizeof(float) * header.NumberCount + HashSize;
            var content = file.AsSpan(0, file.Length - HashSize);
            var of = $"{Counted.Of(header.Users.Count, "user")}, {Counted.Of(header.Items.Count, "item")}, "
                + $"k = {header.LatentDim}";
            if (file.Length != expected)
                throw Damaged(path, $"its header promises {expected} bytes ({of}), but it has {file.Length}");
            if (!SHA256.HashData(content).AsSpan().SequenceEqual(file.AsSpan(content.Length)))
                throw Damaged(path, $"its checksum does not match its content");
            var numbers = MemoryMarshal.Cast<byte, float>(content[start..]).ToArray();
            foreach (var number in numbers)
                if (!float.IsFinite(number)) throw Damaged(path, $"one of its factors is {number}");
            return numbers;
        }

        private static InvalidDataException Damaged(string path, FormattableString how) =>
            new($"The model file {path} is damaged: {Invariant(how)}. {Remedy}");
    }
}
