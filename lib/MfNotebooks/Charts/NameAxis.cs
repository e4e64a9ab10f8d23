namespace MfNotebooks;

/// <summary>The names along one side of a heatmap.</summary>
/// <param name="Title">What the names are, such as <c>user</c>.</param>
/// <param name="Names">Top to bottom, or left to right.</param>
internal sealed record NameAxis(string Title, IReadOnlyList<string> Names)
{
    private const int Longest = 22, Most = 60;

    /// <summary>The places of the names that are written: past some sixty they would overlap, then it is every n-th.</summary>
    internal int[] Positions => [.. Enumerable.Range(0, Names.Count).Where(i => i % (1 + Names.Count / Most) == 0)];

    /// <summary>What is written at <see cref="Positions"/>; long names are cut.</summary>
    internal string[] Texts => [.. Positions.Select(i => Figure.Escape(Shorten(Names[i])))];

    /// <summary>The characters of the longest text.</summary>
    internal int Width => Positions.Max(i => Shorten(Names[i]).Length);

    private static string Shorten(string name) => name.Length <= Longest ? name : name[..(Longest - 1)] + "…";
}
