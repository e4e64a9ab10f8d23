using System.Globalization;
using Xunit;

namespace MfNotebooks.Tests.LiveLab;

/// <summary>The film lab: what the page is given, and that it computes as the library does.</summary>
public sealed class FilmLabTests
{
    private static readonly (int Item, float Stars)[] Mine = [(3, 5), (17, 1), (40, 4), (59, 2)];

    private static readonly RatingsTable Made = SyntheticRatings.Create(120, 60, 2_400, noise: 0.3, seed: 5).Table;
    private static readonly BiasedFactorModel Stars =
        VariationalLeastSquares.Fit(Made, new VariationalOptions { LatentDim = 6 });
    private static readonly FactorRanker Lists =
        ImplicitLeastSquares.Fit(Made, new ImplicitOptions { LatentDim = 5, Sweeps = 4 });

    private static string Rated => "[" + string.Join(',', Mine.Select(rated =>
        string.Create(CultureInfo.InvariantCulture, $"{{ item: {rated.Item}, stars: {rated.Stars} }}"))) + "]";

    private static int[] Items => [.. Mine.Select(rated => rated.Item)];

    private static LabView Show(FilmLabOptions? options = null) =>
        FilmLab.Show(Stars, Lists, Made, Titles(), options);

    private static string[] Titles() => [.. Enumerable.Range(0, Made.ItemCount).Select(n => $"Film {n} (1999)")];

    [Fact]
    public void The_page_folds_in_for_stars_as_the_library_does()
    {
        using var page = new FilmModel(Show());
        var rounded = FilmLab.Rounded(Stars);
        var (row, scores) = (FoldIn.User(rounded, Items, [.. Mine.Select(rated => rated.Stars)]), new float[60]);
        rounded.Score(row, scores);

        var here = page.Numbers($"model.foldStars(stars, {Rated}).row");
        Assert.Equal(row.Factors.Append(row.Bias).Select(x => (double)x), here, Near(1e-6));
        Assert.Equal(scores.Select(x => (double)x),
            page.Numbers($"data.counts.map((_, item) => model.foldStars(stars, {Rated}).score(item))"), Near(1e-5));
        Assert.Equal(Recommender.TopN(rounded, row, Items).Select(best => (double)best.Item), page.Numbers(
            $"model.best(60, model.foldStars(stars, {Rated}).score, n => ![3, 17, 40, 59].includes(n), 10)"
            + ".map(b => b.item)"));
    }

    [Fact]
    public void The_page_folds_in_for_lists_as_the_library_does()
    {
        using var page = new FilmModel(Show(new FilmLabOptions { UnclickedWeight = 0.4, Lambda = 0.02 }));
        var rounded = FilmLab.Rounded(Lists);
        var (row, scores) = (FoldIn.User(rounded, Items, 0.4, 0.02), new float[60]);
        rounded.Score(row, scores);

        var here = page.Numbers($"model.foldClicks(lists, {Rated}).row");
        Assert.Equal(row.Factors.Select(x => (double)x), here, Near(1e-6));
        Assert.Equal(scores.Select(x => (double)x),
            page.Numbers($"data.counts.map((_, item) => model.foldClicks(lists, {Rated}).score(item))"), Near(1e-5));
    }

    [Theory]
    [InlineData("model.foldStars(stars, RATED)")]
    [InlineData("model.foldClicks(lists, RATED)")]
    public void What_each_rating_pushed_adds_up_to_the_score(string fold)
    {
        using var page = new FilmModel(Show());
        var folded = fold.Replace("RATED", Rated, StringComparison.Ordinal);

        var off = page.Numbers($"(() => {{ const f = {folded}; return data.counts.map((_, item) => "
            + "f.score(item) - f.base(item) - f.parts(item).reduce((x, y) => x + y, 0)); })()");

        Assert.All(off, difference => Assert.Equal(0, difference, 1e-12));
        Assert.Equal(Mine.Length, page.Numbers($"{folded}.parts(7)").Count(part => part != 0));
    }

    [Fact]
    public void Without_a_rating_the_person_is_everybody()
    {
        using var page = new FilmModel(Show());

        var scores = page.Numbers("data.counts.map((_, item) => model.foldStars(stars, []).score(item))");

        Assert.Equal(Enumerable.Range(0, 60).Select(item => (double)Stars.Predict(-1, item)), scores, Near(1e-5));
        Assert.All(page.Numbers("model.foldClicks(lists, []).row"), x => Assert.Equal(0, x));
    }

