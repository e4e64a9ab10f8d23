using System.IO.Compression;
using Xunit;

namespace MfNotebooks.Tests.Data;

/// <summary>Exports and habits of other people: what would silently be read wrong is refused, or noted.</summary>
public sealed class OtherPeoplesFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("user,Nova,Iron,Drift\nAna,5,4,\nBen,3,,1\nTotal,8,4,1\n", "the row 'Total' sums up the other rows")]
    [InlineData("user,Nova,Iron,Drift\nAna,5,4,\nBen,4,,1\nAverage,4.5,4,1\n", "the row 'Average' sums up")]
    [InlineData("user,Nova,Iron\nAna,5,4\nBen,4,\nCy,4,\nMean,4.3,4\nCount,3,1\n", "the row 'Mean' sums up")]
    [InlineData("user,Nova,Iron\nAna,5,4\nBen,4,\nCy,4,\nSum,13,4\nCount,3,1\n", "the row 'Sum' sums up")]
    [InlineData("user;Nova;Iron;Summe\nAna;5;4;9\nBen;3;1;4\n", "the column 'Summe' sums up the other columns")]
    [InlineData("user,Nova,Iron,Grand Total\nAna,5,4,9\nBen,3,1,4\nGrand Total,8,5,13\n", "the row 'Grand Total'")]
    [InlineData("user,Nova,Iron,alles\nAna,5,4,9\nBen,3,1,4\nCy,2,5,7\n", "the column 'alles' sums up")]
    public void A_line_that_sums_up_the_others_is_neither_user_nor_item(string text, string problem)
    {
        var error = Assert.Single(Assert.Throws<CsvRatingsException>(() => Read(text)).Problems);

        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.EndsWith(@"Delete it. If it is a" + (problem.Contains("row", StringComparison.Ordinal) ? " user" :
            "n item") + @", name the table's first column user\item.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user\\item,Nova,Iron,Total\nAna,5,4,9\nBen,3,1,4\n")]
    [InlineData("user,Nova,Iron,Total\nAna,5,4,2\nBen,3,1,5\n")]
    [InlineData("user,Total Recall,Nova,Iron\nAna,5,3,4\nBen,3,3,3\nCy,1,2,1.5\n")]
    [InlineData("user,Nova,Iron,Drift\nAna,1,2,3\nBen,2,1,3\nCy,5,1,4\n")]
    [InlineData("user,Nova,Iron,Drift\nAna,1,,1\nBen,,1,1\nCy,0,0,0\n")]
    public void A_line_that_does_not_is_one_and_the_corner_settles_it(string text) =>
        Assert.Equal(3, Read(text).ItemCount);

    [Theory]
    [InlineData("user,item,rating\nAna,Nova,0\nBen,Nova,8\nCy,Nova,5\n", "1 of 3 ratings are 0, the others 5 to 8")]
    [InlineData("userId,movieId,rating\n1,2,0\n2,2,8\n3,2,0\n", "2 of 3 ratings are 0, the others 8 to 8")]
    [InlineData("user_id,anime_id,rating\n1,20,-1\n1,24,8\n2,20,10\n", "1 of 3 ratings are -1, the others 8 to 10")]
    [InlineData("user,Nova,Iron\nAna,5,0\nBen,0,1\n", "2 of 4 ratings are 0, the others 1 to 5")]
    [InlineData("user\\item,j1,j2\n1,-7.82,99\n2,4.08,9.5\n", "1 of 4 ratings are 99, the others -7.82 to 9.5")]
    [InlineData("user,item,rating\nAna,Nova,4\nBen,Nova,-999\n", "1 of 2 ratings are -999, the others 4 to 4")]
    public void Codes_off_a_scale_are_noted(string text, string note) =>
        Assert.StartsWith(note + ". If ", Read(text).Notes[^1], StringComparison.Ordinal);

    [Theory]
    [InlineData("user,item,rating\nAna,Nova,0\nBen,Nova,1\n")]
    [InlineData("user,item,rating\nAna,Nova,-1\nBen,Nova,1\n")]
    [InlineData("user,item,rating\nAna,Nova,0\nBen,Nova,0.5\nCy,Nova,4\n")]
    [InlineData("user,item,rating\nAna,Nova,-1\nBen,Nova,-0.5\nCy,Nova,10\n")]
    [InlineData("user,item,rating\nAna,Nova,1\nBen,Nova,5\n")]
    [InlineData("user,item,rating\nAna,Nova,99\nBen,Nova,85\n")]
    [InlineData("user,item,rating\nAna,Nova,99\nBen,Nova,99\n")]
    public void A_scale_that_goes_through_zero_is_a_scale(string text) => Assert.Single(Read(text).Notes);

    [Theory]
    [InlineData("{\"user\":\"Ana\",\"item\":\"Nova\",\"rating\":4}\n", "it is JSON, not CSV.")]
    [InlineData("\uFEFF [\n {\"user\":\"Ana\"}]", "it is JSON, not CSV.")]
    [InlineData("<!DOCTYPE html>\n<html></html>\n", "it is a web page")]
    [InlineData("PK\u0003\u0004....", "it is a zip archive, or a spreadsheet")]
    [InlineData("Timestamp,Name,Nova,Iron\n2024/01/02 10:00,Ana,5,4\n", "its first column is 'Timestamp', as in a "
        + "form's answers")]
    [InlineData("Book Id,Title,Author,ISBN,My Rating,Average,a,b,c,d,e,f,g\n1,Nova,A,=,5,4,,,,,,,\n"
        + "2,Iron,B,=,4,4,,,,,,,\n", "the column 'Title' has words in every line")]
    [InlineData("Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Heat,1995,https://boxd.it/2,4.5\n",
        "no column for the users and items. If all are one person's, add a column user with the same name in every")]
    [InlineData("Const,Your Rating,Date Rated,Title\ntt1,9,2024-01-02,Heat\n", "If all are one person's, add a column")]
    [InlineData("movieId,title,genres\n1,Toy Story (1995),Comedy\n", "lists items ('movieId', 'title') and holds no")]
    [InlineData("Title,Date\n\"Dark: Season 1\",\"1/2/24\"\n", "it lists items ('Title', 'Date') and holds no ratings")]
    [InlineData("user,Nova,Iron\nAna,5,agree\nBen,4,disagree\n", "the column 'Iron' has words in every line")]
    [InlineData("user,item,rating\nAna,Nova,\u22121\n", "its signs are not those of a keyboard. Write -1.")]
    [InlineData("user,item,rating\nAna,Nova,\uFF14\n", "its signs are not those of a keyboard. Write 4.")]
    [InlineData("user,item,rating\nAna,Nova,\n", "it is empty. In a list every line is a rating: delete the line.")]
    [InlineData("user,item,rating,timestamp\n1,2,4,1588687728923456\n", "these are microseconds. Divide them by "
        + "1,000,000")]
    public void The_cause_is_named_once(string text, string cause) => Assert.Contains(cause,
        Assert.Single(Assert.Throws<CsvRatingsException>(() => Read(text)).Problems), StringComparison.Ordinal);

    [Fact]
    public void A_header_in_brackets_is_no_JSON() =>
        Assert.Equal(1, Read("[user],[item],[rating]\nAna,Nova,4\n").Count);

    [Fact]
    public void A_packed_file_is_called_packed()
    {
        using (var file = File.Create(_folder.File("ratings.csv")))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            gzip.Write("user,item,rating\nAna,Nova,4\n"u8);

        Assert.Contains("it is packed with gzip", Assert.Single(Assert.Throws<CsvRatingsException>(() =>
            CsvRatings.ReadTable(_folder.File("ratings.csv"))).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file_and_a_file_no_folder()
    {
        var file = _folder.Write("ratings.csv", "user,item,rating\nAna,Nova,4\n");

        Assert.Contains("is a folder. Give the ratings file in it", Assert.Throws<FileNotFoundException>(() =>
            CsvRatings.ReadTable(Path.GetDirectoryName(file)!)).Message, StringComparison.Ordinal);
        Assert.Contains("is a file, not a folder. Unpack an archive", Assert.Throws<MovieLensException>(() =>
            MovieLens.Read(file)).Message, StringComparison.Ordinal);
    }

    private RatingsTable Read(string text) => CsvRatings.ReadTable(_folder.Write("ratings.csv", text));
}
