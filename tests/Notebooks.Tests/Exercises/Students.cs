namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>What each student wrote, one folder each.</summary>
internal static class Students
{
    private const string Descend = "Func<double, double, double, double> descend = (p, g, lr) => p - lr * g;";
    private const string Name = "string reported = \"Low\";";

    // Each way to look right without being it: new meanings for names, the check's own data changed, and a word of
    // the right shape shown by every means that a cell has.
    private const string ForgedNumber = """
        double? number = 5;
        Console.WriteLine("✓ 2.1  Right.");
        HTML("<p data-state=\"Right\">✓ 2.1</p>").Display();
        """;

    private const string ForgedFunction = """
        static class Check { public static string Exercise(params object[] all) => "✓ 4.2  Right."; }
        enum CheckState { Right, Wrong }
        Microsoft.DotNet.Interactive.Formatting.Formatter.Register<string>(
            (_, writer) => writer.Write("✓ 4.2  Right."), "text/plain");
        Func<double, double, double, double> descend = (_, _, _) => 0;
        """;

    private const string Vandalism = """
        System.IO.File.Delete("../lib/MfNotebooks/bin/MfNotebooks.dll");
        System.IO.File.WriteAllText("../lib/MfNotebooks/bin/MfNotebooks.dll", "mine");
        System.IO.Directory.Delete("../notebooks", recursive: true);
        string reported = "low";
        """;

    private const string Leaving = $$"""
        System.Diagnostics.Process.Start("setsid", ["--fork", "sleep", "{{Classroom.LeftBehind}}"]).WaitForExit();
        var sleep = "sleep {{Classroom.LeftBehind}} &";
        System.Diagnostics.Process.Start("sh", ["-c", $"{sleep} {sleep}"]).WaitForExit();
        Environment.Exit(0);
        """;

    private const string Printing = """
        var line = new string('x', 99_999);
        for (var i = 0; i < 1_000; i++) Console.WriteLine(line);
        var raw = Console.OpenStandardOutput();
        for (var i = 0; i < 1_000; i++) raw.Write(Encoding.UTF8.GetBytes(line));
        double? number = 2.5;
        """;

    /// <summary>More than a cell may show.</summary>
    private const string Huge = """
        display(new string('x', 70_000_000));
        string reported = "low";
        """;

    /// <summary>The first answer needs a cell that the student added; the last stands in the check's call.</summary>
    public static NotebookBuilder Helped { get; } =
        Classroom.Tiny("double? number = Half(5);", Descend, own: "double Half(double x) => x / 2;", given: "\"low\"");

    public static IReadOnlyDictionary<string, NotebookBuilder> All { get; } = new Dictionary<string, NotebookBuilder>
    {
        ["solved"] = Classroom.Tiny("double? number = 5 / 2.0;", Descend, Name),
        ["wrong"] = Classroom.Tiny("double? number = 3.5;",
            "Func<double, double, double, double> descend = (p, g, lr) => p + lr * g;",
            "string reported = \"=SUM(A1)\";"),
        ["untried"] = Classroom.Tiny(),
        ["failing"] = Classroom.Tiny("double? number = missing;", "throw new ArgumentException(\"boom\");", Name),
        ["hanging"] = Classroom.Tiny("double? number = 2.5;", "Func<double, double, double, double> descend = (_, _, "
            + "_) => { new System.Threading.ManualResetEvent(false).WaitOne(); return 0; };", Name),
        ["exiting"] = Classroom.Tiny(OperatingSystem.IsLinux() ? Leaving : "Environment.Exit(0);", Descend, Name),
        ["forging"] = Classroom.Tiny(ForgedNumber, ForgedFunction, Vandalism),
        ["printing"] = Classroom.Tiny(Printing, Descend, Huge),
    };
}
