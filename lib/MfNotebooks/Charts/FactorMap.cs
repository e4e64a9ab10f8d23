using Plotly.NET;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>Of a factor map, for names.</summary>
    private const double LeastRoom = 0.1;

    /// <summary>
    /// Users and items as points in the plane of the first two factors (with one factor, on a line). Of a user and an
    /// item it also draws the dot product: the user's vector, projected onto the item's direction.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="user">A user's name; null for none.</param>
    /// <param name="item">An item's name; given when <paramref name="user"/> is.</param>
    /// <exception cref="ArgumentException">Only one of user and item is given.</exception>
    /// <exception cref="KeyNotFoundException">
    /// There is no such user or item; the message lists the nearest names.
    /// </exception>
    public static ChartView FactorMap(FactorModel model, string? user = null, string? item = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (user is null != item is null)
            throw new ArgumentException(
                $"There is {(user is null ? $"the item '{item}' but no user" : $"the user '{user}' but no item")}. "
                + "A dot product needs both: give both, or neither.", user is null ? nameof(user) : nameof(item));
        var product = user is null || item is null ? null
            : new DotProduct(user, item, FactorsOf(model.A, "user", model.Users, user),
                FactorsOf(model.B, "item", model.Items, item),
                BesideFactors(model, user, item).Sum(part => part.Stars));
        var users = Named("users", model.A.ToMatrix(), model.Users);
        var items = Named("items", model.B.ToMatrix(), model.Items);
        var all = users.Points.Concat(items.Points).Append((X: 0, Y: 0)).ToArray();
        var x = Figure.Around(all.Select(p => p.X), 0.12, LeastRoom);
        var y = model.LatentDim == 1 ? [-1, 1] : Figure.Around(all.Select(p => p.Y), 0.08, LeastRoom);
        var plot = new LinePlot(FactorMapTitle(model.LatentDim), "factor 1",
            [new LinePanel(model.LatentDim == 1 ? "(there is no second factor)" : "factor 2", [users, items])])
        {
            HasEqualScale = model.LatentDim > 1, HidesY = model.LatentDim == 1,
            Height = model.LatentDim == 1 ? 360 : 560, XRange = x, YRange = y,
            Under = [.. product?.Traces(x, y) ?? [], Origin],
            Obstacles = [((x[0], 0), (x[1], 0)), ((0, y[0]), (0, y[1])), .. product?.Lines(x, y) ?? []],
        };
        return plot.ToChart(DescribeFactorMap(model, product), ("notes", product?.Texts));
    }

    private static Curve Named(string name, float[,] factors, IReadOnlyList<string> names) => new(name,
        Enumerable.Range(0, names.Count)
            .Select(row => ((double)factors[row, 0], factors.GetLength(1) > 1 ? (double)factors[row, 1] : 0)))
    {
        Style = CurveStyle.Points, Labels = names, ShowsLabels = true,
    };

    private static readonly int[] Zero = [0];

    private static Trace Origin => Figure.Trace("scatter",
        ("mode", "markers"), ("name", "origin"), ("x", Zero), ("y", Zero), ("hoverinfo", "skip"),
        ("marker", new { symbol = "cross-thin", size = 16, line = new { color = Theme.Grey, width = 2 } }));

    private static string FactorMapTitle(int k) => k switch
    {
        1 => "Factor map: users and items on the one factor",
        2 => "Factor map: users and items on both factors",
        _ => Invariant($"Factor map: factors 1 and 2 of {k}"),
    };

    private static string DescribeFactorMap(FactorModel model, DotProduct? product)
    {
        var drawn = product is null ? "" : $" Drawn are a, the vector of {product.User}, and b, that of "
            + $"{product.Item}: {string.Join("; ", product.Texts)}.";
        var rest = model.HasBiases ? "the mean, the biases and the dot product" : "the mean and the dot product";
        return $"Map of {Counted.Of(model.UserCount, "user")} and {Counted.Of(model.ItemCount, "item")} as points; "
            + "the axes are "
            + (model.LatentDim == 1 ? "the one factor. " : Invariant($"factors 1 and 2 of {model.LatentDim}. "))
            + $"A prediction is the {(model.HasBiases || model.Mean != 0 ? $"sum of {rest}" : "dot product")} "
            + $"of two points.{drawn}";
    }
}

/// <summary>
/// A dot product as a picture: a is projected onto b's direction, and the projection's length times b's is a·b.
/// </summary>
/// <param name="User">The name of a.</param>
/// <param name="Item">The name of b.</param>
/// <param name="A">The user's factors, k of them.</param>
/// <param name="B">The item's factors.</param>
/// <param name="Beside">What a prediction has beside the dot product: mean and biases, in stars.</param>
internal sealed record DotProduct(string User, string Item, double[] A, double[] B, double Beside = 0)
{
    private const int Shown = 2;

