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
        using var films = SampleRatings.Films;

        Assert.Contains("no steps", Assert.Throws<ArgumentException>(() => Draw.Loss(Drawn.History())).Message,
            StringComparison.Ordinal);
        Assert.Contains("There are no runs", Assert.Throws<ArgumentException>(() => Draw.Race()).Message,
            StringComparison.Ordinal);
        Assert.Contains("'Adam' has no steps",
            Assert.Throws<ArgumentException>(() => Draw.Race(("Adam", Drawn.History()))).Message,
            StringComparison.Ordinal);
        Assert.Contains("SnapshotEvery = 100",
            Assert.Throws<ArgumentException>(() => Draw.Playback(films, Drawn.History((1, 9, null)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Playback_has_a_state_for_every_snapshot_with_its_matrix_and_its_loss()
    {
        using var films = SampleRatings.Films;
        using var result = Trainer.Fit(films,
            new TrainingOptions { Steps = 600, SnapshotEvery = 10, ReportEvery = 10 });

        var chart = new ChartJson(Draw.Playback(films, result.History));

        Assert.Equal(61, chart.SliderSteps.Count);
        var (snapshot, report) = (result.History.Snapshots[30], result.History.Steps[30]);
        var state = chart.SliderSteps[30];
        Assert.Equal(FormattableString.Invariant($"step 300 · loss {report.Loss:0.00##}"), (string?)state["label"]);
        var product = snapshot.Reconstruct();
        ChartJson.AssertCells(state.SelectToken("args[0].z[0]"), 6, 6, (u, i) => product[u, i], 0.0051);
        Assert.Equal(31, state.SelectToken("args[0].x[1]")!.Count());
        Assert.Equal(300, (int)state.SelectToken("args[0].x[2][0]")!);
        Assert.Equal(report.Loss, (double)state.SelectToken("args[0].y[2][0]")!, 1e-3);
        Assert.Equal(["heatmap", "loss so far", "this step"], state["args"]![2]!.Select(t => chart.Traces[(int)t])
            .Select(t => (string?)t["type"] == "heatmap" ? "heatmap" : (string?)t["name"]));
        Assert.Equal("play", (string?)chart.Layout.SelectToken("updatemenus[0].buttons[0].name"));
    }

    [Fact]
    public void A_snapshot_between_two_reports_says_whose_loss_it_shows()
    {
        using var films = SampleRatings.Films;
        using var result = Trainer.Fit(films, new TrainingOptions { Steps = 20, SnapshotEvery = 5, ReportEvery = 10 });

        var labels = new ChartJson(Draw.Playback(films, result.History)).SliderSteps.Select(s => (string)s["label"]!)
            .ToArray();

        Assert.EndsWith("(step 10)", labels[3], StringComparison.Ordinal);
        Assert.StartsWith("step 15 · loss ", labels[3], StringComparison.Ordinal);
        Assert.DoesNotContain("(", labels[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_snapshots_about_a_hundred_are_played_first_and_last_among_them()
    {
        using var films = SampleRatings.Films;
        using var result = Trainer.Fit(films, new TrainingOptions { Steps = 500, SnapshotEvery = 1, ReportEvery = 1 });

        var chart = new ChartJson(Draw.Playback(films, result.History));

        Assert.Equal(101, chart.SliderSteps.Count);
        Assert.StartsWith("step 1 ·", (string?)chart.SliderSteps[0]["label"], StringComparison.Ordinal);
        Assert.StartsWith("step 500 ·", (string?)chart.SliderSteps[100]["label"], StringComparison.Ordinal);
        Assert.True(chart.Text.Length < 300_000);
    }

    [Fact]
    public void Snapshots_of_other_ratings_are_refused()
    {
        using var ratings = Drawn.Ratings;
        using var films = SampleRatings.Films;
        using var result = Trainer.Fit(films, new TrainingOptions { Steps = 2, SnapshotEvery = 1 });

        Assert.Contains("6 users and 6 items, the ratings of 2 and 3",
            Assert.Throws<ArgumentException>(() => Draw.Playback(ratings, result.History)).Message,
            StringComparison.Ordinal);
    }
}
