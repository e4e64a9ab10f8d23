using Xunit;

namespace MfNotebooks.Tests.Architecture;

/// <summary>The house's order, read from its source: who uses whom, and never back.</summary>
public class ArchitectureTests
{
    /// <summary>Each room may use those before it.</summary>
    private static readonly string[] Library =
        ["Torch", "Data", "Models", "Training", "Evaluation", "Charts", "Lab", "Workbook"];

    /// <summary>Two rooms on one step know nothing of each other.</summary>
    private static readonly string[] Runner =
        ["Notebooks", "Kernel|Pages", "Rules|Exercises|Doctor", "Commands", "Program"];

    public static TheoryData<string> Projects => ["lib", "environment"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_uses_a_later_one(string project)
    {
        var (arrows, order) = (ArrowsOf(project), project == "lib" ? Library : Runner);

        Assert.NotEmpty(arrows);
        AssertNone(from arrow in arrows
                   let rooms = (From: RoomOf(arrow.From), To: RoomOf(arrow.To))
                   where rooms.From != rooms.To && StepOf(rooms.From) <= StepOf(rooms.To)
                   select arrow.ToString());

        int StepOf(string room) => Array.FindIndex(order, step => step.Split('|').Contains(room)) is >= 0 and var step
            ? step : throw new InvalidOperationException(
                $"{room} is no room of {project}: give it a place in the order.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_comes_back_to_itself(string project)
    {
        var arrows = ArrowsOf(project)
            .Where(arrow => RoomOf(arrow.From) != "Charts")
            .ToLookup(arrow => arrow.From, arrow => arrow.To);

        AssertNone(from file in arrows.Select(file => file.Key)
                   let back = arrows[file].Where(to => Reachable(arrows, to).Contains(file))
                   where back.Any()
                   select $"{file} → {string.Join(", ", back.Distinct())}");
    }

    /// <summary>xUnit shows the first one only, and short.</summary>
    private static void AssertNone(IEnumerable<string> found)
    {
        if (found.Any()) Assert.Fail(string.Join('\n', found));
    }

    private static readonly Lazy<IReadOnlyList<Arrow>> OfLibrary = new(() => SourceArrows.Of(RepositorySource.Library)),
        OfRunner = new(() => SourceArrows.Of(RepositorySource.Runner));

    private static IReadOnlyList<Arrow> ArrowsOf(string project) => (project == "lib" ? OfLibrary : OfRunner).Value;

    private static string RoomOf(string file) => file.Split('/')[0];

    /// <summary>Everything that a file uses, directly or through others.</summary>
    private static HashSet<string> Reachable(ILookup<string, string> arrows, string start)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([start]));
        while (open.TryPop(out var file))
            foreach (var next in arrows[file])
                if (seen.Add(next)) open.Push(next);
        return seen;
    }
}
