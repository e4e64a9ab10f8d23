using System.Diagnostics;
using System.Globalization;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// Reads a generated MovieLens file: seconds, the bytes that stay for each rating, and how long the file's lines alone
/// take.
/// </summary>
internal static class Reading
{
    private const int Users = 50_000, Films = 20_000, Repeats = 3;

    internal static int Run(int ratings)
    {
        var folder = Directory.CreateTempSubdirectory("mfnotebooks-reading-");
        try
        {
            Write(folder.FullName, ratings);
            for (var i = 0; i < Repeats; i++) Console.WriteLine(Measure(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static string Measure(string folder)
    {
        var clock = Stopwatch.StartNew();
        var lines = File.ReadLines(Path.Combine(folder, "ratings.csv")).Count();
        var linesAlone = clock.Elapsed.TotalSeconds;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (started, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var data = MovieLens.Read(folder);
        var (seconds, cpu) = (started.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / data.Ratings.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{data.Ratings.Count:N0} ratings read in {seconds:F2} s ({cpu:F2} s of processor time); "
            + $"the {lines:N0} lines alone take {linesAlone:F2} s; {bytes:F1} bytes a rating stay");
    }

    /// <summary>Each user rates a run of films, so that no pair stands twice and no table has to be kept.</summary>
    private static void Write(string folder, int ratings)
    {
        using (var movies = new StreamWriter(Path.Combine(folder, "movies.csv")))
        {
            movies.WriteLine("movieId,title,genres");
            for (var film = 1; film <= Films; film++)
                movies.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{film},Film {film} (2000),Drama|Comedy"));
        }
        using var file = new StreamWriter(Path.Combine(folder, "ratings.csv"));
        file.WriteLine("userId,movieId,rating,timestamp");
        var random = new Random(0);
        for (var i = 0; i < ratings; i++)
        {
            var (user, film, stars) = (i % Users, (i % Users * 7 + i / Users) % Films, (1 + random.Next(10)) / 2.0);
            file.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{1 + user},{1 + film},{stars:0.0},{946_684_800 + i}"));
        }
    }
}
