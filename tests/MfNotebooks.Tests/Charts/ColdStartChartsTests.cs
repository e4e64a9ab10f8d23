using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class ColdStartChartsTests
{
    private static readonly string[] Titles = ["<i>Alien</i>", "Brazil", "Chocolat", "Dune", "Elf"];

    [Fact]
    public void The_axis_of_ratings_given_has_a_place_for_none()
    {
        var chart = new ChartJson(Draw.ErrorByRatingsGiven(("fold-in", [(9, 0.8), (0, 1.25), (99, 0.75)]), ("bias only", [(0, 1.25), (1, 1)])));

        Assert.Equal([(0, 1.25), (1, 0.8), (2, 0.75)], ChartJson.Points(chart.Trace("fold-in")));
        Assert.Equal([0, Math.Log10(2)], ChartJson.Numbers(chart.Trace("bias only")["x"]));
        Assert.Equal(["0 ratings", "1 rating"], chart.Trace("bias only")["customdata"]!.Select(t => (string?)t));
        Assert.Equal(["0", "1", "9", "99"], chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
        Assert.Contains("fold-in: RMSE 1.250 after 0, 0.750 after 99; bias only: RMSE 1.250 after 0, 1.000 after 1.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_would_touch_are_left_out()
    {
        var chart = new ChartJson(Draw.ErrorByRatingsGiven(("all", [.. Enumerable.Range(0, 101).Select(n => (n, 1.0))])));

        Assert.Equal(101, chart.Traces[0]["x"]!.Count());
        Assert.Equal(["0", "1", "2", "4", "6", "9"], chart.Layout.SelectToken("xaxis.ticktext")!.Take(6).Select(t => (string?)t));
        Assert.InRange(chart.Layout.SelectToken("xaxis.ticktext")!.Count(), 8, 14);
    }

    [Fact]
    public void One_point_makes_a_chart() =>
        Assert.Equal([(0, 1)], ChartJson.Points(new ChartJson(Draw.ErrorByRatingsGiven(("one", [(0, 1)]))).Traces.Single()));

    [Fact]
    public void Curves_that_cannot_be_drawn_are_refused()
    {
        Assert.Contains("There are no curves", Error(), StringComparison.Ordinal);
        Assert.Contains("'a' has no points", Error(("a", [])), StringComparison.Ordinal);
        Assert.Contains("'a' has 2 points at 3 ratings. Average them", Error(("a", [(3, 1), (3, 2)])), StringComparison.Ordinal);
        Assert.Contains("'a' has the point (-1, 1.5)", Error(("a", [(-1, 1.5)])), StringComparison.Ordinal);
        Assert.Contains("'a' has the point (2, NaN)", Error(("a", [(2, double.NaN)])), StringComparison.Ordinal);

        static string Error(params (string, IReadOnlyList<(int, double)>)[] curves) => Assert.Throws<ArgumentException>(() => Draw.ErrorByRatingsGiven(curves)).Message;
    }

    [Fact]
    public void Nearest_items_are_sorted_by_the_cosine_of_their_factors()
    {
        // Against (1, 0): (3, 4) has 0.6, (0, 2) none, (-1, 0) points away, and (0, 0) points nowhere.
        var model = Rated.Model((1, 0), (0, 2), (3, 4), (-1, 0), (0, 0));

        var chart = new ChartJson(Draw.NearestItems(model, Titles, 0));

        Assert.Equal([0.6, 0, -1], ChartJson.Numbers(chart.Traces.Single()["x"]));
        Assert.Equal(["Chocolat", "Brazil", "Dune"], chart.Layout.SelectToken("yaxis.ticktext")!.Select(t => (string?)t));
        Assert.Equal(["0.60", "0.00", "−1.00"], chart.Traces.Single()["text"]!.Select(t => (string?)t));
        Assert.Equal("Nearest in factor space: &lt;i&gt;Alien&lt;/i&gt;", chart.Title);
        Assert.Contains("nearest to <i>Alien</i> by the cosine of their factors: Chocolat 0.60; Brazil 0.00; Dune -1.00.", chart.Description, StringComparison.Ordinal);
        Assert.True((double)chart.Layout.SelectToken("xaxis.range[0]")! < -1);
    }

    [Fact]
    public void Only_n_of_the_included_items_are_shown_and_long_titles_are_cut()
    {
        var model = Rated.Model((1, 0), (1, 1), (1, 0), (2, 1), (3, 1));
        var longTitle = new string('x', 50);

        var chart = new ChartJson(Draw.NearestItems(model, ["a", "b", "c", "d", longTitle], 0, 2, other => other != 2));

        Assert.Equal([new string('x', 35) + "…", "d"], chart.Layout.SelectToken("yaxis.ticktext")!.Select(t => (string?)t));
        Assert.Equal(longTitle, (string?)chart.Traces.Single()["customdata"]![0]);
    }

    [Fact]
    public void What_has_no_nearest_items_is_refused()
    {
        var model = Rated.Model((1, 0), (0, 2), (3, 4), (-1, 0), (0, 0));

        Assert.Contains("There are 1 titles for the model's 5 items", Assert.Throws<ArgumentException>(() => Draw.NearestItems(model, ["a"], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no item 5; they are numbered 0 to 4", Assert.Throws<ArgumentOutOfRangeException>(() => Draw.NearestItems(model, Titles, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("The 2 factors of 'Elf' are all 0", Assert.Throws<ArgumentException>(() => Draw.NearestItems(model, Titles, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("no other item to compare '<i>Alien</i>' with", Assert.Throws<ArgumentException>(() => Draw.NearestItems(model, Titles, 0, include: _ => false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw.NearestItems(model, Titles, 0, 0));
    }
}
