namespace MfNotebooks;

/// <summary>Finds places for the names of points, so that they cover neither each other nor the points.</summary>
internal static class LabelPlacement
{
    private const double CharacterWidth = 7.2, LineHeight = 17, PointSize = 14;

    private const int UsualFont = 13, NarrowFont = 11;

    private const double LineSize = 8;

    /// <summary>
    /// What a line of text more from its point weighs, in pixels of a name that are covered; and what a pixel weighs
    /// that lies on a line, through which a name can be read.
    /// </summary>
    private const double Farther = 20, OnLine = 0.1;

    private const int MostNames = 40;

    /// <summary>How often each name looks for a place: once the others have theirs, it may find a nearer one.</summary>
    private const int Passes = 3;

    /// <summary>The plot's pixels on a page of 640, where names are closest.</summary>
    private const double PlotWidth = 540, PlotHeight = 460, NarrowWidth = 270, NarrowHeight = 330;

    private static readonly (int, int)[] Around = [
        (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];

    /// <summary>A point and its name, in pixels from any origin, y downwards.</summary>
    /// <param name="X">The point's place.</param>
    /// <param name="Y">The point's place.</param>
    /// <param name="Text">Its name.</param>
    /// <param name="Directions">Where the name may stand, seen from the point; the first is liked best.</param>
    internal readonly record struct Label(double X, double Y, string Text, IReadOnlyList<(int X, int Y)> Directions);

    /// <summary>A rectangle around a middle.</summary>
    internal readonly record struct Box(double X, double Y, double Width, double Height)
    {
        internal double Area => Width * Height;

        internal double Overlap(Box other) =>
            Shared(X - other.X, Width, other.Width) * Shared(Y - other.Y, Height, other.Height);

        private static double Shared(double distance, double first, double second) =>
            Math.Clamp((first + second) / 2 - Math.Abs(distance), 0, Math.Min(first, second));
    }

    /// <summary>The names of points in a plot, as plotly.js' annotations; of many points none.</summary>
    /// <param name="points">Their places, in the units of the axes, and their names.</param>
    /// <param name="x">Where the x axis begins and ends.</param>
    /// <param name="y">Where the y axis begins and ends.</param>
    /// <param name="lines">Lines that no name should stand on, each from one place to another.</param>
    /// <param name="narrow">True for a plot on a page of 390 pixels.</param>
    /// <param name="height">The plot's pixels from top to bottom; null for both axes on one scale.</param>
    internal static object[] Annotations(
        IReadOnlyList<(double X, double Y, string Name)> points, double[] x, double[] y,
        IEnumerable<((double X, double Y) From, (double X, double Y) To)>? lines = null, bool narrow = false,
        double? height = null)
    {
        if (points.Count > MostNames) return [];
        var across = (narrow ? NarrowWidth : PlotWidth) / (x[1] - x[0]);
        var up = (height ?? (narrow ? NarrowHeight : PlotHeight)) / (y[1] - y[0]);
        var scale = height is null ? (X: Math.Min(across, up), Y: Math.Min(across, up)) : (X: across, Y: up);
        var plot = new Box((x[0] + x[1]) / 2 * scale.X, -(y[0] + y[1]) / 2 * scale.Y, (x[1] - x[0]) * scale.X,
            (y[1] - y[0]) * scale.Y);
        var labels = points
            .Select(p => new Label(p.X * scale.X, -p.Y * scale.Y, Figure.Shorten(p.Name), Around)).ToArray();
        Box[] drawn = [.. (lines ?? []).SelectMany(line => Along(line, scale))];
        var places = Place(labels, plot, 6, drawn, narrow ? (double)NarrowFont / UsualFont : 1);
        return [.. points.Select((p, n) => Annotation(labels[n].Text, p, places[n], narrow))];
    }

    /// <summary>A line as small boxes, so that names keep off it.</summary>
    private static IEnumerable<Box> Along(
        ((double X, double Y) From, (double X, double Y) To) line, (double X, double Y) scale)
    {
        var (dx, dy) = ((line.To.X - line.From.X) * scale.X, -(line.To.Y - line.From.Y) * scale.Y);
        var steps = Math.Max(1, (int)(Math.Sqrt(dx * dx + dy * dy) / LineSize));
        for (var n = 0; n <= steps; n++)
            yield return new(line.From.X * scale.X + dx * n / steps, -line.From.Y * scale.Y + dy * n / steps,
                LineSize, LineSize);
    }

    private static object Annotation(
        string name, (double X, double Y, string Name) point, (double X, double Y, bool IsNear) offset,
        bool narrow) => new
        {
            font = narrow ? new { size = NarrowFont } : null,
            text = Figure.Escape(name), x = point.X, y = point.Y, ax = Math.Round(offset.X), ay = Math.Round(offset.Y),
            showarrow = true, arrowhead = 0, arrowwidth = 1, arrowcolor = offset.IsNear ? "rgba(0,0,0,0)" : Theme.Grey,
            standoff = 6, borderpad = 0,
        };

    /// <summary>
    /// One label after the other takes the place that covers and leaves the plot least; of about equals, the nearest.
    /// Then each looks again.
    /// </summary>
    /// <param name="labels">The points and their names.</param>
    /// <param name="plot">Where names may stand.</param>
    /// <param name="rings">How far away a name may stand, in lines of text.</param>
    /// <param name="lines">What names had better not cover, but may.</param>
    /// <param name="font">The size of the letters, as a share of the usual one.</param>
    /// <returns>
    /// The distance in pixels from each point to the middle of its name, and whether that is as near as can be.
    /// </returns>
    internal static (double X, double Y, bool IsNear)[] Place(
        IReadOnlyList<Label> labels, Box plot, int rings, IReadOnlyList<Box>? lines = null, double font = 1)
    {
        var points = labels.Select(label => new Box(label.X, label.Y, PointSize, PointSize));
        Box[] taken = [.. points, .. new Box[labels.Count]];
        var names = taken.AsSpan()[^labels.Count..];
        var places = new (double X, double Y, bool IsNear)[labels.Count];
        for (var n = 0; n < Passes * labels.Count; n++)
        {
            var (own, label) = (n % labels.Count, labels[n % labels.Count]);
            names[own] = default;
            var (box, ring) = Candidates(label, rings, font).MinBy(
                candidate => candidate.Box.Area - plot.Overlap(candidate.Box) + Farther * candidate.Ring
                + taken.Sum(other => other.Overlap(candidate.Box))
                + OnLine * (lines ?? []).Sum(line => line.Overlap(candidate.Box)));
            (names[own], places[own]) = (box, (box.X - label.X, box.Y - label.Y, ring == 0));
        }
        return places;
    }

    private static IEnumerable<(Box Box, int Ring)> Candidates(Label label, int rings, double font)
    {
        var (width, height, gap) = (label.Text.Length * CharacterWidth * font, LineHeight * font, PointSize / 2 + 2);
        return from ring in Enumerable.Range(0, rings)
               from direction in label.Directions
               let reach = gap + ring * height
               select (new Box(label.X + direction.X * (width / 2 + reach),
                   label.Y + direction.Y * (height / 2 + reach), width, height), ring);
    }
}
