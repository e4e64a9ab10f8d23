using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MfNotebooks.Tests.Notebooks;

/// <summary>What <c>#r</c> lines bring in, and from where (KERNEL-FACTS, References).</summary>
public sealed class ReferenceTests : IDisposable
{
    private const string Plotly = """
        #r "nuget: Plotly.NET, 6.0.0"
        #r "nuget: Plotly.NET.CSharp, 0.14.0"
        using Plotly.NET.CSharp;
        using Chart = Plotly.NET.CSharp.Chart;
        """;

    private const string Draw =
        "Chart.Line<double, double, string>(new double[] { 1, 2 }, new double[] { 3, 4 }) is Plotly.NET.GenericChart";

    private const string Cure = """
        using System.Runtime.Loader;
        AssemblyLoadContext.Default.Resolving += (_, name) => name.Name == "FSharp.Core"
            ? AppDomain.CurrentDomain.GetAssemblies().First(a => a.GetName().Name == "FSharp.Core") : null;
        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Plotly_fails_over_FSharp_Core_as_in_the_engine()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("setup", Plotly).Code("draw", Draw));
        var result = await folder.RunAsync(path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Could not load file or assembly 'FSharp.Core, Version=10.1.0.0", result.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plotly_works_with_the_cure_that_works_in_the_engine()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder().Code("setup", Plotly).Code("cure", Cure)
            .Code("draw", Draw)
            .Code("option", "Microsoft.FSharp.Core.FSharpOption<int>.Some(3).Value")
            .Code("where", "typeof(Plotly.NET.GenericChart).Assembly.Location.Contains(\"plotly.net\")"));
        var result = await folder.RunAsync(path);
        Assert.True(result.ExitCode == 0, result.Errors);
        var executed = folder.Executed("a.ipynb");
        Assert.Equal("True", Assert.Single(executed.Shown("draw", "text/plain")));
        Assert.Equal("3", Assert.Single(executed.Shown("option", "text/plain")));
        Assert.Equal("True", Assert.Single(executed.Shown("where", "text/plain")));
    }

    [Fact]
    public async Task A_dll_is_found_from_the_notebooks_folder_and_its_neighbour_from_beside_it()
    {
        var library = Directory.CreateDirectory(Path.Combine(folder.Path, "lib")).FullName;
        var neighbour = Compile(library, "Neighbour", "public static class N { public static int Answer() => 42; }");
        Compile(library, "Library", "public static class L { public static int Answer() => N.Answer(); public static "
            + "object Tensor() => typeof(CsvHelper.CsvReader).Name; }",
            neighbour, CsvHelper());
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("setup", "#r \"nuget: CsvHelper, 34.0.0\"\n#r \"../lib/Library.dll\"")
            .Code("call", "L.Answer()")
            .Code("package", "L.Tensor()"));
        var result = await folder.RunAsync(path);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("42", Assert.Single(folder.Executed("a.ipynb").Shown("call", "text/plain")));
        Assert.Equal("CsvReader", Assert.Single(folder.Executed("a.ipynb").Shown("package", "text/plain")));
    }

    private static string CsvHelper() =>
        Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin", "CsvHelper.dll");

    private static string Compile(string folder, string name, string code, params string[] references)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(code)],
            platform.Concat(references).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(folder, name + ".dll");
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
