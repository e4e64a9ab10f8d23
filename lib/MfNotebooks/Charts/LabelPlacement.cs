namespace MfNotebooks;

/// <summary>Finds places for the names of points, so that they cover neither each other nor the points.</summary>
internal static class LabelPlacement
{
    private const double CharacterWidth = 7.2, LineHeight = 17, PointSize = 14;

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

        internal double Overlap(Box other) => Shared(X - other.X, Width, other.Width) * Shared(Y - other.Y, Height, other.Height);

        private static double Shared(double distance, double first, double second) =>
            Math.Clamp((first + second) / 2 - Math.Abs(distance), 0, Math.Min(first, second));
    }

    /// <summary>One label after the other takes the place that covers and leaves the plot least; of equals, the nearest.</summary>
    /// <param name="labels">The points and their names.</param>
    /// <param name="plot">Where names may stand.</param>
    /// <param name="rings">How far away a name may stand, in lines of text.</param>
    /// <returns>The distance in pixels from each point to the middle of its name, and whether that is as near as can be.</returns>
    internal static (double X, double Y, bool IsNear)[] Place(IReadOnlyList<Label> labels, Box plot, int rings)
    {
        var points = labels.Select(label => new Box(label.X, label.Y, PointSize, PointSize)).ToArray();
        var taken = new List<Box>(points);
        return [.. labels.Select(label =>
        {
            var (box, ring) = Candidates(label, rings).MinBy(candidate => candidate.Box.Area - plot.Overlap(candidate.Box) + taken.Sum(other => other.Overlap(candidate.Box)));
            taken.Add(box);
            return (box.X - label.X, box.Y - label.Y, ring == 0);
        })];
    }

    private static IEnumerable<(Box Box, int Ring)> Candidates(Label label, int rings)
    {
        var (width, gap) = (label.Text.Length * CharacterWidth, PointSize / 2 + 2);
        return from ring in Enumerable.Range(0, rings)
               from direction in label.Directions
               let reach = gap + ring * LineHeight
               select (new Box(label.X + direction.X * (width / 2 + reach), label.Y + direction.Y * (LineHeight / 2 + reach), width, LineHeight), ring);
    }
}
