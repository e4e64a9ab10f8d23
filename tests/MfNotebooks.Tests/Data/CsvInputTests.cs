using System.Globalization;
using System.Text;
using Xunit;

namespace MfNotebooks.Tests.Data;

/// <summary>
/// Files as people have them: each is read right, and says what was taken for what, or is refused with a remedy.
/// </summary>
public sealed class CsvInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("user,product,rating", "user", "product", "rating")]
    [InlineData("User ID,Movie ID,Rating", "User ID", "Movie ID", "Rating")]
    [InlineData("user-id,movie-id,rating", "user-id", "movie-id", "rating")]
    [InlineData("user_id,book_id,rating", "user_id", "book_id", "rating")]
    [InlineData("customer,product,rating", "customer", "product", "rating")]
    [InlineData("reviewerID,asin,overall", "reviewerID", "asin", "overall")]
    [InlineData("user_id,item_id,stars", "user_id", "item_id", "stars")]
    [InlineData("#user,title,score", "#user", "title", "score")]
    public void A_list_with_other_names_is_a_list_and_says_so(string header, string user, string item, string rating)
    {
        foreach (var separator in (char[])[',', ';', '\t', '|'])
        {
            var table = Read($"{header}\n1,11,5\n2,12,4\n3,11,1\n".Replace(',', separator));

            Assert.Equal("1|11|5 2|12|4 3|11|1", Ratings(table));
            Assert.Equal([$"Read as a list: user = '{user}', item = '{item}', rating = '{rating}'."], table.Notes);
        }
    }

    [Theory]
    [InlineData("\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"1\";\"034545104X\";\"0\"\n", "1|034545104X|0",
        "item = 'ISBN'")]
    [InlineData(",userId,movieId,rating\n0,1,31,2.5\n", "1|31|2.5", "left out: column 1, which has no name.")]
    [InlineData("userId,movieId,rating,\n1,31,2.5,\n", "1|31|2.5", "left out: column 4, which has no name.")]
    [InlineData("userId,movieId,rating,title,year\n1,31,2.5,Nova,1999\n", "1|31|2.5", "item = 'movieId', rating = "
        + "'rating'; left out: 'title', 'year'.")]
    [InlineData("customer_id,review_id,product_id,product_title,star_rating\n1,R1,B1,Nova,4\n", "1|B1|4",
        "left out: 'review_id', 'product_title'.")]
    [InlineData("userId,movieId,rating,timestamp\n1,31,2.5,964982703.0\n", "1|31|2.5@964982703",
        "timestamp = 'timestamp'.")]
    [InlineData("user,item,rating,genres\n1,2,4,A|B|C|D\n2,2,3,A|B|C|D\n", "1|2|4 2|2|3", "left out: 'genres'.")]
    [InlineData("user,item,rating\nAna,\"Nova\tDrift\",5\nBen,\"a;b;c;d\",4\n", "Ana|Nova\tDrift|5 Ben|a;b;c;d|4", "")]
    [InlineData("# exported 2024\n\nuser,item,rating\nAna,Nova,5\n", "Ana|Nova|5", "")]
    [InlineData("sep=;\nuser;item;rating\nAna;Nova;5\n", "Ana|Nova|5", "")]
    [InlineData("user,item,rating\rAna,Nova,5\rBen,Nova,4\r", "Ana|Nova|5 Ben|Nova|4", "")]
    [InlineData("user,item,rating\n1,2,1e1\n2,2,-5E-1\n3,2, +4 \n", "1|2|10 2|2|-0.5 3|2|4", "")]
    [InlineData("user,item,rating\n123456789012345678901234567890,9223372036854775808,4\n",
        "123456789012345678901234567890|9223372036854775808|4", "")]
    [InlineData("user,item,rating\n\uFFFEé,\uFFFF,5\n", "\uFFFEé|\uFFFF|5", "")]
    [InlineData(",Nova,Iron\nAna,5,4\nBen,,3\n", "Ana|Nova|5 Ana|Iron|4 Ben|Iron|3", "Read as a table: 2 users in its "
        + "rows, 2 items in its columns.")]
    [InlineData("userId,31,47,50\n1,5,,4\n2,,3,\n", "1|31|5 1|50|4 2|47|3", "Read as a table: 2 users")]
    [InlineData("user;Nova, the film;Iron\nAna;5;4\nBen;3;\n", "Ana|Nova, the film|5 Ana|Iron|4 Ben|Nova, the film|3",
        "table")]
    [InlineData("user,\"Me; Myself; Irene\",\"A; B\",Nova\nAna,5,4,3\n", "Ana|Me; Myself; Irene|5 Ana|A; B|4 "
        + "Ana|Nova|3", "table")]
    [InlineData("user\\item,Nova,Rating\n1,80,75\n2,60,90\n", "1|Nova|80 1|Rating|75 2|Nova|60 2|Rating|90", "table")]
    public void What_is_certain_is_read_right(string text, string ratings, string note)
    {
        var table = Read(text);

        Assert.Equal(ratings, Ratings(table));
        Assert.Contains(note, string.Join(' ', table.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_is_not_cut_through_a_sign_of_two_characters()
    {
        var letters = new string('a', 39);

        var error = Assert.Throws<CsvRatingsException>(() => Read($"user,item,rating\nAna,Nova,{letters}😀😀\n"));

        Assert.Contains($"value '{letters}…'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7001,31,2.5\n7002,47,4\n7003,50,5\n", "the first line, '7001,31,2.5', looks like ratings",
        "put the line user,item,rating above it")]
    [InlineData("1\t10\t5\n1\t20\t4\n", "looks like ratings and not like a header", "user\titem\trating above it")]
    [InlineData("506246;104000100187;49.26\n506247;104000100150;17.89\n", "looks like ratings", "user;item;rating")]
    [InlineData("Ana,Nova,5\nBen,Nova,4\n", "the first line, 'Ana,Nova,5', looks like ratings", "user,item,rating")]
    [InlineData("Ana,5,4\nBen,3,2\n", "the first line, 'Ana,5,4', looks like ratings", @"user\item")]
    [InlineData("kunde,artikel,note\n1,11,5\n2,12,4\n", "could be a list of ratings whose columns have other names, or "
        + "a table with ratings up to 12", @"name its first column user\item")]
    [InlineData("wer,was,wieviel\nAna,Nova,5\nBen,Iron,4\n", "looks like a list of ratings, but its header does not "
        + "name", "user,item,rating")]
    [InlineData("a,b,c\n1,2,5\n1,3,4\n", "names stand in the first column more than once", "user,item,rating")]
    [InlineData("user,thing,points\n1,11,80\n2,12,70\n", "could be a list of ratings", @"user\item")]
    [InlineData("user,item\n1,2\n2,2\n", "has 'user' and 'item', but no column 'rating'",
        "Name the ratings' column rating")]
    [InlineData("user,thing,rating\n1,2,3\n", "the header has 'rating', as a list of ratings has, but names no column "
        + "for the items", "user,item,rating")]
    [InlineData("item,stars\n1,2\n", "names no column for the users", "user,item,rating")]
    [InlineData(",userId,Nova,Iron\n0,101,5,4\n", "column 2 is 'userId', but in a table the users come first",
        "delete the columns before it")]
    [InlineData("movie,Ana,Ben\nNova,5,3\n", "its first column is 'movie', so its rows are items", "transpose")]
    [InlineData("item\\user,Ana,Ben\nNova,5,3\n", "so its rows are items", "transpose")]
    [InlineData("1::122::5::838985046\n1::185::5::838983525\n", "its cells are separated by '::', as in MovieLens' "
        + "older files", "MovieLens.Read(folder)")]
    [InlineData("user item rating\n1 2 4\n", "no comma, semicolon, tab or bar (|), but spaces",
        "Separate the cells by commas")]
    [InlineData("a;b,c\n1;2,3\n4;5,6\n", "could be separated by ',' or by ';'", "in quotes")]
    [InlineData("user,item,rating\n1,2,\"1,000\"\n", "it could be 1000 with a comma between the thousands, or 1.000 "
        + "with a decimal comma", "without a comma")]
    [InlineData("user;item;rating\n1;2;4,5\n", "it has a decimal comma", "Write 4.5")]
    [InlineData("user,Nova,Iron\nAna,5,NA\n", "value 'NA': it is not a number but a sign for a missing one",
        "Leave the cell empty")]
    [InlineData("user,Nova,Iron\nAna,5,-\n", "value '-': it is not a number but a sign for a missing one",
        "Leave the cell empty")]
    [InlineData("userId,movieId,rating\n1,31,2.5,\n", "it has 4 cells, but the header has 3. It ends with a ',' too "
        + "many", "delete it")]
    [InlineData("user,item,rating,timestamp\n1,2,4,1600000000000\n", "these are milliseconds", "Divide them by 1,000")]
    [InlineData("user,item,rating,timestamp\n1,2,4,2009-01-01 12:00:00\n", "it is not a time", "whole seconds")]
    [InlineData("user,item,rating\n1.04E+11,2,4\n", "a spreadsheet has shortened a long number", "as text")]
    [InlineData("user,item,rating\nAna,\"Nova\nDrift 2,5\n", "line 2: a quoted cell does not end on its line",
        "line break in the name")]
    [InlineData("user,item,rating\nAna,\"12\\\" Remix\",5\n", "Its quotes are written \\\"", "write \"\" for a quote")]
    [InlineData("user,item,rating\nAna,No\0va,5\n", "line 2: there is a character NUL", "Save it as CSV")]
    [InlineData("user,item,rating\nZo\uFFFD,Nova,5\n", "line 2: 'Zo\uFFFD' has the sign \uFFFD",
        "export the file again")]
    public void What_could_mean_two_things_is_refused_with_what_was_seen_and_what_to_do(string text, string problem,
        string remedy)
    {
        var error = Assert.Throws<CsvRatingsException>(() => Read(text));

        Assert.Contains(problem, error.Problems[0], StringComparison.Ordinal);
        Assert.Contains(remedy, error.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user,item,rating\nZoé,Nova,5\nZoè,Iron,1\n")]
    [InlineData("user,Amélie,Amèlie2\nAna,5,1\nZoé,1,5\n")]
    public void Latin_1_is_refused_before_two_names_become_one(string text)
    {
        var error = Assert.Throws<CsvRatingsException>(() => CsvRatings.ReadTable(Write(text, Encoding.Latin1)));

        Assert.Contains(": it is not UTF-8. In Windows-1252 (Latin-1)", Assert.Single(error.Problems),
            StringComparison.Ordinal);
        Assert.Contains(text.Contains("Zoè", StringComparison.Ordinal) ? "line 2: " : "line 1: ", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("save it as UTF-8 (Excel: Save As, CSV UTF-8; elsewhere: iconv", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void UTF_16_is_read_with_and_without_a_byte_order_mark_and_either_byte_first()
    {
        const string text = "user,item,rating\r\nZoé,Nova,5\r\nZoè,Iron,1\r\n";
        foreach (var encoding in (Encoding[])[new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
            new UnicodeEncoding(false, false), new UnicodeEncoding(true, false), new UTF8Encoding(true)])
            Assert.Equal("Zoé|Nova|5 Zoè|Iron|1", Ratings(CsvRatings.ReadTable(Write(text, encoding))));
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("007", "7")]
    [InlineData("Amélie", "Ame\u0301lie")]
    [InlineData("Nova", "Nova\u00A0")]
    [InlineData("Nova", "No\u200Bva")]
    [InlineData("Nova  Drift", "Nova Drift")]
    public void Two_spellings_that_look_the_same_are_refused(string first, string second)
    {
        foreach (var text in (string[])[$"user,item,rating\n{first},x,5\n{second},y,4\n",
            $"user,item,rating\na,{first},5\nb,{second},4\n", $"user,{first},{second}\na,5,4\n"])
            Assert.Contains("are two spellings of one name. Write it the same way everywhere.",
                Assert.Single(Assert.Throws<CsvRatingsException>(() => Read(text)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_difference_that_cannot_be_seen_is_written_out_with_its_places()
    {
        var error = Assert.Throws<CsvRatingsException>(() =>
            Read("user,item,rating\nAna,Amélie,5\nBen,Ame\u0301lie,4\n"));

        Assert.StartsWith("item 'Am\\u00E9lie' (line 2) and item 'Ame\\u0301lie' (line 3) are", error.Problems[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_in_case_stay_two_and_are_noted()
    {
        var table = Read("user,item,rating\nAna,Nova,5\nana,Nova,4\n");

        Assert.Equal(["Ana", "ana"], table.UserIds);
        Assert.Equal("user 'Ana' (line 2) and user 'ana' (line 3) differ only in upper and lower case; they stay two.",
            table.Notes[1]);
        using var matrix = table.ToMatrix();
        Assert.EndsWith(table.Notes[1], matrix.ToString(), StringComparison.Ordinal);
    }

    /// <summary>
    /// The fast way takes the plain file; quotes around the header send the same lines the careful way.
    /// </summary>
    [Fact]
    public void The_fast_way_and_the_careful_one_read_the_same_bits()
    {
        var random = new Random(1);
        var lines = Enumerable.Range(0, 5_000).Select(i =>
        {
            var rating = (random.Next(0, 2_000_000) / Math.Pow(10, random.Next(0, 7))).ToString("0.######",
                CultureInfo.InvariantCulture);
            return FormattableString.Invariant($"{random.Next(1, 2_000)},{i * 37 % 5_003},{rating},{random.Next()}");
        });
        var text = string.Join(random.Next(2) == 0 ? "\n" : "\r\n", lines);

        var (fast, careful) = (Read("userId,movieId,rating,timestamp\n" + text),
            Read("\"userId\",movieId,rating,timestamp\n" + text));

        Assert.Equal(5_000, fast.Count);
        Assert.Equal(careful.Values, fast.Values);
        Assert.Equal(careful.Timestamps, fast.Timestamps);
        Assert.Equal(careful.Users.Select(user => careful.UserIds[user]), fast.Users
            .Select(user => fast.UserIds[user]));
        Assert.Equal(careful.Items.Select(item => careful.ItemIds[item]), fast.Items
            .Select(item => fast.ItemIds[item]));
    }

    /// <summary>
    /// More than a block of the file, users in no order: the ends of blocks and the sorting of duplicates.
    /// </summary>
    [Fact]
    public void A_long_plain_list_is_read_whole_and_a_rating_given_twice_is_found_in_it()
    {
        var lines = Enumerable.Range(0, 60_000)
            .Select(i => FormattableString.Invariant($"{i % 997},{i / 997 * 100_000},{1 + i % 5}\n"));
        var path = _folder.Write("ratings.csv", "userId,movieId,rating\n" + string.Concat(lines));

        var table = CsvRatings.ReadTable(path);
        Assert.Equal((60_000, 997, 61), (table.Count, table.UserCount, table.ItemCount));
        Assert.All(Enumerable.Range(0, table.Count), i =>
            Assert.Equal((i % 997, i / 997, 1f + i % 5), (table.Users[i], table.Items[i], table.Values[i])));

        File.AppendAllText(path, "3,0,2");
        Assert.Equal("line 60002: user '3' rates item '0' with 2, and already in line 5 with 4. Keep one of the two.",
            Assert.Single(Assert.Throws<CsvRatingsException>(() => CsvRatings.ReadTable(path)).Problems));
    }

    private RatingsTable Read(string text) => CsvRatings.ReadTable(Write(text, new UTF8Encoding(false)));

    private string Write(string text, Encoding encoding)
    {
        File.WriteAllText(_folder.File("ratings.csv"), text, encoding);
        return _folder.File("ratings.csv");
    }

    private static string Ratings(RatingsTable table) => string.Join(' ', Enumerable.Range(0, table.Count).Select(i =>
    {
        var time = table.Timestamps.IsEmpty ? "" : FormattableString.Invariant($"@{table.Timestamps[i]}");
        return FormattableString.Invariant(
            $"{table.UserIds[table.Users[i]]}|{table.ItemIds[table.Items[i]]}|{table.Values[i]}{time}");
    }));
}