    /// <summary>
    /// An arrow is a line of two points whose second has a head, a little before the dot that it points to.
    /// </summary>
    private static readonly int[] HeadSizes = [0, 14], HeadDistances = [0, 6];

    internal double Value => A.Zip(B).Sum(pair => pair.First * pair.Second);

    /// <summary>The part of the product that lies in the plane of the first two factors.</summary>
    internal double InPlane => A.Zip(B).Take(Shown).Sum(pair => pair.First * pair.Second);

    /// <summary>The length of b in that plane.</summary>
    internal double Length => Math.Sqrt(B.Take(Shown).Sum(b => b * b));

    /// <summary>How far along b's direction a reaches in that plane; negative against it.</summary>
    internal double Projection => Length == 0 ? 0 : InPlane / Length;

    /// <summary>The dot product factor by factor, as lengths, and what the prediction has beside it.</summary>
    internal string[] Texts =>
    [
        $"a · b = {string.Join(" + ", A.Zip(B).Take(Shown).Select(p => Figure.Product(p.First, p.Second)))}{Hidden} = "
        + $"{Figure.Decimal(Value)} stars",
        $"projection {Figure.Decimal(Projection)} × length of b {Figure.Decimal(Length)} = "
        + $"{Figure.Decimal(InPlane)}{(A.Length > Shown ? " in this plane" : "")}",
        .. Beside == 0 ? [] : new[] { $"prediction = {Figure.Decimal(Beside)} (mean and biases) + "
            + $"{Figure.Decimal(Value)} = {Figure.Decimal(Beside + Value)} stars" },
    ];

    private string Hidden => A.Length <= Shown ? "" : $" + {Figure.Decimal(Value - InPlane)} from factors not shown";

    private (double X, double Y) UserPoint => Point(A);

    private (double X, double Y) ItemPoint => Point(B);

    private (double X, double Y) Foot =>
        Length == 0 ? (0, 0) : (ItemPoint.X / Length * Projection, ItemPoint.Y / Length * Projection);

    /// <summary>What is drawn, as lines inside the plot.</summary>
    internal IEnumerable<((double X, double Y) From, (double X, double Y) To)> Lines(double[] x, double[] y) =>
        [Direction(x, y), ((0, 0), Foot), (UserPoint, Foot), ((0, 0), UserPoint), ((0, 0), ItemPoint)];

    /// <summary>The picture, to be drawn under the points.</summary>
    /// <param name="x">Where the x axis begins and ends.</param>
    /// <param name="y">Where the y axis begins and ends.</param>
    internal IEnumerable<Trace> Traces(double[] x, double[] y)
    {
        var (from, to) = Direction(x, y);
        return
        [
            Line("direction of b", [from, to], Theme.Grey, "dash", 1),
            Line("projection of a onto b", [(0, 0), Foot], Theme.Purple, "solid", 8),
            Line("perpendicular", [UserPoint, Foot], Theme.Grey, "dot", 2),
            Arrow($"a: {User}", UserPoint, Theme.Blue), Arrow($"b: {Item}", ItemPoint, Theme.Orange),
        ];
    }

    /// <summary>The line through the origin and b, longer than any plot needs: a page is wider than high.</summary>
    private ((double X, double Y) From, (double X, double Y) To) Direction(double[] x, double[] y)
    {
        var reach = Length == 0 ? 0 : 3 * (x[1] - x[0] + y[1] - y[0]) / Length;
        return ((-ItemPoint.X * reach, -ItemPoint.Y * reach), (ItemPoint.X * reach, ItemPoint.Y * reach));
    }

    private static (double X, double Y) Point(double[] factors) => (factors[0], factors.Length > 1 ? factors[1] : 0);

    private static Trace Line(string name, (double X, double Y)[] points, string color, string dash, int width) =>
        Figure.Trace("scatter",
        ("mode", "lines"), ("name", Figure.Escape(name)), ("x", points.Select(p => p.X)),
            ("y", points.Select(p => p.Y)), ("line", new { color, dash, width }), ("hoverinfo", "skip"));

    private static Trace Arrow(string name, (double X, double Y) tip, string color) => Figure.Trace("scatter",
        ("mode", "lines+markers"), ("name", Figure.Escape(name)), ("x", new[] { 0, tip.X }), ("y", new[] { 0, tip.Y }),
            ("line", new { color, width = 3 }),
        ("marker", new
        {
            color, symbol = "arrow", angleref = "previous", size = HeadSizes, standoff = HeadDistances, opacity = 1,
            line = new { width = 0 },
        }),
        ("hoverinfo", "skip"), ("meta", "arrow"));
}
