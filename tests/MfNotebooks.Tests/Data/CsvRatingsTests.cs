using System.Globalization;
using System.Text;
using Xunit;

namespace MfNotebooks.Tests.Data;

public sealed class CsvRatingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Wide = "user,Star Harbour,\"Paris, in June\"\nAna,5,\nBen,,3.5\n";

    private static readonly string[] WideAsText = ["Ana|Star Harbour|5", "Ben|Paris, in June|3.5"];

    [Theory]
    [InlineData(Wide)]
    [InlineData("\uFEFFuser,Star Harbour,\"Paris, in June\"\r\nAna,5,\r\n\r\nBen,,3.5\r\n,,\r\n\r\n")]
    [InlineData("user;Star Harbour;Paris, in June\nAna;5;\nBen;;3.5")]
    [InlineData("sep=;\nuser;Star Harbour;Paris, in June\nAna;5;\nBen;;3.5")]
    [InlineData("\tStar Harbour\tParis, in June\nAna\t5\t\nBen\t\t3.5")]
    [InlineData("name , Star Harbour , \"Paris, in June\"\n Ana , 5 , \n Ben , , \"3.5\"")]
    [InlineData("user,item,rating\nAna,Star Harbour,5\nBen,\"Paris, in June\",3.5\n")]
    [InlineData("USER,Item,Rating,Year\nAna,Star Harbour,5,1999\nBen,\"Paris, in June\",3.5,2001\n")]
    [InlineData("rating;timestamp;movie_id;user_id\n5;964982703;Star Harbour;Ana\n3.5;1;Paris, in June;Ben\n")]
    public void Both_shapes_are_read_in_every_dress(string text)
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        var path = _folder.Write("ratings.csv", text);

        var table = CsvRatings.ReadTable(path);
        using var matrix = CsvRatings.ReadMatrix(path);

        Assert.Equal(WideAsText, Lines(table));
        Assert.Equal(3.5f, matrix[matrix.IndexOfUser("Ben"), matrix.IndexOfItem("Paris, in June")]);
        Assert.Equal(2, matrix.Count);
    }

    [Fact]
    public void MovieLens_columns_are_known_and_timestamps_kept()
    {
        var table = CsvRatings.ReadTable(
            _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,964982703\n2,31,4,964981247\n"));

        Assert.Equal(["1|31|2.5", "2|31|4"], Lines(table));
        Assert.Equal([964982703L, 964981247L], table.Timestamps);
    }

    [Fact]
    public void Users_and_items_without_a_rating_stay_in_a_wide_table()
    {
        using var matrix = CsvRatings.ReadMatrix(_folder.Write("ratings.csv", "user,X,Y\nAna,0,\nBen,,\n"));

        Assert.Equal((2, 2, 1), (matrix.UserCount, matrix.ItemCount, matrix.Count));
        Assert.Equal(0f, matrix[0, 0]);
    }

    [Fact]
    public void UTF_16_is_read_by_its_byte_order_mark()
    {
        var path = _folder.File("ratings.csv");
        File.WriteAllText(path, "user,Été\nZoë,4\n", Encoding.Unicode);

        Assert.Equal(["Zoë|Été|4"], Lines(CsvRatings.ReadTable(path)));
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_same_names_and_bits()
    {
        using var ratings = RatingsMatrix.From(
            [[0.1f, null, -3e-30f], [1 / 3f, 16777216, null], [null, null, null]],
            ["Ana", "Ben; \"the\" man", " Zoë\t"],
            ["a;b|c", "x, y", "12\" Remix"]);

        CsvRatings.Write(_folder.File("new/ratings.csv"), ratings);
        using var back = CsvRatings.ReadMatrix(_folder.File("new/ratings.csv"));

        Assert.Equal(ratings.Users, back.Users);
        Assert.Equal(ratings.Items, back.Items);
        Assert.Equal(Lines(ratings.ToTable()), Lines(back.ToTable()));
    }

    [Fact]
    public void A_separator_in_every_name_does_not_mislead_the_reading()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 5 }, { 4 } }, users: ["a;1", "b;2"], items: ["x;y"]);

        CsvRatings.Write(_folder.File("ratings.csv"), ratings);

        Assert.Equal(["a;1|x;y|5", "b;2|x;y|4"], Lines(CsvRatings.ReadTable(_folder.File("ratings.csv"))));
    }

    [Fact]
    public void A_name_with_a_line_break_is_not_written()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 5 } }, users: ["a\nb"]);

        var error = Assert.Throws<ArgumentException>(() => CsvRatings.Write(_folder.File("ratings.csv"), ratings));

        Assert.Contains("line break", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("ratings.csv")));
    }

    [Fact]
    public void A_missing_file_is_named_by_its_full_path()
    {
        var error = Assert.Throws<FileNotFoundException>(() => CsvRatings.ReadMatrix("no-such-ratings.csv"));

        Assert.Contains(Path.GetFullPath("no-such-ratings.csv"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty", "Begin with a header: user,item,rating")]
    [InlineData("\n\n", "the file is empty", "Begin with a header")]
    [InlineData("user,X,Y\n", "there is no rating", "at least one")]
    [InlineData("user,item,rating\n", "there is no rating", "at least one")]
    [InlineData("user,X,Y\nAna,,\nBen,,\n", "there is no rating", "at least one")]
    [InlineData("user\nAna\n", "one column only, 'user'", "Begin with a header")]
    [InlineData("user,X,Y\nAna,4,good\n", "line 2, column 'Y', value 'good': it is not a number", "decimal point")]
    [InlineData("user,X,Y\n\nAna,4\n", "line 3: it has 2 cells, but the header has 3", "Leave a cell empty")]
    [InlineData("user,item,rating\nAna,X,4,5\n", "line 2: it has 4 cells, but the header has 3", "in quotes")]
    [InlineData("user;X\nAna;4,5\n", "line 2, column 'X', value '4,5': it has a decimal comma", "Write 4.5")]
    [InlineData("user,X\nAna,NaN\n", "value 'NaN': it is not a finite number", "Leave it out")]
    [InlineData("user,X\nAna,1e99\n", "value '1e99': it is not a finite number", "Leave it out")]
    [InlineData("user,item,rating\nAna,X,\n", "line 2, column 'rating', value '': it is empty", "delete the line")]
    [InlineData("user,item,rating\n,X,4\n", "line 2, column 'user', value '': it is empty", "needs a user and an item")]
    [InlineData("user,item,rating,timestamp\nAna,X,4,today\n", "column 'timestamp', value 'today': it is not a time",
        "whole seconds")]
    [InlineData("userId,movieId,tag\n1,2,funny\n", "has 'userId' and 'movieId', but no column 'rating'",
        "Name the ratings' column")]
    [InlineData("user,userId,item,rating\na,1,X,4\n", "both 'user' and 'userId'", "Keep one")]
    [InlineData("user,item,rating\nAna,X,4\nBen,X,3\nAna,X,2\n",
        "line 4: user 'Ana' rates item 'X' with 2, and already in line 2 with 4", "Keep one")]
    [InlineData("user,X,Y,X\nAna,1,2,3\n", "names the item 'X' in column 2 and in column 4", "Rename one")]
    [InlineData("user,X,\nAna,1,\n", "column 3 has no name", "delete the empty column")]
    [InlineData("user,X\nAna,1\nBen,2\nAna,3\n", "line 4, column 'user', value 'Ana': this user already has line 2",
        "one row")]
    [InlineData("user,X\n,1\n", "line 2, column 'user', value '': the user's name is empty",
        "Begin every row with a name")]
    [InlineData("user,X\nAna \"A\",1\n", "line 2: a quote (\") stands in the middle of a cell: Ana \"A\",1",
        "in quotes")]
    [InlineData("user,X\n\"Ana,1\nBen,2\n", "line 2: a quoted cell does not end on its line: \"Ana,1", "in quotes")]
    [InlineData("user,12\" Remix\nAna,1\n", "line 1: a quote", "in quotes")]
    public void A_bad_file_is_refused_with_place_value_and_remedy(string text, string problem, string remedy)
    {
        var path = _folder.Write("ratings.csv", text);

        var error = Assert.Throws<CsvRatingsException>(() => CsvRatings.ReadTable(path));

        Assert.StartsWith($"{path} cannot be read as ratings: 1 problem.", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Single(error.Problems), StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_five_problems_are_shown_and_the_others_counted()
    {
        var rows = string.Concat(Enumerable.Range(1, 8).Select(i => FormattableString.Invariant($"user{i},bad{i}\n")));

        var error = Assert.Throws<CsvRatingsException>(() =>
            CsvRatings.ReadMatrix(_folder.Write("ratings.csv", "user,X\n" + rows)));

        Assert.Equal((5, 8), (error.Problems.Count, error.ProblemCount));
        Assert.Contains("'bad5'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'bad6'", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("… and 3 more", error.Message, StringComparison.Ordinal);
    }

    private static string[] Lines(RatingsTable table) => [.. Enumerable.Range(0, table.Count)
        .Select(i => FormattableString.Invariant(
            $"{table.UserIds[table.Users[i]]}|{table.ItemIds[table.Items[i]]}|{table.Values[i]}"))];
}
