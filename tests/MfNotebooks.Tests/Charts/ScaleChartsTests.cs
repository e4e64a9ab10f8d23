using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class ScaleChartsTests
{
    [Fact]
    public void Memory_is_four_bytes_a_cell_against_twelve_a_rating()
    {
        var chart = new ChartJson(Draw.DenseAgainstSparse(("films", 6, 6, 24), ("ml-20m", 138_493, 26_744, 20_000_263)));

        Assert.Equal([144, 4.0 * 138_493 * 26_744], ChartJson.Numbers(chart.Trace("dense matrix")["x"]));
        Assert.Equal([288, 12.0 * 20_000_263], ChartJson.Numbers(chart.Trace("list of ratings")["x"]));
        Assert.Equal(["144 B", "14.82 GB"], chart.Trace("dense matrix")["text"]!.Select(t => (string?)t));
        Assert.Contains("ml-20m: 14.82 GB as a dense matrix, 240 MB as a list of ratings.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_over_time_has_a_point_for_each_round_and_names_the_best()
    {
        var chart = new ChartJson(Draw.ErrorOverTime(("als", [new(1, 0.9, 1.5, 0.25), new(2, 0.8, 1.25, 0.5), new(3, 0.7, 1.375, 0.75)]), ("adam", [new(1, 1, 2, 0.125)])));

        Assert.Equal([(0.25, 1.5), (0.5, 1.25), (0.75, 1.375)], ChartJson.Points(chart.Trace("als")));
        Assert.Contains("als: lowest 1.2500 after 0.5 s, in round 2 of 3; adam: lowest 2.0000", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_against_size_has_a_guide_of_equal_growth()
    {
        var chart = new ChartJson(Draw.TimeAgainstSize(("a sweep", [(1_000, 0.25), (100_000, 30)])));

        Assert.Equal([(1_000, 0.25), (100_000, 25)], ChartJson.Points(chart.Trace("twice the ratings, twice the time")));
        Assert.Equal(["1,000", "10,000", "100,000"], chart.Layout.SelectToken("xaxis.ticktext")!.Select(t => (string?)t));
        Assert.Contains("a sweep: 0.25 s for 1,000, 30 s for 100,000.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Refused("There are no tables", () => Draw.DenseAgainstSparse());
        Refused("'a' has 0 users, 5 items and 3 ratings", () => Draw.DenseAgainstSparse(("a", 0, 5, 3)));
        Refused("There are no trainings", () => Draw.ErrorOverTime());
        Refused("'a' has no held-out error. Give its options a Validation", () => Draw.ErrorOverTime(("a", [new(1, 0.5, null, 1)])));
        Refused("There are no curves", () => Draw.TimeAgainstSize());
        Refused("'a' has no points", () => Draw.TimeAgainstSize(("a", [])));
        Refused("'a' has the point (5, 0)", () => Draw.TimeAgainstSize(("a", [(5, 0)])));
    }

    private static void Refused(string message, Action draw) => Assert.Contains(message, Assert.Throws<ArgumentException>(draw).Message, StringComparison.Ordinal);
}
