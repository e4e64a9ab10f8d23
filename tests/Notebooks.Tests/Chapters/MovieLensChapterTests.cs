using System.Globalization;
using System.Text.RegularExpressions;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>
/// Chapters 7 to 12 without data, on made-up ratings, and with MovieLens where the tests can find it.
/// </summary>
public sealed partial class MovieLensChapterTests(NotebookRuns runs) : IDisposable
{
    private readonly TestFolder folder = new();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Decimal();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("07-evaluation")]
    [InlineData("08-sparse-at-scale")]
    [InlineData("09-cold-start")]
    [InlineData("10-lists")]
    [InlineData("11-how-sure")]
    [InlineData("12-your-own-recommender")]
    [Trait("Length", "Long")]
    public async Task Without_data_a_chapter_says_so_and_goes_on_with_made_up_ratings(string chapter)
    {
        var notebook = await RunAsync(chapter, NoData());

        Assert.Contains("This page shows: synthetic (made up, not MovieLens)", notebook.Printed("data"),
            StringComparison.Ordinal);
        Assert.Contains("Note: These ratings are made up", notebook.Printed("data"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_MovieLens_taste_beats_the_biases_and_popularity_beats_both_as_a_list()
    {
        var notebook = await OnMovieLensAsync("07-evaluation");
        var means = notebook.Printed("table").Split('\n')
            .SkipWhile(line => !line.StartsWith("mean of", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)
                .ToArray();

        Assert.Contains("0 in both", notebook.Printed("split"), StringComparison.Ordinal);
        Assert.True(Value(means, "global mean", 0) > 1);
        Assert.True(Value(means, "biases  ", 0) < 0.88);
        Assert.True(Value(means, "minibatch", 0) < 0.85);
        Assert.True(Value(means, "variational", 0) < 0.85);
        var lists = notebook.Printed("list-table").Split('\n');
        Assert.True(Value(lists, "popularity", 0) > Value(lists, "variational", 0), "precision of the popularity list");
    }

    [Fact]
    public async Task On_MovieLens_the_sentences_of_chapter_7_hold()
    {
        var notebook = await OnMovieLensAsync("07-evaluation");
        string Printed(string cell) => notebook.Printed(cell);

        Assert.Contains("most popular tenth of the films has 60 %", Printed("tail"), StringComparison.Ordinal);
        Assert.Equal([1.042, 0.961, 0.966, 0.867], Decimals(Printed("bias-parts")));
        Assert.Equal(0.74, Decimals(Printed("together-run"))[1], 0.01);
        Assert.Equal(0, Decimals(Printed("fit"))[^2], 0.02);
        var behind = Printed("paired").Split('\n').Skip(1).Where(line => line.Length > 0).Select(Decimals).ToArray();
        Assert.All(behind.SelectMany(row => row), difference => Assert.True(difference > 0));
        Assert.DoesNotContain("-0.", Printed("paired"), StringComparison.Ordinal);
        Assert.Contains("116 people in the exam, 88 of them new", Printed("by-time"), StringComparison.Ordinal);
        Assert.True(Decimals(Printed("by-time")).Min() > 1, "yesterday's models are more than a star off tomorrow");
        Assert.True(Decimals(Printed("calibration"))[0] < 0.1);
        Assert.Contains("2.733 at 0.5, 4.046 at 5;", notebook.Chart("true"), StringComparison.Ordinal);
        var shortLists = Printed("ranking").Split('\n');
        Assert.Equal(Value(shortLists, "popularity", 0), Value(shortLists, "minibatch", 0), 0.01);
        Assert.True(Value(shortLists, "popularity", 1) > Value(shortLists, "minibatch", 1) + 0.01);
        var lists = Printed("list-table").Split('\n');
        double[] ndcg = [.. new[] { "popularity", "minibatch", "variational", "biases  " }
            .Select(model => Value(lists, model, 2))];
        Assert.Equal(ndcg.OrderDescending(), ndcg);
    }

    [Fact]
    public async Task On_MovieLens_the_mirror_gets_another_list_and_a_start_at_the_genres_is_best()
    {
        var notebook = await OnMovieLensAsync("09-cold-start");

        Assert.Contains("also on the mirror's list: 0 of 10", notebook.Printed("mirror"), StringComparison.Ordinal);
        Assert.Contains("also on the list without taste: 3 of 10", notebook.Printed("mirror"),
            StringComparison.Ordinal);
        var rows = notebook.Printed("film-foldin-chart").Trim().Split('\n').Select(Decimals).ToArray();
        Assert.All(rows, row => Assert.True(row[2] <= row[0] && row[2] < row[1], "genres, ratings, both"));
        Assert.True(rows[1][1] > rows[1][0]
            && rows[3][1] < rows[3][0], "one rating is worse than the genres, three are better");
    }

    [Fact]
    public async Task On_MovieLens_sweeps_get_there_in_fewer_rounds_than_epochs_do()
    {
        var notebook = await OnMovieLensAsync("08-sparse-at-scale");
        var (als, adam) = (notebook.Printed("als"), notebook.Printed("adam"));

        Assert.Equal(notebook.Printed("dense-loss").Trim()[^9..], notebook.Printed("gather-loss").Trim()[^9..]);
        Assert.Contains("98.3 % of the cells are empty", notebook.Printed("data"), StringComparison.Ordinal);
        var losses = Decimal().Matches(notebook.Printed("alternate-run"))
            .Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.True(losses[1] < losses[0] / 2, "most of the way is done in the first half of the first sweep");
        Assert.True(HeldOut(als) < 0.86 && HeldOut(adam) < 0.86 && HeldOut(adam) < HeldOut(als), $"{als} {adam}");
        Assert.True(HeldOut(als) - HeldOut(adam) < 0.01, "in the end both are close together");
    }

    private static double[] Decimals(string text) =>
        [.. Decimal().Matches(text).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    private static double HeldOut(string report) => Number(report, 2);

    [Fact]
    public async Task On_MovieLens_a_newcomers_error_falls_with_each_rating_and_genres_help_a_new_film()
    {
        var notebook = await OnMovieLensAsync("09-cold-start");
        var curve = notebook.Printed("curve-run").Trim().Split('\n').Select(line => Number(line, 0)).ToArray();

        Assert.Equal(curve.OrderDescending(), curve);
        Assert.True(curve[0] - curve[^1] > 0.1);
        var films = notebook.Printed("film-error").Split('\n');
        Assert.True(Number(films[1], 0) < Number(films[0], 0) - 0.01);
        Assert.Contains("Wizard of Oz", notebook.Printed("recommend"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_MovieLens_models_for_lists_beat_popularity_and_the_star_model_orders_best()
    {
        var notebook = await OnMovieLensAsync("10-lists");
        var table = notebook.Printed("table").Split('\n');
        double Ndcg(string model) => Value(table, model, 1);

        Assert.Equal(0.10, Ndcg("alternating"), 0.02);
        Assert.Equal(0.157, Ndcg("popularity"), 0.01);
        Assert.Equal(0.264, Ndcg("SVD"), 0.01);
        Assert.Equal(0.273, Ndcg("item neighbours"), 0.01);
        Assert.Equal(0.280, Ndcg("weighted"), 0.01);
        Assert.Equal(0.297, Ndcg("EASE"), 0.01);
        Assert.InRange(Ndcg("BPR"), 0.2, 0.25);
        double Known(string model) => double.Parse(table.Single(line => line.Contains(model, StringComparison.Ordinal))
            .Split('%')[1].Trim(), CultureInfo.InvariantCulture);
        Assert.True(Known("alternating") < Known("item neighbours"), "the least popular lists are the star model's");
        Assert.True(Known("popularity") > Known("(BPR)") + 5, "the most popular ones stand apart");
        var order = notebook.Printed("order").Split('\n');
        Assert.True(Value(order, "alternating", 0) > Value(order, "SVD", 0) + 7);
        var six = Assert.Single(notebook.Shown("six-films", "text/plain"));
        Assert.Contains("cosine: 6 × 6, from 0.3898 to 0.5951.", six, StringComparison.Ordinal);
        Assert.Contains("EASE's weight: 6 × 6, from -0.0029 to 0.0509.", six, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_MovieLens_intervals_hold_and_the_order_turns_round_with_time()
    {
        var notebook = await OnMovieLensAsync("11-how-sure");
        var future = notebook.Printed("future").Split('\n');

        Assert.Equal(90, Number(notebook.Printed("hold").Split('\n')[3], 0), 2.5);
        Assert.StartsWith("116 people in the later exam, 88 of them new", future[0], StringComparison.Ordinal);
        Assert.True(Value(future, "popularity", 1) > 2 * Value(future, "SVD", 1));
        Assert.True(Value(future, "popularity", 1) > 2 * Value(future, "EASE", 1));
        var spreads = notebook.Printed("six-spread").Split('\n').Select(line => Number(line + " 0.0", 0)).ToArray();
        Assert.Equal([1.22, 1.29], spreads[..2]);
        Assert.True(spreads[2] > 1);
        Assert.Contains("from 0.9919 to 1.736", notebook.Chart("six-chart"), StringComparison.Ordinal);
        var careful = notebook.Printed("careful").Split('\n');
        Assert.Equal((0.075, 0.121), (Number(careful[0], 0), Number(careful[1], 0)));
        var newcomers = notebook.Printed("new-people-run").Trim().Split('\n').Select(line => Number(line, 0)).ToArray();
        Assert.Equal(newcomers.Order(), newcomers);
        Assert.EndsWith("EASE 0.203, popularity 0.217", notebook.Printed("new-people-run")
            .Trim(), StringComparison.Ordinal);
        var ahead = notebook.Printed("paired").Split('\n')[0];
        Assert.DoesNotContain("-", ahead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_MovieLens_the_sentences_of_chapter_12_hold()
    {
        var notebook = await OnMovieLensAsync("12-your-own-recommender");
        string[] Lines(string cell) => notebook.Printed(cell).Trim().Split('\n');

        var stars = Lines("stars");
        Assert.Equal(0.023, Value(stars, "variational", 0) - Value(stars, "Bayesian", 0), 0.006);
        Assert.True(Value(stars, "alternating", 0) > Value(stars, "variational", 0));
        var lists = Lines("lists");
        Assert.Equal(Value(lists, "EASE", 0), Value(lists, "weighted", 0), 0.01);
        Assert.Equal(Value(lists, "item neighbours", 0), Value(lists, "weighted", 0), 0.01);
        Assert.EndsWith(" 378 MB", lists[^2], StringComparison.Ordinal);
        Assert.Equal((0.840, 0.285, 0.156), (Number(Lines("exam")[0], 0), Number(Lines("exam")[1], 0),
            Number(Lines("exam")[1], 1)));
        Assert.Equal("in both: 2 films", Lines("two-lists")[0]);
        var moved = Decimals(Lines("why")[^1]);
        Assert.Equal(moved[0], moved[1]);
        Assert.All(Lines("why")[1..^1].Select(Decimals), both => Assert.Equal(both[0], both[1], 0.03));
        var bits = Lines("bits").Select(Decimals).ToArray();
        Assert.True(bits[0][0] <= 0.0006 && bits[0][1] < 0.02);
        Assert.Equal(bits[1][0], bits[1][1]);
        Assert.Equal(bits[2][0], bits[2][1], 0.0005);
        Assert.EndsWith("largest difference 0.000000 stars", Lines("save")[0], StringComparison.Ordinal);
        var machine = Lines("machine").Select(line => Decimals(line)[0]).ToArray();
        Assert.Equal(machine[0], machine[1], 1e-4);
        Assert.Equal([16.1, 25, 23], Lines("loop-run").Select(line => Decimals(line)[^1]),
            (expected, shown) => Math.Abs(expected - shown) < 0.5);
    }

    /// <summary>
    /// An empty cache, and a proxy where there is none: nothing can be found, and nothing downloaded but packages.
    /// </summary>
    private Dictionary<string, string> NoData() => new()
    {
        ["MF_DATA_DIR"] = "", ["XDG_DATA_HOME"] = folder.Path, ["LOCALAPPDATA"] = folder.Path,
        ["HTTPS_PROXY"] = "http://127.0.0.1:9", ["NO_PROXY"] = ".nuget.org",
    };

    /// <summary>The run that all tests share has found the data where the tests were told of it.</summary>
    private Task<ExecutedNotebook> OnMovieLensAsync(string chapter)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("MF_DATA_DIR")),
            "There is no MovieLens here: set MF_DATA_DIR to the folder ml-latest-small.");
        return runs.ExecutedAsync(chapter + ".ipynb");
    }

    private async Task<ExecutedNotebook> RunAsync(string chapter, Dictionary<string, string> environment)
    {
        var result = await RunnerProcess.RunInAsync(RunnerProcess.RepositoryRoot, environment, "run",
            $"notebooks/{chapter}.ipynb", "--out", folder.Out);
        Assert.True(result.ExitCode == 0, result.Errors);
        return folder.Executed(chapter + ".ipynb");
    }

    private static double Value(string[] lines, string model, int column) =>
        Number(lines.Single(line => line.Contains(model, StringComparison.Ordinal)), column);

    private static double Number(string line, int index) =>
        double.Parse(Decimal().Matches(line)[index].Value, CultureInfo.InvariantCulture);
}
