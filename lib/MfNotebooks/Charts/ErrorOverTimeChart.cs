namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>The held-out error of several trainings over the seconds they took, a line per training with a point per epoch or sweep.</summary>
    /// <param name="trainings">Each training's name and reports, which need a <see cref="TrainingEpoch.ValidationRmse"/>.</param>
    /// <exception cref="ArgumentException">There is no training, or one has no reports or held nothing out.</exception>
    public static ChartView ErrorOverTime(params (string Name, IReadOnlyList<TrainingEpoch> Epochs)[] trainings)
    {
        ArgumentNullException.ThrowIfNull(trainings);
        if (trainings.Length == 0) throw new ArgumentException("There are no trainings. Give at least one, such as (\"Adam\", epochs).", nameof(trainings));
        foreach (var (name, epochs) in trainings)
            if (epochs is not { Count: > 0 } || epochs.Any(e => e.ValidationRmse is null)) throw new ArgumentException($"The training '{name}' has no held-out error. Give its options a Validation and collect what their Progress reports.", nameof(trainings));
        var layout = Figure.Layout("Held-out error over time", DescribeErrorOverTime(trainings), 460,
            ("xaxis", new { title = new { text = "seconds of training", standoff = Figure.TitleGap }, rangemode = "tozero", zeroline = false, nticks = 10 }),
            ("yaxis", new { title = new { text = "held-out RMSE (stars)" }, zeroline = false, nticks = 8 }),
            ("legend", Figure.LegendBelow), ("margin", new { l = 60, r = 20, t = 60, b = Figure.Below(trainings.Length) }));
        return Figure.Chart(layout, trainings.Select((training, index) => NamedLines.Line(training.Name, index,
            training.Epochs.Select(e => (object)e.Seconds), training.Epochs.Select(e => e.ValidationRmse!.Value), "%{customdata}: RMSE %{y:.4f} after %{x:.2f} s",
            ("customdata", training.Epochs.Select(e => FormattableString.Invariant($"round {e.Epoch}"))))));
    }

    private static string DescribeErrorOverTime((string Name, IReadOnlyList<TrainingEpoch> Epochs)[] trainings)
    {
        var results = trainings.Select(t => (t.Name, Best: t.Epochs.MinBy(e => e.ValidationRmse)!, t.Epochs.Count))
            .Select(t => FormattableString.Invariant($"{t.Name}: lowest {t.Best.ValidationRmse:0.0000} after {t.Best.Seconds:0.0} s, in round {t.Best.Epoch} of {t.Count}"));
        return FormattableString.Invariant($"Line chart of the held-out RMSE of {trainings.Length} trainings over the seconds they took. {string.Join("; ", results)}.");
    }
}
