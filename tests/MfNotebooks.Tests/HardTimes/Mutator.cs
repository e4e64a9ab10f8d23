using System.Buffers.Binary;
using System.Text;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>Damages good files in the ways that break readers. The same seed does the same damage.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> tokens)
{
    private static readonly int[] Extremes = [0, 1, -1, int.MaxValue, int.MinValue, ushort.MaxValue, 64, 0x7FFF_FFFE];

    private readonly Random _random = new(seed);

    /// <summary>One of the good files with one to six damages, or now and then bytes that never were a file.</summary>
    internal byte[] Damage(IReadOnlyList<byte[]> good)
    {
        if (_random.Next(20) == 0) return Noise();
        var bytes = new List<byte>(good[_random.Next(good.Count)]);
        for (var damages = _random.Next(1, 7); damages > 0; damages--) Damage(bytes, good);
        return [.. bytes];
    }

    private void Damage(List<byte> bytes, IReadOnlyList<byte[]> good)
    {
        var (at, length) = (_random.Next(bytes.Count + 1), _random.Next(1, 33));
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)_random.Next(256); break;
            case 2: bytes.RemoveRange(at, Math.Min(length, bytes.Count - at)); break;
            case 3: bytes.InsertRange(at, [.. bytes.Skip(at).Take(length)]); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: bytes.InsertRange(at, Encoding.UTF8.GetBytes(tokens[_random.Next(tokens.Count)])); break;
            case 6: Overwrite(bytes, at); break;
            case 7: Splice(bytes, at, good[_random.Next(good.Count)]); break;
            default:
                bytes.InsertRange(at,
                Enumerable.Repeat(at < bytes.Count ? bytes[at] : (byte)'9', _random.Next(400))); break;
        }
    }

    /// <summary>A number that lengths and counts do not expect.</summary>
    private void Overwrite(List<byte> bytes, int at)
    {
        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, Extremes[_random.Next(Extremes.Length)]);
        for (var i = 0; i < number.Length && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(_random.Next(other.Length + 1)));
    }

    private byte[] Noise()
    {
        var noise = new byte[_random.Next(300)];
        _random.NextBytes(noise);
        return noise;
    }
}
