using System.Globalization;
using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

/// <summary>Lines, bars, contour maps and heatmaps of a reader's own numbers.</summary>
public class GeneralChartsTests
{
    [Fact]
    public void Lines_have_their_points_spreads_levels_and_the_best_mark()
    {
        var chart = new ChartJson(Draw.Lines("t", "k", "RMSE",
            [new("a", [(1, 5), (2, 3.5)]) { Spread = [(4, 7), (3, 4)] }, new("b", [(1, 2.0)])],
                best: new(2, 3.5, "best"), levels: [("guess", 2.04)]));

        Assert.Equal([(1, 5), (2, 3.5)], ChartJson.Points(chart.Trace("a")));
        Assert.Equal([2, 0.5], ChartJson.Numbers(chart.Trace("a").SelectToken("error_y.array")));
        Assert.Equal([1, 0.5], ChartJson.Numbers(chart.Trace("a").SelectToken("error_y.arrayminus")));
        Assert.Equal([2.04, 2.04], ChartJson.Numbers(chart.Trace("guess")["y"]));
        Assert.Equal([(2, 3.5)], ChartJson.Points(chart.Trace("best")));
        Assert.Equal(
            "Line chart of RMSE over k. a: 5 at 1, 3.5 at 2; b: 1 point. guess: 2.04. Marked is best, at 3.5.",
            chart.Description);
    }

