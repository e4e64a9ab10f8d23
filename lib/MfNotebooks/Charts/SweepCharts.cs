namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// Train and held-out error over the number of latent factors, k: means over the seeds, bars from the lowest to the
    /// highest, the best k marked. An error far above all others is cut off, with its size beside it.
    /// </summary>
    /// <param name="runs">The models of a sweep over k, with one λ; several seeds are averaged.</param>
    /// <param name="levels">Errors to compare with, such as <c>("constant guess", 2.04)</c>; null for none.</param>
    /// <exception cref="ArgumentException">There are no runs, or they differ in λ.</exception>
    public static ChartView LatentDimensions(
        IReadOnlyList<SweepRun> runs, IReadOnlyList<(string Name, double Y)>? levels = null)
    {
        RequireOne(runs, run => run.Lambda, "λ");
        var sweep = new SweepLines(runs, run => run.LatentDim, "k");
        var plot = new LinePlot("Error over the number of latent factors", "k, the number of latent factors",
            [sweep.Errors(levels)])
        {
            Ticks = sweep.Settings,
        };
        return plot.ToChart(
            $"Line chart of the error for {sweep.Label(0)} to {sweep.Label(^1)}. "
            + $"{sweep.Went("The training error", run => run.TrainRmse)}.{sweep.Best()}");
    }

    /// <summary>
    /// Train and held-out error over λ, with the lengths of A and B below on the same logarithmic axis. The λ with the
    /// lowest held-out error is marked; λ = 0 stands apart at the left edge.
    /// </summary>
    /// <param name="runs">The models of a sweep over λ, with one k; several seeds are averaged.</param>
    /// <param name="levels">Errors to compare with, such as <c>("constant guess", 2.04)</c>; null for none.</param>
    /// <exception cref="ArgumentException">There are no runs, or they differ in k.</exception>
    public static ChartView LambdaPath(
        IReadOnlyList<SweepRun> runs, IReadOnlyList<(string Name, double Y)>? levels = null)
    {
        RequireOne(runs, run => run.LatentDim, "k");
        var sweep = new SweepLines(runs, run => run.Lambda, "λ");
        var norms = new LinePanel("Frobenius norm",
            [sweep.Line("‖A‖", run => run.NormA), sweep.Line("‖B‖", run => run.NormB)])
        {
            FirstStyle = 2, FromZero = true, Share = 0.6,
        };
        var plot = new LinePlot("Error and factor lengths over λ", "λ, the weight of the penalty",
            [sweep.Errors(levels), norms])
        {
            IsLogX = true, Height = 520,
        };
        return plot.ToChart(
            $"Line charts over {Counted.Of(sweep.Settings.Count, "value")} of λ. "
            + $"From {sweep.Label(0)} to {sweep.Label(^1)}: "
            + $"{sweep.Went("the training error", run => run.TrainRmse)}, {sweep.Went("‖A‖", run => run.NormA)}, "
            + $"{sweep.Went("‖B‖", run => run.NormB)}.{sweep.Best()}");
    }

    /// <summary>A line over one setting means nothing when another setting changes too.</summary>
    private static void RequireOne<T>(IReadOnlyList<SweepRun> runs, Func<SweepRun, T> setting, string name)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException(
            "There are no runs. Give the models of a sweep.", nameof(runs));
        var values = runs.Select(setting).Distinct().Order().Select(v => Invariant($"{v}")).ToArray();
        if (values.Length > 1)
            throw new ArgumentException($"The runs have several {name} ({string.Join(", ", values)}). "
                + $"Choose those with one, such as {name} = {values[0]}.", nameof(runs));
    }

    /// <summary>
    /// What a sweep measured, over what it swept: the means over the seeds, from the lowest to the highest.
    /// </summary>
    private sealed record SweepLines(IReadOnlyList<SweepRun> Runs, Func<SweepRun, double> Setting, string Name)
    {
        private readonly SweepRun[][] _groups = [
            .. Runs.GroupBy(Setting).OrderBy(group => group.Key).Select(group => group.ToArray())];

        internal IReadOnlyList<double> Settings => [.. _groups.Select(runs => Setting(runs[0]))];

        private bool HasHeldOut => Runs.All(run => run.ValidationRmse is not null);

        private int Seeds => _groups.Max(runs => runs.Length);

        internal string Label(Index group) => $"{Name} = {Figure.Number(Setting(_groups[group][0]))}";

        internal Curve Line(string name, Func<SweepRun, double> measure) =>
            new(name, _groups.Select(runs => (Setting(runs[0]), runs.Average(measure))))
            {
                Labels = [.. _groups.Select((_, n) => Label(n))],
                Spread = Seeds == 1 ? null : [.. _groups.Select(runs => (runs.Min(measure), runs.Max(measure)))],
            };

        /// <summary>Training and held-out error, the lowest held-out one marked.</summary>
        internal LinePanel Errors(IReadOnlyList<(string Name, double Y)>? levels)
        {
            var spread = Seeds == 1 ? "" : Invariant($" (mean of {Seeds} runs, bars: lowest to highest)");
            Curve[] heldOut = HasHeldOut ? [Line("held-out RMSE", run => run.ValidationRmse!.Value)] : [];
            return new LinePanel("RMSE (stars)", [Line("train RMSE" + spread, run => run.TrainRmse), .. heldOut])
            {
                FromZero = true, CutsOutliers = true, Levels = levels ?? [],
                Best = HasHeldOut ? new(Settings[BestGroup], HeldOut(BestGroup), $"best held-out: {Label(BestGroup)}")
                    : null,
            };
        }

        /// <summary>A sentence part on how a mean goes from the first setting to the last.</summary>
        internal string Went(string what, Func<SweepRun, double> measure) =>
            $"{what} goes from {Figure.Number(_groups[0].Average(measure))} to "
            + $"{Figure.Number(_groups[^1].Average(measure))}";

        /// <summary>A sentence on the lowest held-out error; none where nothing was held out.</summary>
        internal string Best() => !HasHeldOut ? ""
            : Invariant($" The held-out error is lowest at {Label(BestGroup)}: RMSE {HeldOut(BestGroup):0.###}, ")
            + Invariant($"against {HeldOut(0):0.###} at {Label(0)} and {HeldOut(^1):0.###} at {Label(^1)}.");

        private int BestGroup => Enumerable.Range(0, _groups.Length).MinBy(n => HeldOut(n));

        private double HeldOut(Index group) => _groups[group].Average(run => run.ValidationRmse!.Value);
    }
}
