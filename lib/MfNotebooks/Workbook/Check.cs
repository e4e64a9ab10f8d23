using System.Net;

namespace MfNotebooks;

/// <summary>Where a reader stands with an exercise.</summary>
public enum CheckState
{
    /// <summary>There is no answer yet.</summary>
    NotTried,

    /// <summary>The answer is right.</summary>
    Right,

    /// <summary>The answer is wrong, or its code failed.</summary>
    Wrong,
}

/// <summary>
/// Checks a reader's answer to an exercise. The cell holds the answer and nothing else: what is right, what is often
/// wrong and the hints stand in the library. It never throws, so an unsolved notebook still runs to its end.
/// </summary>
public static class Check
{
    private const string NotTried = "Not tried yet: put your answer in place of null and run the cell again.";

    /// <summary>The different wrong answers of this session, by exercise: each opens one more hint.</summary>
    private static readonly Dictionary<string, HashSet<string>> _wrong = [];

    /// <summary>Checks an answer: not tried, wrong with a sentence and a hint more each time, or right.</summary>
    /// <param name="number">The exercise, such as <c>3.2</c>.</param>
    /// <param name="answer">A number, a word or a function, as the exercise asks; null while there is none.</param>
    /// <param name="own">
    /// The reader's own objects, from which the right answer is computed: it stays right with other settings and data.
    /// </param>
    /// <example><code>Check.Exercise("2.4", cosine, model)</code></example>
    public static CheckResult Exercise(string number, object? answer, params object[] own)
    {
        var given = new Given(own);
        if (Exercises.Find(number) is not { } exercise)
            return new CheckResult(number, CheckState.Wrong, $"There is no exercise {number}. {Given.Remedy}", [], 0);
        if (answer is null || (answer is string word && string.IsNullOrWhiteSpace(word)))
        {
            return new CheckResult(number, CheckState.NotTried, NotTried, exercise.Hints, 0)
            {
                Page = exercise.Page(given),
            };
        }
        var finding = Judge(exercise, answer, given);
        if (finding.IsRight)
            return new CheckResult(number, CheckState.Right, "Right.", exercise.Hints, 0);
        var opened = Math.Min(Count(number, finding.Fingerprint), exercise.Hints.Count);
        return new CheckResult(number, CheckState.Wrong, finding.Sentence, exercise.Hints, opened);
    }

    /// <summary>Forgets the wrong answers, so that the hints begin with the first again.</summary>
    internal static void Forget()
    {
        lock (_wrong)
            _wrong.Clear();
    }

    private static Finding Judge(Exercise exercise, object answer, Given given)
    {
        try
        {
            return exercise.Judge(answer, given);
        }
        catch (Exception e)
        {
            // The right answer comes from the reader's own objects; whatever they are, the notebook goes on.
            var sentence = e is MissingGivenException ? e.Message
                : $"With these settings there is no right answer to compare with: {e.Message.Split('\n')[0].TrimEnd()}";
            return Finding.Wrong(sentence, sentence);
        }
    }

    private static int Count(string number, string fingerprint)
    {
        lock (_wrong)
        {
            var answers = _wrong.TryGetValue(number, out var known) ? known : _wrong[number] = [];
            answers.Add(fingerprint);
            return answers.Count;
        }
    }
}

/// <summary>What <see cref="Check"/> found.</summary>
/// <param name="Exercise">The exercise, such as <c>3.2</c>.</param>
/// <param name="State">Where the reader stands.</param>
/// <param name="Message">A sentence for the reader.</param>
/// <param name="Hints">The hints, from small to large.</param>
/// <param name="Opened">How many of them are open; the reader can open the others.</param>
public sealed record CheckResult(
    string Exercise, CheckState State, string Message, IReadOnlyList<string> Hints, int Opened)
{
    private const string Box =
        "margin:.3em 0;padding:.4em .8em;font:14px/1.5 system-ui,sans-serif;border-left:4px solid ";

    /// <summary>What a page needs to judge an answer in the browser, as JSON; null where it cannot.</summary>
    internal string? Page { get; init; }

    /// <summary>The result as text, such as <c>✓ 3.2  Right.</c>, with the hints that are open.</summary>
    public override string ToString() =>
        $"{Mark} {Exercise}  {Message}" + string.Concat(Hints.Take(Opened).Select(hint => $" Hint: {hint}"));

    /// <summary>The result as HTML: the line, and the hints inside each other.</summary>
    public string ToHtml()
    {
        var page = Page is null ? "" : $" data-answer=\"{WebUtility.HtmlEncode(Page)}\"";
        return $"""
            <div class="mf-check" data-state="{State}" data-exercise="{Encode(Exercise)}"{page} style="{Box}{Color}">
            <p style="margin:0"><strong>{Mark} {Encode(Exercise)}</strong>&ensp;{Encode(Message)}</p>
            {(State == CheckState.Right ? "" : HintsFrom(0))}</div>
            """;
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private string Mark => State switch { CheckState.Right => "✓", CheckState.Wrong => "✗", _ => "◻" };

    private string Color => State switch
    {
        CheckState.Right => Theme.Green,
        CheckState.Wrong => Theme.Orange,
        _ => Theme.Grey,
    };

    /// <summary>Each hint holds the next one, so that nobody reads the third before the first.</summary>
    private string HintsFrom(int n)
    {
        if (n >= Hints.Count)
            return "";
        var title = n == 0 ? "A hint" : n == Hints.Count - 1 ? "The last hint" : "One more hint";
        return $"""
            <details class="mf-hint" style="margin:.3em 0 0"{(n < Opened ? " open" : "")}>
            <summary style="cursor:pointer">{title}</summary>
            <p style="margin:.2em 0 .2em 1em">{Encode(Hints[n])}</p>
            {HintsFrom(n + 1)}</details>

            """;
    }
}
