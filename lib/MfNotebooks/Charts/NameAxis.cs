namespace MfNotebooks;

/// <summary>The names along one side of a heatmap.</summary>
/// <param name="Title">What the names are, such as <c>user</c>.</param>
/// <param name="Names">Top to bottom, or left to right.</param>
internal sealed record NameAxis(string Title, IReadOnlyList<string> Names)
{
    private const int Longest = 22;

    /// <summary>The characters of the longest name, once it is cut.</summary>
    internal int Width => Names.Max(name => Shorten(name).Length);

    /// <summary>The places of the names that are written: where more than so many would overlap, every n-th.</summary>
    internal int[] Positions(int most) => [.. Enumerable.Range(0, Names.Count).Where(i => i % (1 + (Names.Count - 1) / most) == 0)];

    /// <summary>What is written at <see cref="Positions"/>; long names are cut.</summary>
    internal string[] Texts(int most) => [.. Positions(most).Select(i => Figure.Escape(Shorten(Names[i])))];

    internal static string Shorten(string name, int longest = Longest) => name.Length <= longest ? name : name[..(longest - 1)] + "…";
}
