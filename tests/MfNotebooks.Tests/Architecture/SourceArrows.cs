using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Tests.Architecture;

/// <summary>One file of a project that uses another one, and a name by which it does.</summary>
internal sealed record Arrow(string From, string To, string Name)
{
    public override string ToString() => $"{From} uses {To} ({Name})";
}

/// <summary>
/// Which files of a project use which, read from the source by the compiler's own eyes: names in code, not in comments,
/// each with what it means. The files of a partial type are one, under the name of the first.
/// </summary>
internal sealed class SourceArrows
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);

    private SourceArrows(string folder) => _folder = folder;

    /// <summary>Reads every file of a project below its folder.</summary>
    internal static IReadOnlyList<Arrow> Of(string folder)
    {
        var sources = new SourceArrows(folder);
        CSharpSyntaxTree[] trees = [.. RepositorySource.Files(folder).Select(Parse), GlobalUsings];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MfNotebooks", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Source", trees, references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        foreach (var tree in trees) sources.GroupPartialTypes(compilation.GetSemanticModel(tree));
        return [.. trees.SelectMany(tree => sources.ArrowsOf(compilation.GetSemanticModel(tree))).Distinct()];
    }

    private static CSharpSyntaxTree Parse(string path) =>
        (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path);

    /// <summary>What <c>ImplicitUsings</c> adds.</summary>
    private static CSharpSyntaxTree GlobalUsings => (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(string.Concat(
        from name in (string[])["", ".Collections.Generic", ".IO", ".Linq", ".Net.Http", ".Threading",
            ".Threading.Tasks"]
        select $"global using System{name};\n"), path: "");

    private void GroupPartialTypes(SemanticModel model)
    {
        foreach (var type in model.SyntaxTree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            var files = FilesOf(model.GetDeclaredSymbol(type)!);
            foreach (var file in files.Skip(1)) _groups[file] = files[0];
        }
    }

    private IEnumerable<Arrow> ArrowsOf(SemanticModel model)
    {
        if (model.SyntaxTree.FilePath.Length == 0) yield break;
        var from = GroupOf(NameOf(model.SyntaxTree));
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var info = model.GetSymbolInfo(name);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not { } symbol) continue;
            if ((symbol as INamedTypeSymbol ?? symbol.ContainingType) is not { } type) continue;
            if (FilesOf(type) is not [var file, ..]) continue;
            if (GroupOf(file) is var to && to != from) yield return new Arrow(from, to, type.Name);
        }
    }

    private string GroupOf(string file) => _groups.GetValueOrDefault(file, file);

    private string[] FilesOf(ISymbol type) =>
        [.. type.OriginalDefinition.DeclaringSyntaxReferences.Select(part => NameOf(part.SyntaxTree)).Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>The path below the project, without the ending: <c>Data/Split</c>.</summary>
    private string NameOf(SyntaxTree tree) =>
        Path.ChangeExtension(Path.GetRelativePath(_folder, tree.FilePath), null).Replace('\\', '/');
}
