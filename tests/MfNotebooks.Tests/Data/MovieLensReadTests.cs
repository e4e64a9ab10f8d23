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
        Assert.All(data.Folds, fold => Assert.Equal((2, 1, 2, 2), (fold.Train.Count, fold.Test.Count, fold.Test.UserCount, fold.Test.ItemCount)));
        Assert.Equal(data.Ratings.IndexOfItem("2"), data.Folds[0].Test.Items[0]);
    }

    [Fact]
    public void A_rating_of_a_film_that_is_not_listed_is_left_out_and_reported()
    {
        var data = MovieLens.Read(MovieLensFiles.WriteCsv(_folder, "mine", MovieLensFiles.Ratings + "999,999999,5.0,1493846415"));

        Assert.Equal((3, 2), (data.Ratings.Count, data.Ratings.UserCount));
        Assert.Equal("1 rating in ratings.csv of films that movies.csv does not have was left out.", Assert.Single(data.Notes));
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
        Assert.Contains("ratings.csv with movies.csv; ratings.dat with movies.dat; u.data with u.item", error.Message, StringComparison.Ordinal);
        Assert.Contains("There is no folder", Assert.Throws<MovieLensException>(() => MovieLens.Read(_folder.File("nowhere"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,10,five,100\n", "line 5: '1,10,five,100' is not a rating")]
    [InlineData("1,10,5\n", "'1,10,5' is not a rating")]
    [InlineData("1,10,5,100,7\n", "'1,10,5,100,7' is not a rating")]
    [InlineData("7,20,3,400\n", "user 7 rates film 20 with 3, and already in rating 3 with 0.5")]
    public void A_line_that_is_no_rating_is_shown_with_its_place(string line, string problem)
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine", MovieLensFiles.Ratings + line);

        Assert.Contains(problem, Assert.Throws<CsvRatingsException>(() => MovieLens.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "movies.csv lists no film")]
    [InlineData("movieId,title,genres\n10,\"Lion, The (1994),Drama\n", "movies.csv is not a film list of MovieLens: line 2 has 2 fields")]
    [InlineData("movieId,title,genres\nten,Lion,Drama\n", "a film with the id 'ten', which is not a number")]
    public void A_film_list_that_is_none_is_told_apart_from_the_ratings(string films, string problem)
    {
        var folder = MovieLensFiles.WriteCsv(_folder, "mine");
        File.WriteAllText(Path.Combine(folder, "movies.csv"), films);

        Assert.Contains(problem, Assert.Throws<MovieLensException>(() => MovieLens.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Made_up_data_looks_like_the_real_thing_and_says_that_it_is_not()
    {
        var data = SyntheticMovieLens.Create("no network");

        Assert.True(data.IsSynthetic);
        Assert.Equal("These ratings are made up: no network", Assert.Single(data.Notes));
        Assert.Equal(data.Ratings.ItemCount, data.Films.Count);
        Assert.All(data.Ratings.Values, value => Assert.True(value is >= 0.5f and <= 5 && 2 * value == MathF.Round(2 * value)));
        Assert.Equal(8, data.Genres.Count);
        Assert.Equal(SyntheticMovieLens.Create("").Ratings.Values, data.Ratings.Values);
    }
}
