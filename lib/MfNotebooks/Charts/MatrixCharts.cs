namespace MfNotebooks;

/// <summary>The workbook's pictures. Each returns a Plotly.NET chart, so a reader can restyle it.</summary>
public static partial class Charts
{
    private const int MostModels = 3;

    /// <summary>The ratings as a heatmap: names on both axes, numbers in the cells, missing cells hatched.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">
    /// There are more cells than a page can show; the message says what to draw.
    /// </exception>
    public static ChartView Ratings(RatingsMatrix ratings, string title = "Ratings")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return new HeatmapRow(RatedPanel(ratings, "")).ToChart(title, $"Heatmap of {Size(ratings)}. "
            + Invariant($"{ratings.Count} of {CellCount(ratings)} cells are rated, ")
            + Invariant($"from {ratings.Min} to {ratings.Max}; the others are hatched."));
    }

    /// <summary>The ratings beside their mask: 1 where a cell is rated, 0 where it is not.</summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    public static ChartView Mask(RatingsMatrix ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var missing = CellCount(ratings) - ratings.Count;
        var mask = Panel(ratings, "Mask: 1 = rated, 0 = not rated",
            Cells<float?>(ratings, (u, i) => ratings[u, i] is null ? 0 : 1)) with
        {
            Scale = new ColorScale(0, 1, "mask") { Colors = Theme.Mask, HasBar = false },
            Hover = Cells(ratings, (u, i) =>
                CellName(ratings, u, i) + (ratings[u, i] is null ? "<br>mask 0: not rated" : "<br>mask 1: rated")),
        };
        return new HeatmapRow(RatedPanel(ratings, "Ratings"), mask).ToChart("Ratings and mask",
            $"Two heatmaps of {Size(ratings)}: the ratings, and the mask. "
            + $"The mask is 1 in the {Counted.Of(ratings.Count, "rated cell")} "
            + $"and 0 in the {Counted.Of(missing, "other")}, "
            + Invariant($"{100.0 * missing / CellCount(ratings):0}% of the matrix."));
    }

    /// <summary>
    /// The ratings beside what several models make of them, on one colour scale. Cells that nobody rated are outlined.
    /// </summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="models">One to three models of the same users and items, each with what to call it.</param>
    /// <exception cref="ArgumentException">
    /// There is no model or more than three, or one has other users or items.
    /// </exception>
    public static ChartView Reconstructions(RatingsMatrix ratings, params (string Name, FactorModel Model)[] models)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Length is 0 or > MostModels)
            throw new ArgumentException(Invariant($"There are {models.Length} models. Give 1 to {MostModels}: ")
                + "more would leave no room for numbers.", nameof(models));
        foreach (var (_, model) in models) RequireSameNames(ratings, model, nameof(models));
        var predicted = models.Select(model => (model.Name, Cells: Predictions(model.Model))).ToArray();
        return new HeatmapRow([RatedPanel(ratings, "Ratings"),
            .. predicted.Select(p => PredictedPanel(ratings, p.Name, p.Cells))])
            .ToChart("Ratings and reconstructions", DescribeReconstructions(ratings, predicted));
    }

    /// <summary>
    /// Before, after and what is left: the ratings, the matrix that the model makes of them, and predicted − rated.
    /// Cells that nobody rated are outlined in the second and hatched in the others. All panels give a star's
    /// difference the same step in colour.
    /// </summary>
    /// <param name="ratings">The ratings, <c>[users × items]</c>.</param>
    /// <param name="model">A model of the same users and items.</param>
    /// <param name="title">The chart's title.</param>
    /// <exception cref="ArgumentException">The model has other users or items.</exception>
    public static ChartView Reconstruction(
        RatingsMatrix ratings, FactorModel model, string title = "Ratings and reconstruction")
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(model);
        RequireSameNames(ratings, model, nameof(model));
        var predicted = Predictions(model);
        var hover = Cells(ratings, (u, i) =>
            CellName(ratings, u, i) + (ratings[u, i] is null ? "<br>not rated" : Stars("<br>rated: ", ratings[u, i]))
            + Stars("<br>predicted: ", predicted[u, i]) + Stars("<br>error: ", predicted[u, i] - ratings[u, i]));
        return new HeatmapRow(
            RatedPanel(ratings, "Rated") with { Hover = hover },
            PredictedPanel(ratings, PredictedTitle(model), predicted) with { Hover = hover, HoverNumber = null },
            Panel(ratings, "Predicted − rated", Cells(ratings, (u, i) => predicted[u, i] - ratings[u, i])) with
            {
                Decimals = 1,
                Scale = ColorScale.Errors(ratings),
                Hover = hover,
            }).ToChart(title, DescribeReconstruction(ratings, predicted));
    }

    private static string DescribeReconstruction(RatingsMatrix ratings, float[,] predicted)
    {
        var errors = Chosen(ratings, (u, i) => ratings[u, i] is not null,
            (u, i) => (double)(predicted[u, i] - ratings[u, i]!.Value)).ToArray();
        var guesses = Chosen(ratings, (u, i) => ratings[u, i] is null, (u, i) => predicted[u, i]).ToArray();
        var guessed = guesses.Length == 0 ? "Every cell is rated."
            : $"Predicted where nobody rated, in {Counted.Of(guesses.Length, "cell")}: "
            + Invariant($"{guesses.Min():0.0} to {guesses.Max():0.0}.");
        return $"Three heatmaps of {Size(ratings)}: the ratings, the model's predictions, "
            + $"and the errors of the {Counted.Of(ratings.Count, "rated cell")}. The root mean squared error "
            + Invariant($"is {Math.Sqrt(errors.Average(e => e * e)):0.###} stars, ")
            + Invariant($"the largest error {errors.Max(Math.Abs):0.##} stars. {guessed}");
    }

    private static string DescribeReconstructions(RatingsMatrix ratings, (string Name, float[,] Cells)[] models)
    {
        var results = models.Select(model =>
            $"{model.Name}: {Stars("", Mean(ratings, true, model.Cells))} stars on average "
            + $"where rated{Stars(", where not ", Mean(ratings, false, model.Cells))}.");
        return $"Heatmaps of {Size(ratings)}: the ratings, "
            + Invariant($"{ratings.Mean:0.0} stars on average, and the predictions of ")
            + $"{Counted.Of(models.Length, "model")}. "
            + string.Join(' ', results);
    }

    /// <summary>
    /// The mean of the predictions for the rated cells, or for the others; null where there are none.
    /// </summary>
    private static float? Mean(RatingsMatrix ratings, bool rated, float[,] predicted) =>
        Chosen(ratings, (u, i) => ratings[u, i] is not null == rated, (u, i) => (float?)predicted[u, i]).Average();

    private static HeatmapPanel RatedPanel(RatingsMatrix ratings, string title) =>
        Panel(ratings, title, Cells(ratings, (u, i) => ratings[u, i])) with { Decimals = HasHalves(ratings) ? 1 : 0 };

    /// <summary>
    /// What a model makes of every cell; hovering tells the number that is in the cell at that moment.
    /// </summary>
    private static HeatmapPanel PredictedPanel(RatingsMatrix ratings, string title, float[,] predicted) =>
        Panel(ratings, title, Cells<float?>(ratings, (u, i) => predicted[u, i])) with
        {
            Decimals = 1,
            HoverNumber = "predicted",
            Outlined = Cells(ratings, (u, i) => ratings[u, i] is null),
        };

    /// <summary>How the model predicts, in the words of a panel's title.</summary>
    private static string PredictedTitle(FactorModel model) =>
        model.HasBiases ? "Predicted (μ + biases + A·Bᵀ)"
        : model.Mean != 0 ? "Predicted (μ + A·Bᵀ)"
        : "Predicted (A·Bᵀ)";

    private static HeatmapPanel Panel(RatingsMatrix ratings, string title, float?[,] cells) =>
        new(title, cells, new("user", ratings.Users), new("item", ratings.Items), ColorScale.Stars(ratings))
        {
            Hover = Cells(ratings, (u, i) => CellName(ratings, u, i) + Stars("<br>rated: ", ratings[u, i])),
        };

    private static string CellName(RatingsMatrix ratings, int user, int item) =>
        $"{Figure.Escape(ratings.Users[user])} · {Figure.Escape(ratings.Items[item])}";

    private static string Stars(string label, float? value) => value is { } v ? Invariant($"{label}{v:0.##}") : "";

    private static bool HasHalves(RatingsMatrix ratings) =>
        Cells(ratings, (u, i) => ratings[u, i]).Cast<float?>().Any(v => v is { } r && r != MathF.Round(r));

    private static string Size(RatingsMatrix ratings) =>
        $"{Counted.Of(ratings.UserCount, "user")} by {Counted.Of(ratings.ItemCount, "item")}";

    private static int CellCount(RatingsMatrix ratings) => ratings.UserCount * ratings.ItemCount;

    private static T[,] Cells<T>(RatingsMatrix ratings, Func<int, int, T> at) =>
        Figure.Cells(ratings.UserCount, ratings.ItemCount, at);

    /// <summary>The cells' numbers that a condition on their place chooses.</summary>
    private static IEnumerable<T> Chosen<T>(RatingsMatrix ratings, Func<int, int, bool> chosen, Func<int, int, T> at) =>
        from u in Enumerable.Range(0, ratings.UserCount)
        from i in Enumerable.Range(0, ratings.ItemCount)
        where chosen(u, i)
        select at(u, i);

    private static void RequireSameNames(RatingsMatrix ratings, FactorModel model, string parameter)
    {
        if (!model.Users.SequenceEqual(ratings.Users) || !model.Items.SequenceEqual(ratings.Items))
        {
            throw new ArgumentException(
                $"The model has {Counted.Of(model.UserCount, "user")} and {Counted.Of(model.ItemCount, "item")} "
                + $"that are not the ratings' {Counted.Of(ratings.UserCount, "user")} "
                + $"and {Counted.Of(ratings.ItemCount, "item")}, "
                + "or stand in another order. Train it on these ratings.", parameter);
        }
    }

    private static float[,] Predictions(FactorModel model)
    {
        using var product = model.Reconstruct();
        return product.ToMatrix();
    }
}