    [Fact]
    public void Eight_bits_are_off_by_at_most_half_a_step_of_their_row()
    {
        var (exact, rounded) = (Stars.B, FilmLab.Rounded(Stars).B);

        for (var item = 0; item < exact.GetLength(0); item++)
        {
            var row = Enumerable.Range(0, 6).Select(f => exact[item, f]).ToArray();
            var largest = row.Max(Math.Abs);
            for (var f = 0; f < 6; f++) Assert.Equal(row[f], rounded[item, f], largest / 254 * 1.0001f);
            Assert.Equal(largest, Enumerable.Range(0, 6).Max(f => Math.Abs(rounded[item, f])), 1e-6f);
        }
        Assert.Equal([0f, 0f], FilmLab.Rounded(new float[1, 2]).Cast<float>());
    }

    [Fact]
    public void Titles_are_found_by_their_words_without_accents()
    {
        var titles = Titles();
        (titles[5], titles[6], titles[7]) = ("Amélie (2001)", "The Toy (1982)", "Toy Story (1995)");
        using var page = new FilmModel(FilmLab.Show(Stars, Lists, Made, titles));

        Assert.Equal([5], page.Numbers("model.find(data.titles, data.counts, 'AMELIE', 8)"));
        Assert.Equal([7, 6], page.Numbers("model.find(data.titles, data.counts, 'toy', 8)"));
        Assert.Equal([7], page.Numbers("model.find(data.titles, data.counts, ' 1995 story ', 8)"));
        Assert.Empty(page.Numbers("model.find(data.titles, data.counts, '  ', 8)"));
        Assert.Equal(8, page.Numbers("model.find(data.titles, data.counts, 'film', 8)").Length);
    }

    [Fact]
    public void A_hostile_title_stays_text()
    {
        var titles = Titles();
        titles[3] = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

        var start = new FilmLabOptions { Start = Mine, LeastRatings = 0 };
        var html = FilmLab.Show(Stars, Lists, Made, titles, start).ToHtml();

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_script_runs_it_is_the_list_of_the_start()
    {
        var rounded = FilmLab.Rounded(Stars);
        var best = Recommender.TopN(rounded, FoldIn.User(rounded, Items, [.. Mine.Select(m => m.Stars)]), Items)[0];

        var text = Show(new FilmLabOptions { Start = Mine, LeastRatings = 0 }).ToString();

        Assert.Contains("rated 5 stars: Film 3 (1999)", text, StringComparison.Ordinal);
        Assert.Contains($"{best.Score.ToString("F2", CultureInfo.InvariantCulture)}   Film {best.Item} ", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_said_before_anything_is_shown()
    {
        Throws("the titles are 3.", () => FilmLab.Show(Stars, Lists, Made, ["a", "b", "c"]));
        Throws("A rating of the start is 9", () => Show(new FilmLabOptions { Start = [(1, 9)] }));
        Throws("The item 2 stands twice", () => Show(new FilmLabOptions { Start = [(2, 4), (2, 5)] }));
        Throws("no item 60", () => Show(new FilmLabOptions { Start = [(60, 4)] }));
        Throws("Lambda is 0", () => Show(new FilmLabOptions { Lambda = 0 }));
        Throws("LeastRatings is -1", () => Show(new FilmLabOptions { LeastRatings = -1 }));
        Throws("has item biases", () => FoldIn.User(PersonalizedRanking.Fit(Made), [1]));
        var tooWide = new FactorRanker("", "", new float[60], new float[1, 120_000], new float[60, 120_000]);
        Throws("at most 8 million are shown", () => FilmLab.Show(Stars, tooWide, Made, Titles()));

        static void Throws(string message, Action show) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(show).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_MovieLens_the_page_is_under_two_megabytes_and_eight_bits_cost_nothing_that_shows()
    {
        var films = await RealData.LoadAsync();
        var (_, train, test) = Split.Random(films.Ratings, 0.2, 0);
        var stars = VariationalLeastSquares.Fit(train);
        var lists = ImplicitLeastSquares.Fit(train);

        var html = FilmLab.Show(stars, lists, train, [.. films.Films.Select(film => film.Title)]).ToHtml();

        Assert.InRange(html.Length, 1_000_000, 1_800_000);
        Assert.Equal(RatingMetrics.Of(stars, test).Rmse, RatingMetrics.Of(FilmLab.Rounded(stars), test).Rmse, 1e-4);
        Assert.Equal(RankingMetrics.Of(lists, train, test).Ndcg,
            RankingMetrics.Of(FilmLab.Rounded(lists), train, test).Ndcg, 0.002);
    }

    private static Comparison Near(double tolerance) => new(tolerance);

    private sealed class Comparison(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double x) => 0;
    }
}
