using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A call of <c>Check.That("3.2", answer, …)</c> in a cell.</summary>
/// <param name="Number">The exercise's number.</param>
/// <param name="Answer">The call's second argument, as it was written.</param>
/// <param name="Above">The code before the call: where the answer is given.</param>
/// <param name="Code">The whole call.</param>
internal sealed record CheckCall(string Number, string Answer, string Above, string Code)
{
    /// <summary>A cell that a person wrote is far shorter; a longer one is not read.</summary>
    private const int LongestCell = 100_000;

    /// <summary>The calls in a cell; one in a comment or in a string is none.</summary>
    public static IReadOnlyList<CheckCall> FindAll(string source)
    {
        if (source.Length > LongestCell || !source.Contains("Check.That", StringComparison.Ordinal))
            return [];
        var calls = Parse(source).DescendantNodes().OfType<InvocationExpressionSyntax>();
        return [.. calls.Select(call => Read(source, call)).OfType<CheckCall>()];
    }

    public static CompilationUnitSyntax Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script)).GetCompilationUnitRoot();

    private static CheckCall? Read(string source, InvocationExpressionSyntax call) =>
        call.Expression.ToString().EndsWith("Check.That", StringComparison.Ordinal)
        && call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string number } }, var answer, ..]
            ? new CheckCall(number, answer.Expression.ToString(), source[..StartOf(source, call)], call.ToString())
            : null;

    // A statement of its own ends the answer; a call in the middle of something, such as an unfinished line, at its line.
    private static int StartOf(string source, InvocationExpressionSyntax call) =>
        call.Parent is ExpressionStatementSyntax { Parent: GlobalStatementSyntax } statement
            ? statement.SpanStart
            : source.LastIndexOf('\n', call.SpanStart) + 1;
}
