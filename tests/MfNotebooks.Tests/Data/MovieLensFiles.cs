using System.IO.Compression;
using System.Text;

namespace MfNotebooks.Tests.Data;

/// <summary>Small datasets in the layouts of MovieLens, made up for tests.</summary>
internal static class MovieLensFiles
{
    internal const string Films = "movieId,title,genres\n10,\"Lion, The (1994)\",Children|Drama\n"
        + "20,Robot (2008),(no genres listed)\n30,Untitled,Comedy\n";
    internal const string Ratings = "userId,movieId,rating,timestamp\n1,20,4.5,100\n1,10,3,200\n7,20,0.5,300\n";

    internal static string WriteCsv(TemporaryFolder folder, string name, string ratings = Ratings) =>
        Write(folder, name, ("movies.csv", Films), ("ratings.csv", ratings));

    internal static string WriteColons(TemporaryFolder folder, string name) =>
        Write(folder, name, ("movies.dat", "10::Misérables, Les (1995)::Drama|War\n20::Robot (2008)::Sci-Fi\n"),
            ("ratings.dat", "1::20::5::100\r\n2::10::3.5::200\r\n"));

    internal static string WriteTabs(TemporaryFolder folder, string name)
    {
        var path = Write(folder, name,
            ("u.genre", "unknown|0\nAction|1\nDrama|2\n\n"),
            ("u.item", "1|Café (1995)|01-Jan-1995||http://a|0|1|1\n2|Robot (2008)|01-Jan-2008||http://b|0|0|0\n"),
            ("u.data", "5\t1\t3\t100\n5\t2\t4\t200\n6\t1\t5\t300\n"));
        for (var fold = 1; fold <= 5; fold++)
        {
            File.WriteAllText(Path.Combine(path, FormattableString.Invariant($"u{fold}.base")),
                "5\t1\t3\t100\n6\t1\t5\t300\n");
            File.WriteAllText(Path.Combine(path, FormattableString.Invariant($"u{fold}.test")), "5\t2\t4\t200\n");
        }
        return path;
    }

    /// <summary>The archive of a CSV dataset, with a folder of its name inside, as GroupLens packs it.</summary>
    internal static byte[] Zip(string name, params (string File, string Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (file, content) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry($"{name}/{file}").Open());
                writer.Write(content);
            }
        }
        return stream.ToArray();
    }

    internal static byte[] ZipCsv(string name) => Zip(name, ("movies.csv", Films), ("ratings.csv", Ratings));

    /// <summary>The older layouts are written in Latin-1, as GroupLens does.</summary>
    private static string Write(TemporaryFolder folder, string name, params (string File, string Content)[] files)
    {
        var path = Directory.CreateDirectory(folder.File(name)).FullName;
        foreach (var (file, content) in files)
            File.WriteAllText(Path.Combine(path, file), content, file.EndsWith(".csv", StringComparison.Ordinal)
                ? new UTF8Encoding(false) : Encoding.Latin1);
        return path;
    }
}
