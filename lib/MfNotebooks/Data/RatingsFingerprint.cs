using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MfNotebooks;

/// <summary>A short text that only the same ratings have: the SHA-256 of their numbers.</summary>
internal static class RatingsFingerprint
{
    internal static string Of(RatingsMatrix ratings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Bytes<int>([ratings.UserCount, ratings.ItemCount]));
        for (var user = 0; user < ratings.UserCount; user++)
        {
            for (var item = 0; item < ratings.ItemCount; item++) hash.AppendData(Bytes<float>([ratings[user, item] ?? float.NaN]));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    internal static string Of(RatingsTable ratings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Bytes<int>([ratings.UserCount, ratings.ItemCount]));
        hash.AppendData(Bytes(ratings.Users.AsSpan()));
        hash.AppendData(Bytes(ratings.Items.AsSpan()));
        hash.AppendData(Bytes(ratings.Values.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> numbers) where T : struct => MemoryMarshal.AsBytes(numbers);
}
