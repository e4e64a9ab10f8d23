using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Pages;

/// <summary>
/// Colours code by CSS classes: k keyword, s string, n number, c comment, t type, m method, p directive. C# is read by
/// its own parser, so that every token is what it is. (Roslyn's Classifier colours names only where it has every
/// package of the notebook to compile against, and takes 1.7 s for ten chapters without them, 8 s with them.)
/// </summary>
internal static partial class CodeHighlighter
{
    private static readonly string[] PythonClasses = ["c", "s", "n", "k", "m"];

    /// <summary>The inside of a <c>pre</c>; other languages and code nested beyond any sense stay plain.</summary>
    public static string ToHtml(string code, string language) => language.ToLowerInvariant() switch
    {
        "csharp" or "c#" or "cs" when CellSyntax.Parse(code) is { } syntax => CSharp(syntax),
        "python" or "py" => Python(code),
        _ => WebUtility.HtmlEncode(code),
    };

    private static void Append(StringBuilder html, string text, string? cssClass) =>
        html.Append(cssClass is null || text.Length == 0
            ? WebUtility.HtmlEncode(text)
            : $"<span class=\"{cssClass}\">{WebUtility.HtmlEncode(text)}</span>");

    private static string CSharp(CompilationUnitSyntax syntax)
    {
        var html = new StringBuilder();
        foreach (var token in syntax.DescendantTokens())
            Append(html, token, ClassOf(token));
        return html.ToString();
    }

    /// <summary>A token with the comments, spaces and directives around it.</summary>
    private static void Append(StringBuilder html, SyntaxToken token, string? cssClass)
    {
        foreach (var trivia in token.LeadingTrivia)
            Append(html, trivia);
        Append(html, token.Text, cssClass);
        foreach (var trivia in token.TrailingTrivia)
            Append(html, trivia);
    }

    private static void Append(StringBuilder html, SyntaxTrivia trivia)
    {
        if (trivia.GetStructure() is ReferenceDirectiveTriviaSyntax reference)
        {
            foreach (var token in reference.DescendantTokens())
                Append(html, token, token.IsKind(SyntaxKind.StringLiteralToken) ? "s" : "p");
        }
        else
        {
            Append(html, trivia.ToFullString(), ClassOf(trivia));
        }
    }

    private static string? ClassOf(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia => "c",
        SyntaxKind.SkippedTokensTrivia => null,
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
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "m",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } member } name
            when member.Name == name => "m",
        BaseTypeDeclarationSyntax or TypeParameterSyntax or GenericNameSyntax => "t",
        IdentifierNameSyntax { Parent: CastExpressionSyntax cast } name when cast.Type == name => "t",
        IdentifierNameSyntax
        {
            Parent: ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax
                or TypeArgumentListSyntax or ArrayTypeSyntax or NullableTypeSyntax
        } => "t",
        _ => null,
    };

    /// <summary>The few Python lines that stand beside the C# ones.</summary>
    private static string Python(string code)
    {
        var (html, done) = (new StringBuilder(), 0);
        foreach (Match match in PythonToken().Matches(code))
        {
            Append(html, code[done..match.Index], null);
            Append(html, match.Value, PythonClasses.First(name => match.Groups[name].Success));
            done = match.Index + match.Length;
        }
        Append(html, code[done..], null);
        return html.ToString();
    }

    [GeneratedRegex("""
        (?<c>\#.*)
        |(?<s>[rbfRBF]*(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
        |(?<n>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?j?)|(?<![\w.])\.\d+(?:[eE][+-]?\d+)?)
        |(?<k>\b(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for
            |from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b)
        |(?<m>\b[A-Za-z_]\w*(?=\())
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex PythonToken();
}