    [Fact]
    public void On_a_logarithmic_axis_zero_stands_apart_with_no_line_to_the_others()
    {
        var chart = new ChartJson(Draw.Lines(
            "t", "ratings", "RMSE", [new("a", [(0, 1.2), (1, 1.1), (100, 0.9)])], logX: true));

        Assert.Equal([-0.5, null, 0, 2], ChartJson.Numbers(chart.Traces[0]["x"]));
        Assert.Equal([1.2, null, 1.1, 0.9], ChartJson.Numbers(chart.Traces[0]["y"]));
        Assert.Equal(["0", null, "1", "100"], chart.Traces[0]["customdata"]!.Select(t => (string?)t));
        Assert.Equal(["0", "1", "2", "5", "10", "20", "50", "100"],
            chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
        Assert.Equal("ratings (logarithmic)", (string?)chart.Layout.SelectToken("xaxis.title.text"));
    }

    [Theory]
    [InlineData(3, 5, null)]
    [InlineData(7, 400, "D2")]
    [InlineData(0.0001, 12, "1")]
    [InlineData(1e-12, 1, "2")]
    public void A_logarithmic_axis_has_several_numbers_and_its_switch_keeps_them(double low, double high, string? step)
    {
        var chart = new ChartJson(Draw.Lines("t", "x", "y", [new("a", [(1, low), (2, high)])], logY: true));

        Assert.Equal(step, (string?)chart.Layout.SelectToken("yaxis.dtick"));
        Assert.Equal(step, (string?)chart.Layout.SelectToken("updatemenus[0].buttons[0].args[0]['yaxis.dtick']"));
        Assert.Null((string?)chart.Layout.SelectToken("updatemenus[0].buttons[1].args[0]['yaxis.dtick']"));
    }

    [Fact]
    public void A_band_lies_between_the_lowest_and_the_highest()
    {
        var chart = new ChartJson(Draw.Lines(
            "t", "x", "y", [new("a", [(1, 5), (2, 4)]) { Spread = [(4, 7), (3, 6)], HasBand = true }]));

        Assert.Equal([4, 3], ChartJson.Numbers(chart.Traces[0]["y"]));
        Assert.Equal([7, 6], ChartJson.Numbers(chart.Traces[1]["y"]));
        Assert.Equal("tonexty", (string?)chart.Traces[1]["fill"]);
        Assert.Null(chart.Trace("a")["error_y"]);
    }

    [Fact]
    public void Lines_that_cannot_be_drawn_are_refused_by_name_and_value()
    {
        Refused("There are no curves", () => Draw.Lines("t", "x", "y", []));
        Refused("'a' has no points", () => Draw.Lines("t", "x", "y", [new("a", Array.Empty<(double, double)>())]));
        Refused("'a' has the point (1, NaN)", () => Draw.Lines("t", "x", "y", [new("a", [(1, double.NaN)])]));
        Refused("'a' has the point (-1, 2), which the axes cannot show. Give finite numbers, and x from 0 on", () =>
            Draw.Lines("t", "x", "y", [new("a", [(-1, 2.0)])], logX: true));
        Refused("'a' has no point above 0", () => Draw.Lines("t", "x", "y", [new("a", [(1, 0.0)])], logY: true));
        Refused("'a' has 1 point, 2 labels and 1 spread.", () =>
            Draw.Lines("t", "x", "y", [new("a", [(1, 2.0)]) { Labels = ["p", "q"] }]));
    }

    [Fact]
    public void Bars_have_names_numbers_and_room_for_both()
    {
        var chart = new ChartJson(Draw.Bars("t", "bytes", ["films", "a name of many words that needs two lines"],
            [new("dense", [144, 2e9]), new("list", [288, 2.4e8])], log: true, text: b =>
                string.Create(CultureInfo.InvariantCulture, $"{b:0} B")));

        Assert.Equal([144, 2e9], ChartJson.Numbers(chart.Trace("dense")["x"]));
        Assert.Equal(["288 B", "240000000 B"], chart.Trace("list")["text"]!.Select(t => (string?)t));
        Assert.Equal(["films", "a name of many words<br>that needs two lines"],
            chart.Layout.SelectToken("yaxis.ticktext")!.Select(t => (string?)t));
        Assert.Equal("Bar chart of bytes. dense: films 144 B; a name of many words that needs two lines 2000000000 B. "
            + "list: films 288 B; a name of many words that needs two lines 240000000 B.", chart.Description);
        Refused("'dense' has 1 value for 2 names", () => Draw.Bars("t", "x", ["a", "b"], [new("dense", [1])]));
        Refused("'dense' has the value 0, which the axis cannot show. Give finite numbers above 0", () =>
            Draw.Bars("t", "x", ["a"], [new("dense", [0])], log: true));
    }

    [Theory]
    [InlineData(new[] { 1.6483, 0.91872 }, "1.65", "0.92")]
    [InlineData(new[] { 0.75, 0.6 }, "0.75", "0.60")]
    [InlineData(new[] { 0.29494, 0.02703 }, "0.295", "0.027")]
    [InlineData(new[] { 0.1, -0.17 }, "0.10", "−0.17")]
    [InlineData(new[] { 24.0, 1_200 }, "24", "1,200")]
    public void Numbers_beside_bars_have_the_same_decimals(double[] values, params string[] texts)
    {
        var bars = new ChartJson(Draw.Bars("t", "x", ["a", "b"], [new("s", values)]));

        Assert.Equal(texts, bars.Trace("s")["text"]!.Select(text => (string?)text));
    }

    [Fact]
    public void Differences_of_dots_keep_three_digits()
    {
        var dots = new ChartJson(Draw.Bars("t", "x", ["a", "b"], [new("s", [0.83761, 0.83942])], dots: true));

        Assert.Equal(["0.83761", "0.83942"], dots.Trace("s")["text"]!.Select(text => (string?)text));
    }

    [Fact]
    public void On_a_narrow_page_names_stand_above_their_bars_and_a_wide_range_has_few_marks()
    {
        var chart = new ChartJson(Draw.Bars("t", "bytes", ["films", "people"], [new("s", [144, 6.79e10])], log: true));

        Assert.Equal(["films", "people"],
            chart.Layout.SelectToken("meta.narrow.annotations")!.Select(name => (string?)name["text"]));
        Assert.Equal(["1 k", "1 M", "1 G", "1 T"],
            chart.Layout.SelectToken("xaxis.ticktext")!.Select(tick => (string?)tick));
    }

    [Fact]
    public void Numbers_in_cells_have_a_true_minus_and_large_ones_no_decimals_and_short_names_lie_level()
    {
        var chart = new ChartJson(Draw.Heatmaps("t", [new("p", new float[,] { { -345.6f, 1.3f } })]));

        Assert.Equal(["−346", "1.3"], chart.Heatmaps[0]["text"]![0]!.Select(text => (string?)text));
        Assert.Equal(0, (int)chart.Layout.SelectToken("xaxis.tickangle")!);
    }

    [Fact]
    public void A_logarithmic_contour_map_has_round_numbers_beside_its_colours()
    {
        var chart = new ChartJson(Draw.Contour(
            "t", "a", "b", [0, 1], [0, 1], new double[,] { { 0.03, 4 }, { 70, 2_345 } }, log: true));

        Assert.Equal(["0.1", "1", "10", "100", "1,000"],
            chart.Traces[0].SelectToken("colorbar.ticktext")!.Select(tick => (string?)tick));
    }

    [Fact]
    public void A_contour_map_has_the_function_the_path_and_tells_the_lowest_value()
    {
        var chart = new ChartJson(Draw.Contour(
            "t", "a", "b", [0, 1, 2], [10, 20], new double[,] { { 5, 4, 3 }, { 2, 0.5, 7 } },
            paths: [new("descent", [(0, 10), (1, 20)])]));

        ChartJson.AssertCells(chart.Traces[0]["z"], 2, 3, (r, c) => new[,] { { 5, 4, 3 }, { 2, 0.5, 7 } }[r, c]);
        Assert.Equal([0, 2], ChartJson.Numbers(chart.Layout.SelectToken("xaxis.range")));
        Assert.Equal([(0, 10), (1, 20)], ChartJson.Points(chart.Trace("descent")));
        Assert.Equal("Contour map of loss over a and b. Lowest: 0.5 at (1, 20). descent: from (0, 10) to (1, 20).",
            chart.Description);
        var marked = new ChartJson(Draw.Contour(
            "t", "a", "b", [0, 1, 2], [10, 20], new double[,] { { 5, 4, 3 }, { 2, 0.5, 7 } },
            best: new(1, 20, "least")));
        Assert.Equal([(1, 20)], ChartJson.Points(marked.Trace("least")));
        Refused("[2 × 3] for 3 ys and 2 xs", () => Draw.Contour("t", "a", "b", [0, 1], [0, 1, 2], new double[2, 3]));
        Refused("the value 0, which cannot be shown. Give finite numbers above 0", () =>
            Draw.Contour("t", "a", "b", [0, 1], [0, 1], new double[2, 2], log: true));
    }

    [Fact]
    public void Heatmaps_of_own_numbers_share_one_scale_and_hatch_what_is_missing()
    {
        var chart = new ChartJson(Draw.Heatmaps(
            "t", [new("p", new float[,] { { 1, 2 } }), new("q", new float?[,] { { -3, null } }) { Rows = ["Ana"] }]));

        Assert.Equal((-3, 2), ((double)chart.Layout["coloraxis"]!["cmin"]!,
            (double)chart.Layout["coloraxis"]!["cmax"]!));
        Assert.Equal(2, chart.Heatmaps.Length);
        Assert.Equal("Ana", (string?)chart.Layout.SelectToken("yaxis2.ticktext[0]"));
        Assert.Single(chart.Traces, t => (string?)t["name"] == "no value");
        Refused("has 2 columns and 1 name.", () => Draw.Heatmaps("t", [new("p", new float[1, 2]) { Columns = ["a"] }]));
        Refused("a corner, a sample of the rows, or means over blocks", () =>
            Draw.Heatmaps("t", [new("p", new float[200, 200])]));
    }

    [Fact]
    public void Names_that_begin_alike_are_cut_in_the_middle()
    {
        string[] films = ["The Lord of the Rings: The Two Towers", "The Lord of the Rings: The Return", "Heat"];

        Assert.Equal(["The Lor…The Two Towers", "The Lor…gs: The Return", "Heat"], Figure.Shorten(films));
    }

    [Fact]
    public void No_name_is_cut_through_a_sign_of_two_characters()
    {
        string[] films = [new string('a', 20) + "😀 and more", new string('b', 20) + "😀 and more"];

        Assert.Equal([new string('a', 20) + "…", new string('b', 20) + "…"], Figure.Shorten(films));
        // Cut at 22 both would be alike; 7 from the front and 14 from the end are left of each.
        string[] alike = ["aaaaaa😀" + new string('x', 20) + "😀1234567890123", "aaaaaa😀" + new string('x', 20)];
        Assert.Equal("aaaaaa…1234567890123", Figure.Shorten(alike)[0]);
    }

    private static void Refused(string message, Action draw) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(draw).Message, StringComparison.Ordinal);
}
