using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Documents;

/// <summary>A variable of a notebook's parameters cell.</summary>
internal sealed record Parameter(string Name, string Type)
{
    /// <summary>The variables that a parameters cell declares, in order.</summary>
    public static IReadOnlyList<Parameter> DeclaredIn(string source)
    {
        if (!Nesting.IsSane(source))
            return [];
        var options = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);
        var root = CSharpSyntaxTree.ParseText(source, options).GetCompilationUnitRoot();
        return [.. root.Members.OfType<FieldDeclarationSyntax>().SelectMany(field => DeclaredBy(field.Declaration))];
    }

    private static IEnumerable<Parameter> DeclaredBy(VariableDeclarationSyntax declaration) =>
        declaration.Variables.Select(variable => new Parameter(
            variable.Identifier.ValueText,
            declaration.Type.IsVar ? TypeOf(variable.Initializer?.Value) : declaration.Type.ToString().TrimEnd('?')));

    private static string TypeOf(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax signed => TypeOf(signed.Operand),
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            int => "int",
            long => "long",
            float => "float",
            double => "double",
            decimal => "decimal",
            bool => "bool",
            string => "string",
            _ => literal.ToString(),
        },
        _ => value?.ToString() ?? "object",
    };
}
