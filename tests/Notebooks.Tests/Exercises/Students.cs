namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>What each student wrote, one folder each.</summary>
internal static class Students
{
    private const string Twice = "Func<int, int>? twice = x => 2 * x;";
    private const string Name = "string? name = \"Taste\";";

    // Each way to look right without being it: new meanings for names, the check's own data changed, and a word of
    // the right shape shown by every means that a cell has.
    private const string ForgedNumber = """
        secret = 5;
        int? number = 5;
        Console.WriteLine("✓ 3.1  Right.");
        HTML("<p data-state=\"Right\">✓ 3.1</p>").Display();
        """;

    private const string ForgedFunction = """
        static class Check { public static string That(params object[] all) => "✓ 3.2  Right."; }
        enum CheckState { Right, Wrong }
        Microsoft.DotNet.Interactive.Formatting.Formatter.Register<string>((_, writer) => writer.Write("✓ 3.2  Right."), "text/plain");
        Func<int, int>? twice = x => 0;
        """;

    private const string Vandalism = """
        System.IO.File.Delete("../lib/MfNotebooks/bin/MfNotebooks.dll");
        System.IO.File.WriteAllText("../lib/MfNotebooks/bin/MfNotebooks.dll", "mine");
        System.IO.Directory.Delete("../notebooks", recursive: true);
        string? name = "taste";
        """;

    private const string Leaving = $"""
        System.Diagnostics.Process.Start("setsid", ["--fork", "sleep", "{Classroom.LeftBehind}"]).WaitForExit();
        System.Diagnostics.Process.Start("sh", ["-c", "sleep {Classroom.LeftBehind} & sleep {Classroom.LeftBehind} &"]).WaitForExit();
        Environment.Exit(0);
        """;

    private const string Printing = """
        var line = new string('x', 99_999);
        for (var i = 0; i < 1_000; i++) Console.WriteLine(line);
        var raw = Console.OpenStandardOutput();
        for (var i = 0; i < 1_000; i++) raw.Write(Encoding.UTF8.GetBytes(line));
        int? number = 42;
        """;

    /// <summary>More than a cell may show.</summary>
    private const string Huge = """
        display(new string('x', 70_000_000));
        string? name = "taste";
        """;

    /// <summary>The first answer needs a cell that the student added; the last stands in the check's call.</summary>
    public static NotebookBuilder Helped { get; } = Classroom.Tiny("int? number = Half(84);", Twice, own: "int Half(int x) => x / 2;", given: "\"taste\"");

    public static IReadOnlyDictionary<string, NotebookBuilder> All { get; } = new Dictionary<string, NotebookBuilder>
    {
        ["solved"] = Classroom.Tiny("int? number = 84 / 2;", Twice, Name),
        ["wrong"] = Classroom.Tiny("int? number = 41;", "Func<int, int>? twice = x => x * x;", "string? name = \"=SUM(A1)\";"),
        ["untried"] = Classroom.Tiny(),
        ["failing"] = Classroom.Tiny("int? number = missing;", "throw new ArgumentException(\"boom\");", Name),
        ["hanging"] = Classroom.Tiny("int? number = 42;", "Func<int, int>? twice = x => { new System.Threading.ManualResetEvent(false).WaitOne(); return 0; };", Name),
        ["exiting"] = Classroom.Tiny(OperatingSystem.IsLinux() ? Leaving : "Environment.Exit(0);", Twice, Name),
        ["forging"] = Classroom.Tiny(ForgedNumber, ForgedFunction, Vandalism),
        ["printing"] = Classroom.Tiny(Printing, Twice, Huge),
    };
}
