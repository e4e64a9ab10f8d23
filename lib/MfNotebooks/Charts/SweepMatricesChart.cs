using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    private const float WrongFrom = 1;

    /// <summary>A slider over λ: the ratings beside the matrix that each model makes of them. Cells that nobody rated are outlined.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="runs">The models of a sweep over λ, with one k; of several seeds the lowest is shown.</param>
    /// <exception cref="ArgumentException">There are no runs, they differ in k, or have other users or items.</exception>
    public static ChartView LambdaMatrices(RatingsMatrix ratings, IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RequireOne(runs, run => run.LatentDim, "k");
        var shown = LowestSeeds(ratings, runs, run => run.Lambda);
        var states = shown.Select(run => new SliderState(Number(run.Lambda), LambdaTitle(run), ("z", [Rounded(Predictions(run.Model))])));
        return SweepMatrices(ratings, PredictedPanel(ratings, "Predicted (A·Bᵀ)", Rounded(Predictions(shown[0].Model))), [.. states], "λ = ", $"{LambdaTitle(shown[0])}. {LambdaTitle(shown[^1])}.");
    }

    /// <summary>
    /// A slider over k: the ratings beside the matrix that each model makes of them. Cells that nobody rated are
    /// outlined; rated and held-out cells that are off by a star or more get a cross, and the title counts them.
    /// </summary>
    /// <param name="ratings">The ratings that the models were trained on, <c>[users × items]</c>.</param>
    /// <param name="runs">The models of a sweep over k, with one λ; of several seeds the lowest is shown.</param>
    /// <param name="heldOut">Ratings that were held out, of the same users and items; null for none.</param>
    /// <exception cref="ArgumentException">There are no runs, they differ in λ, or they or the held-out ratings have other users or items.</exception>
    public static ChartView LatentMatrices(RatingsMatrix ratings, IReadOnlyList<SweepRun> runs, RatingsMatrix? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RequireOne(runs, run => run.Lambda, "λ");
        if (heldOut is not null && !(heldOut.Users.SequenceEqual(ratings.Users) && heldOut.Items.SequenceEqual(ratings.Items)))
            throw new ArgumentException("The held-out ratings have other users or items than the ratings, or in another order. Make both with ratings.WithHidden(fraction, seed).", nameof(heldOut));
        var states = LowestSeeds(ratings, runs, run => run.LatentDim).Select(run => LatentState.Of(ratings, heldOut, run)).ToArray();
        var panel = PredictedPanel(ratings, "Predicted (A·Bᵀ)", states[0].Cells) with { Crossed = states[0].Wrong };
        if (heldOut is not null) panel = panel with { Hover = Cells(ratings, (u, i) => panel.Hover[u, i] + Stars("<br>held out: ", heldOut[u, i])) };
        return SweepMatrices(ratings, panel, [.. states.Select(s => s.ToSlider())], "k = ", string.Join(' ', states.Select(s => s.Title + ".")));
    }

    private static GenericChart SweepMatrices(RatingsMatrix ratings, HeatmapPanel panel, IReadOnlyList<SliderState> states, string prefix, string results)
    {
        var row = new HeatmapRow(RatedPanel(ratings, "Rated"), panel) { Above = StateSlider.Height };
        var trace = row.TraceOf(1);
        var slider = new StateSlider(states, panel.Crossed is null ? [trace] : [trace, trace + 1]) { Active = 0, Prefix = prefix };
        var description = string.Create(CultureInfo.InvariantCulture,
            $"Two heatmaps of {ratings.UserCount} users by {ratings.ItemCount} items: the ratings, and a model's predictions, with a slider over {states.Count} models. {results}");
        return row.ToChart(states[0].Title, description, null, ("sliders", slider.ToSliders()));
    }

    private static SweepRun[] LowestSeeds<T>(RatingsMatrix ratings, IReadOnlyList<SweepRun> runs, Func<SweepRun, T> setting)
    {
        foreach (var run in runs) RequireSameNames(ratings, run.Model, nameof(runs));
        return [.. runs.GroupBy(setting).OrderBy(group => group.Key).Select(group => group.MinBy(run => run.Seed)!)];
    }

    private static string LambdaTitle(SweepRun run)
    {
        var heldOut = run.ValidationRmse is { } rmse ? string.Create(CultureInfo.InvariantCulture, $", held-out {rmse:0.00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"λ = {Number(run.Lambda)}: train RMSE {run.TrainRmse:0.00}{heldOut}");
    }

    /// <summary>What one model of a sweep over k predicts, and where it is wrong.</summary>
    private sealed record LatentState(int K, float[,] Cells, bool[,] Wrong, string Title)
    {
        internal static LatentState Of(RatingsMatrix ratings, RatingsMatrix? heldOut, SweepRun run)
        {
            var predicted = Predictions(run.Model);
            var rated = Off(ratings, predicted);
            var hidden = heldOut is null ? null : Off(heldOut, predicted);
            var wrong = Charts.Cells(ratings, (u, i) => rated[u, i] || hidden?[u, i] == true);
            var counts = string.Create(CultureInfo.InvariantCulture, $"{Count(rated)} of {ratings.Count} rated{(hidden is null ? "" : $", {Count(hidden)} of {heldOut!.Count} held-out")}");
            return new(run.LatentDim, Rounded(predicted), wrong, string.Create(CultureInfo.InvariantCulture, $"k = {run.LatentDim}: off by a star or more: {counts}"));
        }

        internal SliderState ToSlider()
        {
            var (x, y) = CellMarks.CrossPlaces(Wrong);
            return new(K.ToString(CultureInfo.InvariantCulture), Title, ("z", [Cells, null]), ("x", [null, x]), ("y", [null, y]));
        }

        private static bool[,] Off(RatingsMatrix ratings, float[,] predicted) =>
            Charts.Cells(ratings, (u, i) => ratings[u, i] is { } rating && MathF.Abs(predicted[u, i] - rating) >= WrongFrom);

        private static int Count(bool[,] cells) => cells.Cast<bool>().Count(cell => cell);
    }
}
