using Xunit;

namespace MfNotebooks.Tests.Data;

public sealed class MovieLensReadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_csv_layout_is_read_with_titles_years_and_genres()
    {
        var data = MovieLens.Read(MovieLensFiles.WriteCsv(_folder, "mine"));

        Assert.Equal(["1", "7"], data.Ratings.UserIds);
        Assert.Equal(["20", "10"], data.Ratings.ItemIds);
        Assert.Equal([4.5f, 3f, 0.5f], data.Ratings.Values);
        Assert.Equal([100L, 200L, 300L], data.Ratings.Timestamps);
        Assert.Equal(["Robot (2008)", "Lion, The (1994)"], data.Films.Select(film => film.Title));
        Assert.Equal([2008, 1994], data.Films.Select(film => film.Year));
        Assert.Empty(data.Films[0].Genres);
        Assert.Equal(["Children", "Drama"], data.Films[1].Genres);
        Assert.Equal(["Children", "Drama"], data.Genres);
        Assert.Equal([1], data.FindFilms("lion"));
        Assert.Equal(("mine", false), (data.Name, data.IsSynthetic));
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void The_colon_layout_is_read_in_latin_1()
    {
        var data = MovieLens.Read(MovieLensFiles.WriteColons(_folder, "old"));

        Assert.Equal([5f, 3.5f], data.Ratings.Values);
        Assert.Equal("Misérables, Les (1995)", data.Films[1].Title);
        Assert.Equal(["Drama", "War"], data.Films[1].Genres);
    }

    [Fact]
    public void The_tab_layout_is_read_with_its_five_folds_over_the_same_ids()
    {
        var data = MovieLens.Read(MovieLensFiles.WriteTabs(_folder, "tabs"));

        Assert.Equal("Café (1995)", data.Films[0].Title);
        Assert.Equal(["Action", "Drama"], data.Films[0].Genres);
        Assert.Equal(["u1", "u2", "u3", "u4", "u5"], data.Folds.Select(fold => fold.Name));
        Assert.All(data.Folds, fold =>
            Assert.Equal((2, 1, 2, 2), (fold.Train.Count, fold.Test.Count, fold.Test.UserCount, fold.Test.ItemCount)));
        Assert.Equal(data.Ratings.IndexOfItem("2"), data.Folds[0].Test.Items[0]);
    }

    [Fact]
    public void A_rating_of_a_film_that_is_not_listed_is_left_out_and_reported()
    {
        var data = MovieLens.Read(
            MovieLensFiles.WriteCsv(_folder, "mine", MovieLensFiles.Ratings + "999,999999,5.0,1493846415"));

        Assert.Equal((3, 2), (data.Ratings.Count, data.Ratings.UserCount));
        Assert.Equal("1 rating in ratings.csv of films that movies.csv does not have was left out.",
            Assert.Single(data.Notes));
    }

    [Fact]
    public void Counts_that_differ_from_the_readme_are_a_note_and_no_error()
    {
        var data = MovieLens.Read(MovieLensFiles.WriteCsv(_folder, "ml-latest-small"));

        var note = Assert.Single(data.Notes);
        Assert.Contains("has 3 ratings, 2 users and 2 rated films here", note, StringComparison.Ordinal);
        Assert.Contains("100,836 ratings, 610 users and 9,724 rated films", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_told_what_is_expected()
    {
        _folder.Write("holiday.txt", "sun");

        var error = Assert.Throws<MovieLensException>(() => MovieLens.Read(_folder.Path));

        Assert.Contains("does not hold a MovieLens dataset", error.Message, StringComparison.Ordinal);
        Assert.Contains("ratings.csv with movies.csv; ratings.dat with movies.dat; u.data with u.item", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("There is no folder",
            Assert.Throws<MovieLensException>(() => MovieLens.Read(_folder.File("nowhere"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,10,five,100\n", "line 5, column 'rating', value 'five': it is not a number")]
    [InlineData("1,10,5\n", "line 5: it has 3 cells, but the header has 4")]
    [InlineData("1,10,5,100,7\n", "line 5: it has 5 cells, but the header has 4")]
    [InlineData("7,20,3,400\n", "line 5: user '7' rates item '20' with 3, and already in line 4 with 0.5")]
    public void A_line_that_is_no_rating_is_shown_with_its_place(string line, string problem)
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine", MovieLensFiles.Ratings + line);

        Assert.Contains(problem, Assert.Throws<CsvRatingsException>(() => MovieLens.Read(folder)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "movies.csv lists no film")]
    [InlineData("movieId,title,genres\n10,\"Lion, The (1994),Drama\n",
        "movies.csv is not a film list of MovieLens: line 2: a quoted cell does not end on its line")]
    [InlineData("movieId,title,genres\n10,Lion\n",
        "movies.csv is not a film list of MovieLens: line 2: it has 2 cells, but the header has 3")]
    [InlineData("movieId,title\n10,Lion\n", "its header is 'movieId,title', and must name movieId, title and genres")]
    [InlineData("movieId,title,genres\n10\0,Lion,Drama\n",
        "movies.csv is not a film list of MovieLens: line 2: there is a character NUL")]
    [InlineData("movieId,title,genres\nten,Lion,Drama\n", "a film with the id 'ten', which is not a number")]
    public void A_film_list_that_is_none_is_told_apart_from_the_ratings(string films, string problem)
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine");
        File.WriteAllText(Path.Combine(folder, "movies.csv"), films);

        Assert.Contains(problem, Assert.Throws<MovieLensException>(() => MovieLens.Read(folder)).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Resaved => new()
    {
        { "semicolons", "userId;movieId;rating;timestamp\r\n1;20;4.5;100\r\n1;10;3;200\r\n7;20;0.5;300\r\n", "" },
        { "quotes", "\"userId\",\"movieId\",\"rating\",\"timestamp\"\n\"1\",\"20\",\"4.5\",\"100\"\n"
            + "\"1\",\"10\",\"3\",\"200\"\n\"7\",\"20\",\"0.5\",\"300\"\n", "" },
        { "another order", "timestamp,rating,userId,movieId\n100,4.5,1,20\n200,3,1,10\n300,0.5,7,20\n", "" },
        { "an index", ",userId,movieId,rating,timestamp\n0,1,20,4.5,100\n1,1,10,3,200\n2,7,20,0.5,300\n", "" },
        { "no time", "userId,movieId,rating\n1,20,4.5\n1,10,3\n7,20,0.5\n",
            "ratings.csv has no timestamps, so that nothing can be split by time." },
    };

    [Theory]
    [MemberData(nameof(Resaved))]
    public void A_ratings_file_that_was_saved_again_gives_the_same_ratings(string dress, string ratings, string note)
    {
        var data = MovieLens.Read(MovieLensFiles.WriteCsv(_folder, dress, ratings));

        Assert.Equal(["1", "7"], data.Ratings.UserIds);
        Assert.Equal(["20", "10"], data.Ratings.ItemIds);
        Assert.Equal([0, 0, 1], data.Ratings.Users);
        Assert.Equal([0, 1, 0], data.Ratings.Items);
        Assert.Equal([4.5f, 3f, 0.5f], data.Ratings.Values);
        Assert.Equal(note.Length > 0 ? [] : [100L, 200L, 300L], data.Ratings.Timestamps);
        Assert.Equal(note, string.Join(' ', data.Notes));
    }

    [Theory]
    [InlineData("1,20,4.5,100\n1,10,3,200\n",
        "the first line, '1,20,4.5,100', looks like ratings and not like a header")]
    [InlineData("userId;movieId;rating\n1;20;4,5\n", "value '4,5': it has a decimal comma. Write 4.5")]
    [InlineData("userId,movieId,rating,timestamp\n1,99,4.5,100\n7,98,3,200\n",
        "none of its 2 ratings is of a film that movies.csv lists")]
    [InlineData("userId,movieId,rating\nAna,20,4.5\n", "it has a user 'Ana', but MovieLens numbers its users")]
    [InlineData("userId,movieId,rating,timestamp\n1,20,4.5,9.64983E+08\n",
        "column 'timestamp', value '9.64983E+08': it is not a time")]
    [InlineData("userId,movieId,rating,timestamp\n", "there is no rating in it")]
    public void What_a_spreadsheet_did_to_the_ratings_is_named(string ratings, string problem)
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine", ratings);

        Assert.Contains(problem, Assert.Throws<CsvRatingsException>(() => MovieLens.Read(folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_film_list_saved_again_is_read_by_its_header_and_in_Latin_1_refused_with_its_remedy()
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine");
        var films = Path.Combine(folder, "movies.csv");
        File.WriteAllText(films, "genres;title;movieId\nChildren|Drama;Lion, The (1994);10\n;Robot (2008);20\n");
        Assert.Equal(["Robot (2008)", "Lion, The (1994)"], MovieLens.Read(folder).Films.Select(film => film.Title));

        File.WriteAllText(films, "movieId,title,genres\n10,Amélie (2001),Drama\n20,Robot (2008),Drama\n",
            System.Text.Encoding.Latin1);
        var error = Assert.Throws<MovieLensException>(() => MovieLens.Read(folder));

        Assert.Contains("line 2: it is not UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Amélie (2001)'. If that is right: save it as UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5\t1\t-4\t100\n", "line 4: '5\t1\t-4\t100' is not a rating: '-4' has a sign",
        "unpack the archive again")]
    [InlineData("5\t1\t3\n", "it has 3 fields, not 4", "user\tfilm\trating\ttimestamp")]
    [InlineData("5\t1\tfive\t100\n", "'five' is no number of stars", "all numbers")]
    [InlineData("99999999999\t1\t3\t100\n", "'99999999999' is no whole number, or too large", "all numbers")]
    [InlineData("6\t1\t3\t100\n", "line 4: user '6' rates item '1' with 3, and already in line 3 with 5", "Keep one")]
    public void A_line_without_a_header_above_says_why_it_is_no_rating(string line, string problem, string remedy)
    {
        var folder = MovieLensFiles.WriteTabs(_folder, "tabs");
        File.AppendAllText(Path.Combine(folder, "u.data"), line);

        var message = Assert.Throws<CsvRatingsException>(() =>
            MovieLens.Read(folder)).Message.Replace("  ", " ", StringComparison.Ordinal);

        Assert.Contains(problem.Replace('\t', ' '), message.Replace('\t', ' '), StringComparison.Ordinal);
        Assert.Contains(remedy.Replace('\t', ' '), message.Replace('\t', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rating_that_is_not_plain_but_right_is_read_with_the_others()
    {
        var folder = MovieLensFiles.WriteTabs(_folder, "tabs");
        File.AppendAllText(Path.Combine(folder, "u.data"), "\r\n0007\t2\t3.50000000\t400\r\n");

        var data = MovieLens.Read(folder);

        Assert.Equal(["5", "6", "7"], data.Ratings.UserIds);
        Assert.Equal([3, 4, 5, 3.5f], data.Ratings.Values);
    }

    [Fact]
    public void Made_up_data_looks_like_the_real_thing_and_says_that_it_is_not()
    {
        var data = SyntheticMovieLens.Create("no network");

        Assert.True(data.IsSynthetic);
        Assert.Equal("These ratings are made up: no network", Assert.Single(data.Notes));
        Assert.Equal(data.Ratings.ItemCount, data.Films.Count);
        Assert.All(data.Ratings.Values, value =>
            Assert.True(value is >= 0.5f and <= 5 && 2 * value == MathF.Round(2 * value)));
        Assert.Equal(8, data.Genres.Count);
        Assert.Equal(SyntheticMovieLens.Create("").Ratings.Values, data.Ratings.Values);
    }
}
