using System.IO.Compression;
using System.Security.Cryptography;

namespace MfNotebooks;

/// <summary>The folder of a user's own in which downloaded datasets stay. What is in it was read successfully before it was put there.</summary>
internal sealed class MovieLensCache(string folder, MovieLensDownload download)
{
    internal static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "MfNotebooks", "data");

    internal string FolderOf(MovieLensDataset dataset) => Path.Combine(folder, dataset.Name);

    /// <summary>Downloads a dataset, reads it, and only then keeps it.</summary>
    /// <exception cref="MovieLensException">It could not be had; nothing is left behind.</exception>
    internal async Task<MovieLensData> FetchAsync(MovieLensDataset dataset, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var part = Path.Combine(folder, FormattableString.Invariant($"{dataset.Name}.{Environment.ProcessId}-{Guid.NewGuid():N}.part"));
        try
        {
            Directory.CreateDirectory(part);
            var archive = Path.Combine(part, dataset.Name + ".zip");
            using (var file = new FileStream(archive, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await download.FetchAsync(dataset, file, progress, cancel).ConfigureAwait(false);
                await RequireChecksumAsync(dataset, file, cancel).ConfigureAwait(false);
            }
            return Unpack(dataset, archive, part);
        }
        catch (Exception e) when (MovieLensFault.TryExplain(e, dataset, folder) is { } explained)
        {
            throw explained;
        }
        finally
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
    }

    private MovieLensData Unpack(MovieLensDataset dataset, string archive, string part)
    {
        var unpacked = Path.Combine(part, "unpacked");
        ZipFile.ExtractToDirectory(archive, unpacked);
        var content = Directory.EnumerateDirectories(unpacked).Append(unpacked).FirstOrDefault(f => MovieLensLayout.TryFind(f) is not null)
            ?? throw new InvalidDataException("the archive holds no MovieLens dataset");
        var target = FolderOf(dataset);
        var data = MovieLensReader.Read(content, dataset.Name, target);
        Keep(content, target);
        return data;
    }

    /// <summary>Another process may be faster; its copy is as good.</summary>
    internal static void Keep(string content, string target)
    {
        try
        {
            Directory.Move(content, target);
        }
        catch (IOException) when (MovieLensLayout.TryFind(target) is not null)
        {
            // It was.
        }
    }

    private static async Task RequireChecksumAsync(MovieLensDataset dataset, FileStream archive, CancellationToken cancel)
    {
        if (dataset.Md5 is null) return;
        archive.Position = 0;
        // GroupLens publishes MD5 sums: good against damage on the way, which is what this is for; https is against forgery.
#pragma warning disable CA5351
        var sum = Convert.ToHexStringLower(await MD5.HashDataAsync(archive, cancel).ConfigureAwait(false));
#pragma warning restore CA5351
        if (sum != dataset.Md5)
            throw new InvalidDataException($"its checksum is {sum}, but GroupLens publishes {dataset.Md5}");
    }
}
