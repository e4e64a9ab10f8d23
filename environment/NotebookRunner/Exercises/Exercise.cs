using MfNotebooks.Runner.Notebooks;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Exercises;

/// <summary>One exercise, as the repository's own chapter has it.</summary>
/// <param name="Number">Such as 3.2.</param>
/// <param name="CellId">The cell that the reader edits.</param>
/// <param name="Answer">The variable that takes the answer, with its type.</param>
/// <param name="Given">What the cell declares besides.</param>
/// <param name="Call">The check.</param>
internal sealed record Exercise(string Number, string CellId, Parameter Answer, string Given, CheckCall Call)
{
    /// <summary>
    /// Whether the answer is a number or a word. Such an answer can be judged away from the code that found it;
    /// a function cannot.
    /// </summary>
    public bool IsValue => Answer.Type?.TrimEnd('?') is "int" or "long" or "float" or "double" or "decimal" or "bool" or "string";

    public static Exercise Read(Notebook chapter, Cell cell)
    {
        var call = CheckCall.FindAll(cell.Source) is [var first, ..] ? first : throw Broken("has no Check.That(\"number\", …)");
        var declaration = CheckCall.Parse(call.Above).Members.OfType<FieldDeclarationSyntax>()
            .FirstOrDefault(field => field.Declaration.Variables.Any(variable => variable.Identifier.ValueText == call.Answer))
            ?? throw Broken($"does not declare {call.Answer}, which its check asks for");
        var answer = new Parameter(call.Answer, declaration.Declaration.Type.ToString());
        return new Exercise(call.Number, cell.Id, answer, call.Above.Remove(declaration.SpanStart, declaration.Span.Length), call);

        NotebookException Broken(string problem) => new($"{chapter.FileName}: the exercise cell {cell.Id} {problem}");
    }
}
