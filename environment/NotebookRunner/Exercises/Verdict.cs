namespace MfNotebooks.Runner.Exercises;

/// <summary>What became of one exercise.</summary>
internal enum VerdictState
{
    Solved,
    Wrong,
    NotTried,

    /// <summary>The answer does not compile, threw, did not end, or ended its process.</summary>
    Failed,

    /// <summary>Nobody knows: the notebook cannot be read, or what has to run before the answer did not.</summary>
    NotJudged,

    /// <summary>There is no such notebook, or no such cell in it.</summary>
    NotReturned,
}

/// <summary>What became of one exercise, and a sentence on it.</summary>
internal sealed record Verdict(VerdictState State, string Message)
{
    public const string Legend = "✓ solved   ✗ wrong   ◻ not tried   ! failed   ? not judged   – not returned";

    public string Mark => State switch
    {
        VerdictState.Solved => "✓",
        VerdictState.Wrong => "✗",
        VerdictState.NotTried => "◻",
        VerdictState.Failed => "!",
        VerdictState.NotJudged => "?",
        _ => "–",
    };

    /// <summary>The state in the words of the CSV file.</summary>
    public string StateName => State switch
    {
        VerdictState.Solved => "solved",
        VerdictState.Wrong => "wrong",
        VerdictState.NotTried => "not tried",
        VerdictState.Failed => "failed",
        VerdictState.NotJudged => "not judged",
        _ => "not returned",
    };

    public static Verdict Failed(string message) => new(VerdictState.Failed, SafeText.Clean(message));

    public static Verdict NotJudged(string message) => new(VerdictState.NotJudged, SafeText.Clean(message));
}

/// <summary>The verdicts on one student's notebook of one chapter.</summary>
internal sealed record StudentResult(string Student, Chapter Chapter, IReadOnlyDictionary<Exercise, Verdict> Verdicts)
{
    public int Solved => Verdicts.Values.Count(verdict => verdict.State == VerdictState.Solved);

    public static StudentResult All(string student, Chapter chapter, Verdict verdict) =>
        new(student, chapter, chapter.Exercises.ToDictionary(exercise => exercise, _ => verdict));
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
