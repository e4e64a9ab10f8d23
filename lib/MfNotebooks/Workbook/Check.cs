using System.Globalization;

namespace MfNotebooks;

/// <summary>Checks a reader's answer to an exercise. It never throws, so an unsolved notebook still runs to its end.</summary>
public static class Check
{
    /// <summary>Checks a number.</summary>
    /// <param name="exercise">The exercise, such as <c>3.2</c>.</param>
    /// <param name="answer">The reader's answer; null while there is none.</param>
    /// <param name="expected">The right answer.</param>
    /// <param name="hint">What to think of when the answer is wrong.</param>
    /// <param name="tolerance">How far off an answer may be and still be right. Default 0.01.</param>
    public static CheckResult That(string exercise, double? answer, double expected, string hint, double tolerance = 0.01) =>
        Judge(exercise, answer, a => Math.Abs(a - expected) <= tolerance, hint, a => a.ToString("G6", CultureInfo.InvariantCulture));

    /// <summary>Checks a word or a name; upper and lower case and spaces around it do not matter.</summary>
    /// <inheritdoc cref="That(string, double?, double, string, double)"/>
    public static CheckResult That(string exercise, string? answer, string expected, string hint) =>
        Judge(exercise, string.IsNullOrWhiteSpace(answer) ? null : answer.Trim(), a => string.Equals(a, expected, StringComparison.OrdinalIgnoreCase), hint, a => $"\"{a}\"");

    /// <summary>Checks anything by a rule, such as a function that the reader wrote.</summary>
    /// <param name="exercise">The exercise, such as <c>3.2</c>.</param>
    /// <param name="answer">The reader's answer; null while there is none.</param>
    /// <param name="isRight">Says whether the answer is right. An exception that it throws counts as a wrong answer and is shown.</param>
    /// <param name="hint">What to think of when the answer is wrong.</param>
    public static CheckResult That<T>(string exercise, T? answer, Func<T, bool> isRight, string hint) where T : class =>
        Judge(exercise, answer, isRight, hint, _ => null);

    /// <inheritdoc cref="That{T}(string, T, Func{T, bool}, string)"/>
    public static CheckResult That<T>(string exercise, T? answer, Func<T, bool> isRight, string hint) where T : struct =>
        answer is { } given ? Judge(exercise, (object)given, a => isRight((T)a), hint, a => Convert.ToString(a, CultureInfo.InvariantCulture)) : NotTried(exercise);

    private static CheckResult Judge(string exercise, double? answer, Func<double, bool> isRight, string hint, Func<double, string> show) =>
        answer is { } given ? Judge(exercise, (object)given, a => isRight((double)a), hint, a => show((double)a)) : NotTried(exercise);

    private static CheckResult Judge<T>(string exercise, T? answer, Func<T, bool> isRight, string hint, Func<T, string?> show) where T : class
    {
        if (answer is null) return NotTried(exercise);
        try
        {
            return isRight(answer)
                ? new CheckResult(exercise, CheckState.Right, "Right.")
                : new CheckResult(exercise, CheckState.Wrong, show(answer) is { } shown ? $"Not {shown}. Hint: {hint}" : $"Not yet. Hint: {hint}");
        }
        catch (Exception e)
        {
            // Whatever a reader's code does, the notebook goes on and says what happened.
            return new CheckResult(exercise, CheckState.Wrong, $"Your code failed: {e.Message.Split('\n')[0].TrimEnd()} Hint: {hint}");
        }
    }

    private static CheckResult NotTried(string exercise) => new(exercise, CheckState.NotTried, "Not tried yet: put your answer in place of null and run the cell again.");
}
