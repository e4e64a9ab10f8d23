using System.Globalization;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The model file: a <see cref="ChecksummedFile{THeader}"/> of the names and of A and B in rows.</summary>
internal static class FactorModelFile
{
    private const int Version = 1;
    private static readonly ChecksummedFile<Header> Format = new("MFMODEL\n", "model file", "Write one with model.Save(path).");

    private sealed record Header(int Version, int LatentDim, IReadOnlyList<string> Users, IReadOnlyList<string> Items);

    internal static void Write(string path, FactorModel model) =>
        Format.Write(path, new Header(Version, model.LatentDim, model.Users, model.Items), [model.A, model.B]);

    internal static FactorModel Read(string path, Device? device)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file at {Path.GetFullPath(path)}. Write one with model.Save(path).", path);
        var (header, numbers) = Format.Read(path, header => Inspect(header, path));
        var (users, items, k) = (header.Users.Count, header.Items.Count, header.LatentDim);
        foreach (var factor in numbers)
            if (!float.IsFinite(factor)) throw Format.Damaged(path, string.Create(CultureInfo.InvariantCulture, $"one of its factors is {factor}"));
        TorchBackend.Load();
        return new FactorModel(
            tensor(numbers[..(users * k)], users, k).to(device ?? CPU),
            tensor(numbers[(users * k)..], items, k).to(device ?? CPU), header.Users, header.Items);
    }

    private static (long Count, string Of) Inspect(Header header, string path)
    {
        if (header.Version != Version)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path} is a model file of version {header.Version}; this library reads version {Version}. Train and save the model again."));
        if (header.LatentDim < 1 || header.Users is not { Count: > 0 } users || header.Items is not { Count: > 0 } items || users.Concat(items).Contains(null))
            throw Format.Damaged(path, "its header names no factors, users or items");
        return (header.LatentDim * ((long)users.Count + items.Count), string.Create(CultureInfo.InvariantCulture, $"{users.Count} users, {items.Count} items, k = {header.LatentDim}"));
    }
}
