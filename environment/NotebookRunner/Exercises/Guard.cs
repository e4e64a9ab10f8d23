namespace MfNotebooks.Runner.Exercises;

/// <summary>
/// The repository's check of one exercise as a function, compiled before any of the student's code: from then on
/// no new meaning of a name (<c>Check</c>, <c>Math</c>, a variable) changes it. It answers with a word that is drawn
/// afresh for each session, so a printed or displayed ✓ is no verdict, and neither is a changed formatter's.
/// </summary>
internal sealed class Guard(Exercise exercise)
{
    private const int LongestValue = 10_000;

    private static readonly Verdict Unreadable = Verdict.Failed("the result did not come through: the notebook's code has changed how results are shown");

    private readonly string name = $"check_{Guid.NewGuid():N}";
    private readonly string right = Guid.NewGuid().ToString("N");
    private readonly string wrong = Guid.NewGuid().ToString("N");
    private readonly string notTried = Guid.NewGuid().ToString("N");

    public string Declaration => $$"""
        {{exercise.Given}}
        string {{name}}({{exercise.Answer.Type}} {{exercise.Answer.Name}})
        {
            var {{name}}_result = {{exercise.Call.Code}};
            var {{name}}_word = {{name}}_result.State switch
            {
                CheckState.Right => "{{right}}",
                CheckState.Wrong => "{{wrong}}",
                _ => "{{notTried}}",
            };
            return {{name}}_word + {{name}}_result.Message;
        }
        string {{name}}_value({{exercise.Answer.Type}} {{exercise.Answer.Name}}) => {{exercise.Answer.Name}} is null
            ? "null"
            : "=" + Convert.ToString({{exercise.Answer.Name}}, System.Globalization.CultureInfo.InvariantCulture);
        """;

    /// <summary>Code that judges an expression.</summary>
    public string Judging(string expression) => $"{name}(\n{expression}\n)";

    /// <summary>Code that says what an expression's value is.</summary>
    public string Reading(string expression) => $"{name}_value(\n{expression}\n)";

    /// <summary>The verdict in what <see cref="Judging"/> ended with.</summary>
    public Verdict VerdictOf(string? result) => result switch
    {
        string when Says(result, right) => new Verdict(VerdictState.Solved, MessageOf(result)),
        string when Says(result, wrong) => new Verdict(VerdictState.Wrong, MessageOf(result)),
        string when Says(result, notTried) => new Verdict(VerdictState.NotTried, MessageOf(result)),
        _ => Unreadable,
    };

    /// <summary>The value in what <see cref="Reading"/> ended with, as a C# literal; else why there is none.</summary>
    public (string? Literal, Verdict Problem) ValueOf(string? result)
    {
        if (result == "null")
            return (result, Unreadable);
        if (result is not ['=', .. var text])
            return (null, Unreadable);
        var type = exercise.Answer.Type?.TrimEnd('?');
        var literal = text.Length > LongestValue ? null : (exercise.Answer with { Type = type }).ToLiteral(text, callersFolder: "/");
        return (literal, new Verdict(VerdictState.Wrong, $"Not {SafeText.Clean(text)}: it cannot be compared as a {type}."));
    }

    private static bool Says(string result, string word) => result.StartsWith(word, StringComparison.Ordinal);

    private string MessageOf(string result) => SafeText.Clean(result[right.Length..]);
}
