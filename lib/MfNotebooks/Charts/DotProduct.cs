using System.Globalization;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>A dot product as a picture: a is projected onto b's direction, and the projection's length times b's is a·b.</summary>
/// <param name="User">The name of a.</param>
/// <param name="Item">The name of b.</param>
/// <param name="A">The user's factors, k of them.</param>
/// <param name="B">The item's factors.</param>
internal sealed record DotProduct(string User, string Item, double[] A, double[] B)
{
    private const int Shown = 2;

    /// <summary>An arrow is a line of two points whose second has a head, a little before the dot that it points to.</summary>
    private static readonly int[] HeadSizes = [0, 14], HeadDistances = [0, 6];

    internal double Value => A.Zip(B).Sum(pair => pair.First * pair.Second);

    /// <summary>The part of the product that lies in the plane of the first two factors.</summary>
    internal double InPlane => A.Zip(B).Take(Shown).Sum(pair => pair.First * pair.Second);

    /// <summary>The length of b in that plane.</summary>
    internal double Length => Math.Sqrt(B.Take(Shown).Sum(b => b * b));

    /// <summary>How far along b's direction a reaches in that plane; negative against it.</summary>
    internal double Projection => Length == 0 ? 0 : InPlane / Length;

    private (double X, double Y) UserPoint => Point(A);

    private (double X, double Y) ItemPoint => Point(B);

    private (double X, double Y) Foot => Length == 0 ? (0, 0) : (ItemPoint.X / Length * Projection, ItemPoint.Y / Length * Projection);

    /// <summary>The picture, to be drawn under the points.</summary>
    /// <param name="reach">How far the direction's line goes from the origin.</param>
    internal IEnumerable<Trace> Traces(double reach)
    {
        var (x, y) = Length == 0 ? (0, 0) : (ItemPoint.X / Length * reach, ItemPoint.Y / Length * reach);
        return
        [
            Line("direction of b", [(-x, -y), (x, y)], Theme.Grey, "dash", 1),
            Line("projection of a onto b", [(0, 0), Foot], Theme.Purple, "solid", 8),
            Line("perpendicular", [UserPoint, Foot], Theme.Grey, "dot", 2),
            Arrow($"a: {User}", UserPoint, Theme.Blue), Arrow($"b: {Item}", ItemPoint, Theme.Orange),
        ];
    }

    /// <summary>The numbers, in two lines under the title.</summary>
    internal IEnumerable<object> Sums => Texts.Select((text, line) => new
    {
        text, showarrow = false, xref = "paper", yref = "paper", x = 0, xanchor = "left", y = 1, yanchor = "bottom", yshift = 26 - 20 * line,
    });

    /// <summary>The dot product factor by factor, and as lengths.</summary>
    internal string[] Texts =>
    [
        $"a · b = {string.Join(" + ", A.Zip(B).Take(Shown).Select(pair => $"{Charts.Decimal(pair.First)} × {Charts.Decimal(pair.Second)}"))}{Hidden} = <b>{Charts.Decimal(Value)} stars</b>",
        $"projection {Charts.Decimal(Projection)} × length of b {Charts.Decimal(Length)} = {Charts.Decimal(InPlane)}{(A.Length > Shown ? " in this plane" : "")}",
    ];

    private string Hidden => A.Length <= Shown ? "" : string.Create(CultureInfo.InvariantCulture, $" + {Charts.Decimal(Value - InPlane)} from factors not shown");

    private static (double X, double Y) Point(double[] factors) => (factors[0], factors.Length > 1 ? factors[1] : 0);

    private static Trace Line(string name, (double X, double Y)[] points, string color, string dash, int width) => Figure.Trace("scatter",
        ("mode", "lines"), ("name", Figure.Escape(name)), ("x", points.Select(p => p.X)), ("y", points.Select(p => p.Y)), ("line", new { color, dash, width }), ("hoverinfo", "skip"));

    private static Trace Arrow(string name, (double X, double Y) tip, string color) => Figure.Trace("scatter",
        ("mode", "lines+markers"), ("name", Figure.Escape(name)), ("x", new[] { 0, tip.X }), ("y", new[] { 0, tip.Y }), ("line", new { color, width = 3 }),
        ("marker", new { color, symbol = "arrow", angleref = "previous", size = HeadSizes, standoff = HeadDistances }), ("hoverinfo", "skip"));
}
