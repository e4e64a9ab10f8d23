using System.Security.Cryptography;
using System.Text;
using MfNotebooks.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>The library's readers on damaged files. <see cref="Fuzz"/> says how to let them run longer.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string[] CsvTokens =
        [",", "\"", "\"\"", "\n", "\r\n", "\r", "\0", "\uFEFF", ";", "\t", "|", "::", "NaN", "Infinity", "1e39", "-1",
            " ", "user,item,rating\n", "sep=;\n", "é", "99999999999999999999", "0", "01"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ratings_as_CSV()
    {
        var path = _folder.File("ratings.csv");
        await new Fuzz([.. Csv.Select(Encoding.UTF8.GetBytes), Encoding.Unicode.GetPreamble()
            .Concat(Encoding.Unicode.GetBytes(Csv[0])).ToArray()], CsvTokens).RunAsync(3_000, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var table = CsvRatings.ReadTable(path);
            Assert.All(table.Values, value => Assert.True(float.IsFinite(value)));
        }, error => error is CsvRatingsException);
    }

    private static readonly string[] Csv =
    [
        "user,Star Harbour,\"Paris, in June\"\nAna,5,\nBen,,3.5\n",
            "\uFEFFuser;item;rating;timestamp\r\nAna;\"a \"\"b\"\"\";5;964982703\r\nBen;x;3.5;1\r\n",
        "userId,movieId,rating,timestamp\n1,31,2.5,964982703\n2,31,4,964981247\n3,7,1,5\n",
    ];

    [Theory]
    [InlineData("movies.csv")]
    [InlineData("ratings.csv")]
    public Task MovieLens_as_CSV(string file) => MovieLensAsync(MovieLensFiles.WriteCsv(_folder, "a"), file);

    [Theory]
    [InlineData("movies.dat")]
    [InlineData("ratings.dat")]
    public Task MovieLens_with_colons(string file) => MovieLensAsync(MovieLensFiles.WriteColons(_folder, "a"), file);

    [Theory]
    [InlineData("u.item")]
    [InlineData("u.genre")]
    [InlineData("u.data")]
    [InlineData("u3.test")]
    public Task MovieLens_with_tabs(string file) => MovieLensAsync(MovieLensFiles.WriteTabs(_folder, "a"), file);

    private static Task MovieLensAsync(string dataset, string file)
    {
        var path = Path.Combine(dataset, file);
        return new Fuzz([File.ReadAllBytes(path)], CsvTokens).RunAsync(600, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var data = MovieLens.Read(dataset);
            Assert.Equal(data.Ratings.ItemCount, data.Films.Count);
            Assert.All(data.Ratings.Values, value => Assert.True(float.IsFinite(value)));
        }, error => error is MovieLensException or CsvRatingsException);
    }

    [Fact]
    public async Task Model_files()
    {
        var path = _folder.File("a.mfmodel");
        using (var model = new FactorModel(tensor(new float[,] { { 1, 2 }, { 3, 4 } }),
            tensor(new float[,] { { 5, 6 } }), ["Ana", "Bén"], ["x"])) model.Save(path);
        var fuzz = new Fuzz([File.ReadAllBytes(path)],
            ["null", "\"\"", "[", "{", "2147483647", "1e9", "\"Users\":", "\"Version\":1,", "\"LatentDim\":0,",
            "\uD7FF", "\0"])
        { Repair = Checksummed };
        await fuzz.RunAsync(4_000, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            using var model = FactorModel.Load(path);
            Assert.DoesNotContain(null, model.Users.Concat(model.Items));
        }, error => error is InvalidDataException);
    }

    /// <summary>
    /// As somebody writes it who wants more than accidental damage to pass; every other file keeps the wrong sum.
    /// </summary>
    private static byte[] Checksummed(byte[] file) => file.Length < SHA256.HashSizeInBytes
        || file.Length % 2 == 0 ? file
        : [.. file.AsSpan(0, file.Length - SHA256.HashSizeInBytes),
            .. SHA256.HashData(file.AsSpan(0, file.Length - SHA256.HashSizeInBytes))];
}
