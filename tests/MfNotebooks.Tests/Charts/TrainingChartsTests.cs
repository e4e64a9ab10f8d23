using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

public class TrainingChartsTests
{
    [Fact]
    public void The_loss_is_drawn_at_every_report_with_the_best_held_out_step_marked()
    {
        var history = Drawn.History((1, 9, 2), (1200, 4, 1.5), (2400, 1, 3));

        var chart = new ChartJson(Draw.Loss(history));

        Assert.Equal([1, 1200, 2400], ChartJson.Numbers(chart.Trace("total loss")["x"]));
        Assert.Equal([9, 4, 1], ChartJson.Numbers(chart.Trace("total loss")["y"]));
        Assert.Equal([4, 2.25, 9], ChartJson.Numbers(chart.Trace("held-out mean squared error")["y"]));
        Assert.Equal([(1200, 2.25)], ChartJson.Points(chart.Trace("best held-out: step 1,200")));
        Assert.Equal("best held-out: step 1,200", (string?)chart.Layout.SelectToken("annotations[0].text"));
        Assert.Contains("lowest at step 1,200: RMSE 1.5", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_held_out_ratings_nothing_is_marked()
    {
        var chart = new ChartJson(Draw.Loss(Drawn.History((1, 9, null), (2, 4, null))));

        Assert.Null(chart.Layout["annotations"]);
        // The penalty is 0 at every step: a logarithmic axis has no place for it, nor the legend.
        Assert.Equal(["total loss", "data term: mean squared error"], chart.Traces.Select(t => (string?)t["name"]));
    }

    [Fact]
    public void A_race_tells_its_runs_apart_by_dash_and_shows_where_each_ends()
    {
        var chart = new ChartJson(
            Draw.Race((Drawn.Script, Drawn.History((1, 9, null), (100, 2, null))),
            ("Adam", Drawn.History((1, 9, null), (50, 0.5, null)))));

        Assert.Equal(["solid", "dash"], chart.Traces.Where(t => (string?)t["mode"] == "lines")
            .Select(t => (string?)t.SelectToken("line.dash")));
        Assert.Equal([100, 50], chart.Traces.Where(t => (string?)t["mode"] == "markers")
            .Select(t => (double)t["x"]![0]!));
        Assert.Equal("&lt;script&gt;alert(1)&lt;/script&gt;", (string?)chart.Traces[0]["name"]);
        Assert.Contains("Adam: 0.5 after 50 steps. Lowest: Adam.", chart.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Twelve_racing_lines_all_differ()
    {
        var runs = Enumerable.Range(0, 12)
            .Select(n => (FormattableString.Invariant($"run {n}"), Drawn.History((1, 1, null)))).ToArray();

        var lines = new ChartJson(Draw.Race(runs)).Traces.Where(t => (string?)t["mode"] == "lines")
            .Select(t => t["line"]!.ToString());

        Assert.Equal(12, lines.Distinct().Count());
    }

    [Fact]
    public void Empty_histories_are_refused()
    {
        Assert.Contains("no steps", Assert.Throws<ArgumentException>(() => Draw.Loss(Drawn.History())).Message,
            StringComparison.Ordinal);
        Assert.Contains("There are no runs", Assert.Throws<ArgumentException>(() => Draw.Race()).Message,
            StringComparison.Ordinal);
        Assert.Contains("'Adam' has no steps",
            Assert.Throws<ArgumentException>(() => Draw.Race(("Adam", Drawn.History()))).Message,
            StringComparison.Ordinal);
    }
}
