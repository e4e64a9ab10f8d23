using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace MfNotebooks.Runner.Engine;

/// <summary>
/// A chain of C# script submissions with the imports and references of the notebook engine (KERNEL-FACTS).
/// </summary>
internal sealed class ScriptSession(PackageReferences packages, Action<string> beforeRestore, Action afterRestore)
{
    private ScriptOptions options = ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithMetadataResolver(new RememberingResolver(ScriptMetadataResolver.Default.WithBaseDirectory(Directory.GetCurrentDirectory())))
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8)
        .AddReferences(
            typeof(Enumerable).Assembly, typeof(List<>).Assembly, typeof(Task).Assembly,
            typeof(Kernel).Assembly, typeof(Formatter).Assembly,
            // Loaded from the start, as in the engine: libraries look for the loaded one.
            Assembly.Load("FSharp.Core"))
        .AddImports(
            "System", "System.Text", "System.Collections", "System.Collections.Generic",
            "System.Threading.Tasks", "System.Linq", "Microsoft.DotNet.Interactive.Kernel");

    private ScriptState? state;

    /// <summary>Runs an empty submission, so that the first cell finds a warm compiler and a state to build on.</summary>
    public async Task StartAsync() => state = await CSharpScript.RunAsync("", options);

    /// <summary>
    /// Runs one cell. A compile error throws and leaves the earlier state alone; an exception of the cell's own
    /// comes back in the state, with the variables that were set before it.
    /// </summary>
    public async Task<ScriptState> RunAsync(CellCode cell, string name)
    {
        if (cell.Packages.Count > 0)
        {
            options = options.AddReferences(await packages.AddAsync(cell.Packages, beforeRestore));
            afterRestore();
        }
        state = await state!.ContinueWithAsync(cell.Code, options.WithFilePath(name), catchException: _ => true);
        return state;
    }

    /// <summary>Whether a script ends in an expression without a semicolon that has a value.</summary>
    public static bool HasResult(Script script)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Single();
        return tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }
            && last.SemicolonToken.IsMissing
            // The literal null has no type and is a value all the same.
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
    }
}
