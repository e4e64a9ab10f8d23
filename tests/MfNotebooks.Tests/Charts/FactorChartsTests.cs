using System.Net;
using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class FactorChartsTests
{
    [Fact]
    public void The_map_puts_users_and_items_where_their_factors_say()
    {
        using var model = Drawn.Model;

        var chart = new ChartJson(Draw.FactorMap(model));

        Assert.Equal([(1, 2), (3, 4)], ChartJson.Points(chart.Trace("users")));
        Assert.Equal([(5, 6), (7, 8), (9, 10)], ChartJson.Points(chart.Trace("items")));
        Assert.Equal(["Ana", "Ben", "x", "&lt;script&gt;alert(1)&lt;/scr…", "z"],
            chart.Layout["annotations"]!.Select(a => (string?)a["text"]));
        Assert.Equal("x", (string?)chart.Layout.SelectToken("yaxis.scaleanchor"));
    }

    [Fact]
    public void A_user_and_an_item_show_their_dot_product()
    {
        using var model = Drawn.ModelOf(new float[,] { { 3, 4 }, { 1, 1 } },
            new float[,] { { 2, 0 }, { 1, 1 }, { 0, 1 } });

        var chart = new ChartJson(Draw.FactorMap(model, "Ana", "x"));

        // a = (3, 4) falls straight down on b's axis at (3, 0): projection 3, length of b 2, product 6.
        Assert.Equal([(3, 4), (3, 0)], ChartJson.Points(chart.Trace("perpendicular")));
        var texts = chart.Notes;
        Assert.Contains("a · b = 3.00 × 2.00 + 4.00 × 0.00 = 6.00 stars", texts);
        Assert.Contains("projection 3.00 × length of b 2.00 = 6.00", texts);
        Assert.Contains("= 6.00 stars; projection 3.00", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Against_the_direction_the_projection_is_negative()
    {
        var product = new DotProduct("a", "b", [-3, 1], [2, 0]);

        Assert.Equal((-3, 2, -6), (product.Projection, product.Length, product.InPlane));
    }

    [Fact]
    public void An_item_without_direction_projects_to_the_origin()
    {
        var product = new DotProduct("a", "b", [1, 2], [0, 0]);

        Assert.Equal(0, product.Projection);
        Assert.All(product.Traces([-5, 5], [-5, 5]), trace => Assert.NotNull(trace));
    }

    [Fact]
    public void With_more_than_two_factors_the_title_and_the_sums_say_what_is_not_shown()
    {
        using var model = Drawn.ModelOf(new float[,] { { 1, 1, 1 }, { 1, 1, 1 } },
            new float[,] { { 1, 1, 4 }, { 1, 1, 1 }, { 1, 1, 1 } });

        var chart = new ChartJson(Draw.FactorMap(model, "Ana", "x"));

        Assert.Equal("Factor map: factors 1 and 2 of 3", chart.Title);
        Assert.EndsWith("+ 4.00 from factors not shown = 6.00 stars", chart.Notes[0], StringComparison.Ordinal);
        Assert.EndsWith("= 2.00 in this plane", chart.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_factor_makes_a_line()
    {
        using var model = Drawn.ModelOf(new float[,] { { 2 }, { 3 } }, new float[,] { { 1 }, { 2 }, { 3 } });

        var chart = new ChartJson(Draw.FactorMap(model, "Ben", "z"));

        Assert.Equal([0, 0], ChartJson.Numbers(chart.Trace("users")["y"]));
        Assert.Contains("a · b = 3.00 × 3.00 = 9.00 stars", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dot_product_needs_both_and_names_that_exist()
    {
        using var model = Drawn.Model;

        Assert.Contains("the user 'Ana' but no item",
            Assert.Throws<ArgumentException>(() => Draw.FactorMap(model, "Ana")).Message, StringComparison.Ordinal);
        Assert.Contains("There is no user 'Anna'",
            Assert.Throws<KeyNotFoundException>(() => Draw.FactorMap(model, "Anna", "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains("There is no item 'y'",
            Assert.Throws<KeyNotFoundException>(() => Draw.WhyPrediction(model, "Ana", "y")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_at_one_spot_do_not_cover_each_other()
    {
        var labels = Enumerable.Range(0, 6)
            .Select(n => new LabelPlacement.Label(0, 0, "Paris in June", [(1, 0), (-1, 0), (0, -1), (0, 1)])).ToArray();

        var places = LabelPlacement.Place(labels, new(0, 0, 400, 400), 4);

        foreach (var (first, second) in places.SelectMany((a, n) => places.Skip(n + 1).Select(b => (a, b))))
            Assert.True(Math.Abs(first.X - second.X) >= 93
                || Math.Abs(first.Y - second.Y) >= 16.9, $"{first} {second}");
    }

    [Fact]
    public void A_name_stays_inside_the_plot()
    {
        // The point is 10 pixels from the right edge: its name must go to the left.
        var place = LabelPlacement.Place([new(190, 0, "Paris in June", [(1, 0), (-1, 0)])], new(0, 0, 400, 400), 4)
            .Single();

        Assert.True(place.X < 0 && place.IsNear);
    }

    [Fact]
    public void The_parts_of_a_prediction_follow_each_other_and_end_at_it()
    {
        using var model = Drawn.ModelOf(new float[,] { { 1.5f, -2 }, { 0, 0 } },
            new float[,] { { 2, 0.5f }, { 0, 0 }, { 0, 0 } });

        var chart = new ChartJson(Draw.WhyPrediction(model, "Ana", "x"));

        var (adds, takes, total) =
            (chart.Trace("adds stars"), chart.Trace("takes stars away"), chart.Trace("prediction"));
        Assert.Equal((0, 3), ((double)adds["base"]![0]!, (double)adds["x"]![0]!));
        Assert.Equal((3, -1), ((double)takes["base"]![0]!, (double)takes["x"]![0]!));
        Assert.Equal((0, (double)model.Predict(0, 0)), ((double)total["base"]![0]!, (double)total["x"]![0]!));
        Assert.Equal("<b>factor 2</b><br>−2.00 × 0.50 = −1.00", (string?)chart.Layout.SelectToken("yaxis.ticktext[1]"));
        Assert.Equal("Why 2.00 stars: Ana · x", WebUtility.HtmlDecode(chart.Title));
    }

    [Fact]
    public void A_name_in_a_title_never_becomes_markup()
    {
        using var model = Drawn.Model;

        Assert.DoesNotContain("<script>", new ChartJson(Draw.WhyPrediction(model, "Ana", Drawn.Script)).Title,
            StringComparison.Ordinal);
        Assert.DoesNotContain(new ChartJson(Draw.FactorMap(model, "Ana", Drawn.Script)).Traces, t =>
            ((string?)t["name"])!.Contains('<'));
    }
}
