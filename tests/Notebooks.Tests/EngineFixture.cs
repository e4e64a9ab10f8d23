namespace MfNotebooks.Tests.Notebooks;

/// <summary>One notebook that does everything the engine promises, run once; the tests look at its cells.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    public const string Name = "engine.ipynb";

    private readonly TestFolder folder = new();

    public ExecutedNotebook Notebook { get; private set; } = null!;

    public static NotebookBuilder Build() => new NotebookBuilder()
        .Markdown("title", "# Engine\n\nMarkdown is never run: `throw new Exception();`")
        .Code("imports", "Console.WriteLine(new StringBuilder(\"a\\rb\").ToString());\n"
            + "var list = new List<int> { 1, 2, 3 };\nlist.Sum()")
        .Code("stderr", "Console.Error.WriteLine(\"to stderr\"); Console.WriteLine(\"to stdout\");")
        .Code("result-string", "\"plain <text>\"")
        .Code("result-null", "(string)null")
        .Code("result-null-literal", "null")
        .Code("result-await", "await Task.Delay(1);\nawait Task.FromResult(5)")
        .Code("result-void", "Console.Write(\"\")")
        .Code("result-none", "int y = 3;")
        .Code("result-long", "Enumerable.Range(0, 100)")
        .Code("no-semicolon", "int z = 3", "raises-exception")
        .Code("no-system-io", "File.Exists(\"x\")", "raises-exception")
        .Code("no-system-threading", "Thread.Sleep(1);", "raises-exception")
        .Code("state-after-compile-error", "y")
        .Code("throws", "var before = \"set\";\nvoid Fail() => throw new ArgumentException(\"no good\");\n\nFail();",
            "raises-exception")
        .Code("state-after-exception", "before")
        .Code("displays", "display(\"one\");\nHTML(\"<b>two</b>\").Display();\n"
            + "\"<i>three</i>\".DisplayAs(\"text/html\");\nnew[] { (1, \"four\") }.DisplayTable();")
        .Code("display-update-refused", "display(1).Update(2);", "raises-exception")
        .Code("context-display", "using Microsoft.DotNet.Interactive;\n"
            + "var shown = KernelInvocationContext.Current.Display(HTML(\"<b>0</b>\"));\n"
            + "for (var i = 1; i <= 3; i++) shown.Update(HTML($\"<b>{i}</b>\"));")
        .Code("context-update-later", "await Task.Run(() => shown.Update(HTML(\"<b>later</b>\")));")
        .Code("context-by-reflection", ContextByReflection)
        .Code("input", "await GetInputAsync(\"Name?\")", "raises-exception")
        .Code("directives", "#nullable enable\n#region r\n#pragma warning disable CS0219\n#if DEBUG\n#endif\n"
            + "#endregion\nstring? maybe = null;\nmaybe is null")
        .Code("culture", "Console.WriteLine($\"{0.5} {1234.5:N1} {new DateTime(2026, 11, 24):d}\"); new "
            + "System.Threading.Thread(() => Console.WriteLine(0.25)).Start(); await Task.Delay(200);")
        .Code("folder", "System.IO.Path.GetFileName(Environment.CurrentDirectory)")
        .Code("late-start", "var go = new TaskCompletionSource();\n"
            + "var late = Task.Run(async () => { await go.Task; Console.WriteLine(\"late\"); });")
        .Code("late-end", "go.SetResult();\nawait late;\n\"ended\"")
        .Code("css", "CSS(\"p { color: red; }\"); Javascript(\"1 + 1;\");");

    public async ValueTask InitializeAsync()
    {
        folder.Write(Name, Build());
        var result = await folder.RunAsync(Path.Combine("notebooks", Name));
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Notebook = folder.Executed(Name);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>As the library reaches the engine, which it does not reference.</summary>
    private const string ContextByReflection = """
        var context = AppDomain.CurrentDomain.GetAssemblies()
            .Select(a => a.GetType("Microsoft.DotNet.Interactive.KernelInvocationContext")).First(t => t != null);
        var extensions = context.Assembly.GetType("Microsoft.DotNet.Interactive.KernelInvocationContextExtensions");
        var current = context.GetProperty("Current").GetValue(null);
        var method = extensions.GetMethods().First(m => m.Name == "Display");
        dynamic handle = method.Invoke(null, new object[] { current, "first", new[] { "text/plain" } });
        handle.Update("second");
        """;
}
