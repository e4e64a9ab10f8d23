using System.Net;
using System.Text;
using MfNotebooks.Runner.Notebooks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Pages;

/// <summary>Colours code by CSS classes. C# is read by its own compiler, so that every token is what it is.</summary>
internal static class CodeHighlighter
{
    /// <summary>The inside of a <c>pre</c> for code of any language; unknown languages and code that is nested beyond any sense stay plain.</summary>
    public static string ToHtml(string code, string language) => language.ToLowerInvariant() switch
    {
        "csharp" or "c#" or "cs" when Nesting.IsSane(code) => CSharp(code),
        "python" or "py" => PythonHighlighter.ToHtml(code),
        _ => WebUtility.HtmlEncode(code),
    };

    public static void Append(StringBuilder html, string text, string? cssClass)
    {
        var encoded = WebUtility.HtmlEncode(text);
        if (cssClass is null)
            html.Append(encoded);
        else
            html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<span class=\"{cssClass}\">{encoded}</span>");
    }

    private static string CSharp(string code)
    {
        var html = new StringBuilder();
        var tree = CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script));
        foreach (var token in tree.GetRoot().DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, ClassOf(token));
            AppendTrivia(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            if (trivia.GetStructure() is ReferenceDirectiveTriviaSyntax reference)
                AppendReference(html, reference);
            else
                Append(html, trivia.ToFullString(), ClassOf(trivia));
        }
    }

    /// <summary>A <c>#r</c> line with its string and the comment behind it.</summary>
    private static void AppendReference(StringBuilder html, ReferenceDirectiveTriviaSyntax reference)
    {
        foreach (var token in reference.DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, token.IsKind(SyntaxKind.StringLiteralToken) ? "s" : token.Text.Length == 0 ? null : "p");
            AppendTrivia(html, token.TrailingTrivia);
        }
    }

    private static string? ClassOf(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia => "c",
        SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.SkippedTokensTrivia => null,
        _ => trivia.IsDirective ? "p" : null,
    };

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken => "s",
        SyntaxKind.IdentifierToken => ClassOfIdentifier(token),
        _ => token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()) ? "k" : null,
    };

    private static string? ClassOfIdentifier(SyntaxToken token) => token.Parent switch
    {
        IdentifierNameSyntax { IsVar: true } => "k",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
        SimpleNameSyntax name when IsCalled(name) => "m",
        BaseTypeDeclarationSyntax or TypeParameterSyntax or GenericNameSyntax => "t",
        IdentifierNameSyntax name when IsType(name) => "t",
        _ => null,
    };

    private static bool IsCalled(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax => true,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } member => member.Name == name,
        _ => false,
    };

    private static bool IsType(IdentifierNameSyntax name) => name.Parent switch
    {
        CastExpressionSyntax cast => cast.Type == name,
        ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax
            or TypeArgumentListSyntax or ArrayTypeSyntax or NullableTypeSyntax => true,
        _ => false,
    };
}
