using MfNotebooks.Runner.Notebooks;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Exercises;

/// <summary>A chapter of the repository: what it runs before its exercises, and the exercises.</summary>
internal sealed class Chapter
{
    private Chapter(Notebook notebook)
    {
        Notebook = notebook;
        Exercises = [.. notebook.CodeCells.Where(IsExercise).Select(cell => Exercise.Read(notebook, cell))];
        Content = [.. notebook.CodeCells.Where(cell => !IsExercise(cell))];
    }

    public Notebook Notebook { get; }

    public string Name => Notebook.Name;

    /// <summary>The code cells that are no exercises; no exercise is needed for them.</summary>
    public IReadOnlyList<Cell> Content { get; }

    public IReadOnlyList<Exercise> Exercises { get; }

    /// <summary>The chapters that have exercises, in reading order.</summary>
    public static IReadOnlyList<Chapter> ReadAll(IEnumerable<string> files) =>
        [.. files.Select(file => new Chapter(Notebook.Load(file))).Where(chapter => chapter.Exercises.Count > 0)];

    private static bool IsExercise(Cell cell) => cell.Tags.Contains(CellTags.Exercise);
}

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
    public bool IsValue =>
        Answer.Type?.TrimEnd('?') is "int" or "long" or "float" or "double" or "decimal" or "bool" or "string";

    public static Exercise Read(Notebook chapter, Cell cell)
    {
        if (CheckCall.FindAll(cell.Source) is not [var call, ..])
            throw Broken("has no Check.Exercise(\"number\", …)");
        var declaration = CellSyntax.Parse(call.Above)?.Members.OfType<FieldDeclarationSyntax>()
            .FirstOrDefault(field => field.Declaration.Variables.Any(one => one.Identifier.ValueText == call.Answer))
            ?? throw Broken($"does not declare {call.Answer}, which its check asks for");
        var answer = new Parameter(call.Answer, declaration.Declaration.Type.ToString());
        var given = call.Above.Remove(declaration.SpanStart, declaration.Span.Length);
        return new Exercise(call.Number, cell.Id, answer, given, call);

        NotebookException Broken(string problem) => new($"{chapter.FileName}: the exercise cell {cell.Id} {problem}");
    }
}

/// <summary>A call of <c>Check.Exercise("3.2", answer, …)</c> in a cell.</summary>
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
        if (source.Length > LongestCell || !source.Contains("Check.Exercise", StringComparison.Ordinal))
            return [];
        var calls = CellSyntax.Parse(source)?.DescendantNodes().OfType<InvocationExpressionSyntax>() ?? [];
        return [.. calls.Select(call => Read(source, call)).OfType<CheckCall>()];
    }

    private static CheckCall? Read(string source, InvocationExpressionSyntax call) =>
        call.Expression.ToString().EndsWith("Check.Exercise", StringComparison.Ordinal)
        && call.ArgumentList.Arguments is
            [{ Expression: LiteralExpressionSyntax { Token.Value: string number } }, var answer, ..]
            ? new CheckCall(number, answer.Expression.ToString(), source[..StartOf(source, call)], call.ToString())
            : null;

    // A statement of its own ends the answer; a call in the middle of something unfinished ends it at its line.
    private static int StartOf(string source, InvocationExpressionSyntax call) =>
        call.Parent is ExpressionStatementSyntax { Parent: GlobalStatementSyntax } statement
            ? statement.SpanStart
            : source.LastIndexOf('\n', call.SpanStart) + 1;
}

/// <summary>
/// The repository's check of one exercise as a function, compiled before any of the student's code: from then on
/// no new meaning of a name (<c>Check</c>, <c>Math</c>, a variable) changes it. It answers with a word that is drawn
/// afresh for each session, so a printed or displayed ✓ is no verdict, and neither is a changed formatter's.
/// </summary>
internal sealed class Guard(Exercise exercise)
{
    private const int LongestValue = 10_000;

    private static readonly Verdict Unreadable =
        Verdict.Failed("the result did not come through: the notebook's code has changed how results are shown");

    private readonly string _name = $"check_{Guid.NewGuid():N}";
    private readonly string _right = Guid.NewGuid().ToString("N");
    private readonly string _wrong = Guid.NewGuid().ToString("N");
    private readonly string _notTried = Guid.NewGuid().ToString("N");

    public string Declaration => $$"""
        {{exercise.Given}}
        string {{_name}}({{exercise.Answer.Type}} {{exercise.Answer.Name}})
        {
            var {{_name}}_result = {{exercise.Call.Code}};
            var {{_name}}_word = {{_name}}_result.State switch
            {
                CheckState.Right => "{{_right}}",
                CheckState.Wrong => "{{_wrong}}",
                _ => "{{_notTried}}",
            };
            return {{_name}}_word + {{_name}}_result.Message;
        }
        string {{_name}}_value({{exercise.Answer.Type}} {{exercise.Answer.Name}}) => {{exercise.Answer.Name}} is null
            ? "null"
            : "=" + Convert.ToString({{exercise.Answer.Name}}, System.Globalization.CultureInfo.InvariantCulture);
        """;

    /// <summary>Code that judges an expression.</summary>
    public string Judging(string expression) => $"{_name}(\n{expression}\n)";

    /// <summary>Code that says what an expression's value is.</summary>
    public string Reading(string expression) => $"{_name}_value(\n{expression}\n)";

    /// <summary>The verdict in what <see cref="Judging"/> ended with.</summary>
    public Verdict VerdictOf(string? result) => result switch
    {
        string when Says(result, _right) => new Verdict(VerdictState.Solved, MessageOf(result)),
        string when Says(result, _wrong) => new Verdict(VerdictState.Wrong, MessageOf(result)),
        string when Says(result, _notTried) => new Verdict(VerdictState.NotTried, MessageOf(result)),
        _ => Unreadable,
    };

    /// <summary>The value in what <see cref="Reading"/> ended with, as a C# literal; else why there is none.</summary>
    public (string? Literal, Verdict Problem) ValueOf(string? result)
    {
        if (result == "null")
            return (result, Unreadable);
        if (result is not ['=', .. var text])
            return (null, Unreadable);
        var plain = exercise.Answer with { Type = exercise.Answer.Type?.TrimEnd('?') };
        var literal = text.Length > LongestValue ? null : plain.ToLiteral(text, callersFolder: "/");
        var problem = $"Not {SafeText.Clean(text)}: it cannot be compared as a {plain.Type}.";
        return (literal, new Verdict(VerdictState.Wrong, problem));
    }

    private static bool Says(string result, string word) => result.StartsWith(word, StringComparison.Ordinal);

    private string MessageOf(string result) => SafeText.Clean(result[_right.Length..]);
}
