using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>C# as cells have it, with statements and directives on the outermost level.</summary>
internal static class CellSyntax
{
    /// <summary>Nobody writes deeper. Roslyn's parser has no limit of its own for types and ends the process.</summary>
    private const int DeepestBrackets = 200;

    private static readonly CSharpParseOptions Script = new(kind: SourceCodeKind.Script);

    /// <summary>The code's syntax, whatever is wrong in it; null where brackets stand in each other too deep.</summary>
    public static CompilationUnitSyntax? Parse(string code)
    {
        var depth = 0;
        foreach (var character in code)
        {
            depth += character switch { '(' or '[' or '{' or '<' => 1, ')' or ']' or '}' or '>' => -1, _ => 0 };
            if (depth > DeepestBrackets)
                return null;
        }
        return CSharpSyntaxTree.ParseText(code, Script).GetCompilationUnitRoot();
    }
}
