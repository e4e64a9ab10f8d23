using System.Security.Cryptography;
using System.Text;
using MfNotebooks.Tests.Data;
using Xunit;

namespace MfNotebooks.Tests.HardTimes;

/// <summary>What fuzzing and trying found in the readers, one file each.</summary>
public sealed class ReaderInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rating_too_large_for_a_float_is_no_rating_and_a_long_line_is_cut()
    {
        var dataset = MovieLensFiles.WriteCsv(_folder, "a",
            $"userId,movieId,rating,timestamp\n1,20,{new string('9', 400)},100\n");

        var error = Assert.Throws<CsvRatingsException>(() => MovieLens.Read(dataset));

        Assert.Contains("line 2, column 'rating', value '999", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 400, error.Message);
    }

    [Fact]
    public void Two_spellings_of_a_films_number_are_one_film()
    {
        var dataset = MovieLensFiles.WriteCsv(_folder, "a");
        File.AppendAllText(Path.Combine(dataset, "movies.csv"), "010,Again,Drama\n");

        Assert.Equal(["Robot (2008)", "Lion, The (1994)"], MovieLens.Read(dataset).Films.Select(film => film.Title));
    }

    [Theory]
    [InlineData("""{"Version":1,"LatentDim":1,"Users":["a",null],"Items":["b"]}""", 0,
        "its header names no factors, users or items")]
    [InlineData("""{"Version":1,"LatentDim":1,"Users":["a","c"],"Items":["b"]}""", 0xFF, "one of its factors is NaN")]
    public void A_model_file_whose_checksum_is_right_can_still_be_wrong(string json, byte filling, string problem)
    {
        var header = Encoding.UTF8.GetBytes(json);
        byte[] content = [.. "MFMODEL\n"u8, (byte)header.Length, 0, 0, 0, .. header, .. Enumerable.Repeat(filling, 12)];
        var path = _folder.File("a.mfmodel");
        File.WriteAllBytes(path, [.. content, .. SHA256.HashData(content)]);

        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => FactorModel.Load(path)).Message,
            StringComparison.Ordinal);
    }
}
