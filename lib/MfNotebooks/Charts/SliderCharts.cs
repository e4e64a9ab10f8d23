using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const float WrongFrom = 1;

    /// <summary>
    /// A slider over λ: the ratings beside the matrix that each model makes of them. Cells that nobody rated are
    /// outlined.
    /// </summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="runs">The models of a sweep over λ, with one k; of several seeds the lowest is shown.</param>
    /// <exception cref="ArgumentException">
    /// There are no runs, they differ in k, or have other users or items.
    /// </exception>
    public static ChartView LambdaMatrices(RatingsMatrix ratings, IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RequireOne(runs, run => run.LatentDim, "k");
        var states = LowestSeeds(ratings, runs, run => run.Lambda)
            .Select(run => new MatrixState(
                Figure.Number(run.Lambda), LambdaTitle(run), Rounded(Predictions(run.Model)))).ToArray();
        return SweepMatrices(ratings, runs[0].Model, states, "λ = ", $"{states[0].Title}. {states[^1].Title}.");
    }

    /// <summary>
    /// A slider over k: the ratings beside the matrix that each model makes of them. Cells that nobody rated are
    /// outlined; rated and held-out cells that are off by a star or more get a cross, and the title counts them.
    /// </summary>
    /// <param name="ratings">The ratings that the models were trained on, <c>[users × items]</c>.</param>
    /// <param name="runs">The models of a sweep over k, with one λ; of several seeds the lowest is shown.</param>
    /// <param name="heldOut">Ratings that were held out, of the same users and items; null for none.</param>
    /// <exception cref="ArgumentException">
    /// There are no runs, they differ in λ, or they or the held-out ratings have other users or items.
    /// </exception>
    public static ChartView LatentMatrices(
        RatingsMatrix ratings, IReadOnlyList<SweepRun> runs, RatingsMatrix? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RequireOne(runs, run => run.Lambda, "λ");
        if (heldOut is not null && !(heldOut.Users.SequenceEqual(ratings.Users)
            && heldOut.Items.SequenceEqual(ratings.Items)))
            throw new ArgumentException("The held-out ratings have other users or items than the ratings, or in "
                + "another order. Make both with ratings.WithHidden(fraction, seed).", nameof(heldOut));
        var states = LowestSeeds(ratings, runs, run => run.LatentDim).Select(run => LatentState(ratings, heldOut, run))
            .ToArray();
        return SweepMatrices(ratings, runs[0].Model, states, "k = ",
            string.Join(' ', states.Select(s => s.Title + ".")), heldOut);
    }

    /// <summary>A state of the slider: what one model predicts, and where it is wrong, if that is marked.</summary>
    private sealed record MatrixState(string Label, string Title, float[,] Cells, bool[,]? Wrong = null)
    {
        /// <summary>
        /// The step of plotly.js' slider. It needs no kernel: it holds what changes in the cells and in the crosses.
        /// </summary>
        internal object ToStep(HeatmapPanel panel, int[] traces)
        {
            var changes = new Dictionary<string, object?[]>
            {
                ["z"] = [Cells, null], ["text"] = [panel.Texts((u, i) => Cells[u, i]), null],
            };
            if (Wrong is not null)
            {
                var (x, y) = CellMarks.CrossPlaces(Wrong);
                (changes["x"], changes["y"]) = ([null, x], [null, y]);
            }
            var title = new Dictionary<string, string> { ["title.text"] = Figure.Escape(Title) };
            return new { label = Label, method = "update", args = new object[] { changes, title, traces } };
        }
    }

    private static GenericChart SweepMatrices(
        RatingsMatrix ratings, FactorModel model, MatrixState[] states, string prefix, string results,
        RatingsMatrix? heldOut = null)
    {
        var panel = PredictedPanel(ratings, PredictedTitle(model), states[0].Cells) with
        {
            Crossed = states[0].Wrong,
            Further = [.. states.SelectMany(s => s.Cells.Cast<float>())],
        };
        if (heldOut is not null)
        {
            var hover = panel.Hover;
            panel = panel with
            {
                Hover = Cells(ratings, (u, i) => hover[u, i] + Stars("<br>held out: ", heldOut[u, i])),
            };
        }
        var row = new HeatmapRow(RatedPanel(ratings, "Rated"), panel);
        var trace = row.TraceOf(1);
        int[] traces = panel.Crossed is null ? [trace] : [trace, trace + 1];
        var slider = new
        {
            active = 0, y = 1, yanchor = "bottom", currentvalue = new { prefix },
            steps = states.Select(state => state.ToStep(panel, traces)),
        };
        var description = $"Two heatmaps of {Size(ratings)}: the ratings, and a model's predictions, "
            + $"with a slider over {Counted.Of(states.Length, "model")}. {results}";
        return row.ToChart(states[0].Title, description, ("sliders", new[] { slider }));
    }

    private static SweepRun[] LowestSeeds<T>(
        RatingsMatrix ratings, IReadOnlyList<SweepRun> runs, Func<SweepRun, T> setting)
    {
        foreach (var run in runs) RequireSameNames(ratings, run.Model, nameof(runs));
        return [.. runs.GroupBy(setting).OrderBy(group => group.Key).Select(group => group.MinBy(run => run.Seed)!)];
    }

    private static string LambdaTitle(SweepRun run)
    {
        var heldOut = run.ValidationRmse is { } rmse ? Invariant($", held-out {rmse:0.00}") : "";
        return Invariant($"λ = {Figure.Number(run.Lambda)}: train RMSE {run.TrainRmse:0.00}{heldOut}");
    }

    private static MatrixState LatentState(RatingsMatrix ratings, RatingsMatrix? heldOut, SweepRun run)
    {
        var predicted = Predictions(run.Model);
        var (rated, hidden) = (Off(ratings), heldOut is null ? null : Off(heldOut));
        var title = Invariant($"k = {run.LatentDim}: off by a star or more: {Count(rated)} of {ratings.Count} rated")
            + (hidden is null ? "" : Invariant($", {Count(hidden)} of {heldOut!.Count} held-out"));
        return new(run.LatentDim.ToString(CultureInfo.InvariantCulture), title, Rounded(predicted),
            Cells(ratings, (u, i) => rated[u, i] || hidden?[u, i] == true));

        bool[,] Off(RatingsMatrix known) =>
            Cells(ratings, (u, i) => known[u, i] is { } rating && MathF.Abs(predicted[u, i] - rating) >= WrongFrom);

        static int Count(bool[,] cells) => cells.Cast<bool>().Count(cell => cell);
    }

    /// <summary>As many digits as a picture shows: they are most of what a slider weighs.</summary>
    private static float[,] Rounded(float[,] cells) =>
        Figure.Cells(cells.GetLength(0), cells.GetLength(1), (u, i) => MathF.Round(cells[u, i], 2));
}
